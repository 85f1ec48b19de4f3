import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { Bounded, bounded } from "../../core/arithmetic/bounded.ts";
import type { Degree, DegreeArithmetic } from "../../core/arithmetic/residue/degree.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import { type RandomKey, uniformAt } from "../../core/random/random.ts";

/**
 * An arithmetic with variables: values that may be anything.
 * @category Proofs
 */
export interface Variables<T> extends Arithmetic<T> {
  /**
   * The next variable; the same order of calls gives the same variables.
   *
   * @param low The least float64 that a residue's shadow may be; defaults to −1.
   * @param high The upper bound, exclusive; defaults to 1.
   */
  variable(low?: number, high?: number): T;
}

/**
 * The claim that two computations are equal, whatever their variables are.
 *
 * It is generic over the arithmetic: residues decide it, degrees bound the chance of an error, float64
 * finds a counterexample.
 * @category Proofs
 */
export interface Claim {
  /** What is claimed, in a few words. */
  readonly subject: string;
  /** Both sides, entry by entry. */
  readonly sides: <T>(m: Variables<T>) => Sides<T>;
  /**
   * Searches in float64 for a place where the claim certainly does not hold. Without it, the claim's
   * operations are captured: then they are compared as numbers, and as residues on all of their regions.
   */
  readonly counterexample?: (seed: number) => Counterexample | undefined;
  /**
   * A value of the first variable in each region, if all are known: where signs cannot be told to
   * contradict each other, these are compared.
   */
  readonly regions?: () => readonly number[] | undefined;
  /** The lengths of the rows that its variables form, if they do: special rows are tried in each. */
  readonly rows?: readonly number[];
  /** The same gradients as a whole, which in long rows are compared along one direction. */
  readonly gradients?: <T>(m: Variables<T>) => readonly ClaimedGradient<T>[];
}

/**
 * A function of a row over any arithmetic, at a row, with its claimed gradient there.
 * @category Proofs
 */
export interface ClaimedGradient<T> {
  /** The row. */
  readonly at: readonly T[];
  /** What each entry of the row is called; its number by default. */
  readonly names?: readonly string[];
  /** The gradient that is claimed. */
  readonly got: readonly T[];
  /** The value of the function that is claimed, if that is a formula of its own. */
  readonly value?: T;
  /** The function, given how to take values as constants. */
  readonly f: <D>(d: Arithmetic<D>, row: readonly D[], constant: (value: T) => D) => D;
}

/**
 * Two computations, entry by entry.
 * @category Proofs
 */
export interface Sides<T> {
  /** What the code computes. */
  readonly got: readonly T[];
  /** What it should compute. */
  readonly expected: readonly T[];
  /** What each entry is the derivative of, and by which variable, if it is one. */
  readonly derivatives?: readonly (Derivative<T> | undefined)[];
}

/**
 * What an entry is the derivative of.
 * @category Proofs
 */
export interface Derivative<T> {
  /** A function of the variables. */
  readonly of: T;
  /** The variable. */
  readonly by: T;
  /** What the variable is called, such as `w₁₂`; `entry 3` by default. */
  readonly name?: string;
}

/**
 * A place where a claim does not hold, in float64.
 * @category Proofs
 */
export interface Counterexample {
  /** Which entry, such as `layer 1, weights[2]`. */
  readonly where: string;
  /** What the code computes there. */
  readonly got: number;
  /** What it should compute. */
  readonly expected: number;
}

/** What stands for unknown functions in float64, where a claim has some: it tells names and rows apart. */
export const FREE_NUMBERS = {
  free: (name: string, row: readonly number[]): number =>
    row.reduce((sum, x, k) => sum + Math.sin(x + k), name.length),
};

/** float64 with variables drawn from a key, this many times as far out. */
export function numbers(key: RandomKey, stretch = 1): Variables<number> {
  return { ...float64, variable: shadows(key, undefined, stretch) };
}

/** float64 with bounds of its rounding and exact variables. */
export function withBounds(shadow: Shadows): Variables<Bounded> {
  return { ...bounded, variable: (low, high) => new Bounded(shadow(low, high)) };
}

/** Residues with variables whose shadows are drawn from a key. */
export function shadowed(
  m: ResidueArithmetic,
  key: RandomKey,
  shadow = shadows(key),
): Variables<Residue> {
  return { ...m, variable: (low, high) => m.draw(shadow(low, high)) };
}

/** Degrees with variables of degree 1. */
export function graded(m: DegreeArithmetic): Variables<Degree> {
  return { ...m, variable: () => m.draw() };
}

/** Draws the values of variables, from `low` to below `high`. */
type Shadows = (low?: number, high?: number) => number;

/**
 * Draws the values of variables from a key, one after another.
 *
 * @param first The first value, if it is not to be drawn.
 * @param stretch Multiplies the distance from the middle of the range.
 */
export function shadows(key: RandomKey, first?: number, stretch = 1): Shadows {
  let drawn = 0;
  return (low = -1, high = 1) => {
    const middle = (low + high) / 2;
    const at = middle + stretch * (high - low) * (uniformAt(key, drawn++) - 0.5);
    return drawn === 1 && first !== undefined ? first : at;
  };
}

/** How far variables are drawn, in turns: a mistake may show far out only. */
const STRETCHES = [1, 1, 4, 16];

/** How far out the variables of the n-th draw lie. */
export function stretchOf(n: number): number {
  return STRETCHES[n % STRETCHES.length]!;
}
