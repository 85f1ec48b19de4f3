import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Bounded, bounded } from "../../core/arithmetic/bounded.ts";
import type { Degree, DegreeArithmetic } from "../../core/arithmetic/residue/degree.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import { type RandomKey, uniformAt } from "../../core/random/random.ts";

/** An arithmetic that has variables: values that may be anything. */
export interface Variables<T> extends Arithmetic<T> {
  /**
   * The next variable. The same order of calls gives the same variables.
   *
   * @param low The least float64 that may travel along with it, −1 if left out.
   * @param high What it stays below, 1 if left out.
   */
  variable(low?: number, high?: number): T;
}

/**
 * That two computations are equal, whatever their variables are.
 *
 * A claim is written once, over any arithmetic: residues decide it, degrees bound the chance of an
 * error, float64 finds a counterexample.
 */
export interface Claim {
  /** What is claimed, in a few words. */
  readonly subject: string;
  /** Both sides, entry by entry. */
  readonly sides: <T>(m: Variables<T>) => Sides<T>;
  /**
   * Looks in float64 for a place where the claim does not hold, beyond all doubt of rounding; where
   * this is left out, the sides are compared as numbers.
   */
  readonly counterexample?: (seed: number) => Counterexample | undefined;
  /**
   * Where the first variable lies, a number for each region, where they are known: then these regions
   * are compared, and no signs are forced.
   */
  readonly regions?: readonly number[];
}

/** Two computations, entry by entry. */
export interface Sides<T> {
  /** What the code computes. */
  readonly got: readonly T[];
  /** What it should. */
  readonly expected: readonly T[];
}

/** A place where a claim does not hold, in float64. */
export interface Counterexample {
  /** Which entry, such as `layer 1, weights[2]`. */
  readonly where: string;
  /** What the code computes there. */
  readonly got: number;
  /** What it should. */
  readonly expected: number;
}

/** Numbers, with variables that are drawn from a key. */
export function numbers(key: RandomKey, shadow = shadows(key)): Variables<number> {
  return { ...float64, variable: shadow };
}

/** Numbers with bounds of their rounding, with variables that are exact. */
export function withBounds(shadow: Shadows): Variables<Bounded> {
  return { ...bounded, variable: (low, high) => new Bounded(shadow(low, high)) };
}

/** Residues, with variables whose shadows are drawn from a key. */
export function shadowed(
  m: ResidueArithmetic,
  key: RandomKey,
  shadow = shadows(key),
): Variables<Residue> {
  return { ...m, variable: (low, high) => m.draw(shadow(low, high)) };
}

/** Degrees, with variables of degree 1. */
export function graded(m: DegreeArithmetic): Variables<Degree> {
  return { ...m, variable: () => m.draw() };
}

/** Draws the numbers that variables lie at, between a least and a largest one. */
type Shadows = (low?: number, high?: number) => number;

/**
 * Numbers that variables lie at, drawn one after another.
 *
 * @param key The stream.
 * @param first The first of them, if it is not to be drawn.
 * @param stretch How many times farther from the middle than asked for.
 */
export function shadows(key: RandomKey, first?: number, stretch = 1): Shadows {
  let drawn = 0;
  return (low = -1, high = 1) => {
    const middle = (low + high) / 2;
    const at = middle + stretch * (high - low) * (uniformAt(key, drawn++) - 0.5);
    return drawn === 1 && first !== undefined ? first : at;
  };
}
