import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { type Bounded, bounded, certainlyDiffer } from "../../core/arithmetic/bounded.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { deriveKey, type RandomKey, uniformAt } from "../../core/random/random.ts";
import { TooLarge } from "../../symbolic/algebra/too_large.ts";
import { derivative } from "../numeric/finite_differences.ts";
import {
  type Claim,
  type ClaimedGradient,
  type Counterexample,
  type Variables,
  withBounds,
} from "./claim.ts";
import { placeInWords } from "./counterexample.ts";

/** A smaller difference, relative to the terms of a sum, is not looked at. */
const CLEARLY = 1e-9;
/** A difference from finite differences counts if it is at least this many times their error. */
const BEYOND = 100;

/** float64 that counts its operations, and throws `TooLarge` once there are too many. */
export function metered(most = Infinity) {
  let count = 0;
  const counted = Object.entries(float64).map(([name, operation]) => [
    name,
    typeof operation === "number" ? operation : (x: number, y: number, z: number) => {
      if (++count > most) throw new TooLarge();
      return operation(x, y, z);
    },
  ]);
  const arithmetic: Arithmetic<number> = Object.fromEntries(counted);
  return { arithmetic, count: () => count };
}

/** Numbers one after the other, as variables. */
export function inTurn(numbers: readonly number[]): () => number {
  let k = 0;
  return () => numbers[k++]!;
}

/**
 * What is wrong with gradients at a point that is drawn, beyond rounding and by finite differences, too.
 *
 * They are compared along one direction, which takes one pass of dual numbers for all entries.
 *
 * @param draw The variables, one after the other.
 * @param key By which the direction is drawn.
 * @param m float64, which may be metered.
 */
export function counterexampleAlong(
  { gradients }: Claim,
  draw: Variables<number>["variable"],
  key: RandomKey,
  m: Arithmetic<number> = float64,
): Counterexample | undefined {
  const point: number[] = [];
  const drawn = (low?: number, high?: number) => {
    const x = m.constant(draw(low, high));
    point.push(x);
    return x;
  };
  const read = gradients!<number>({ ...m, variable: drawn });
  const exact = () => gradients!<Bounded>(withBounds(inTurn(point)));
  for (const [g, gradient] of read.entries()) {
    const { at, got } = gradient, from = deriveKey(key, g);
    const direction = at.map((_, j) => {
      const u = 2 * uniformAt(from, j) - 1;
      return u < 0 ? u - 1 : u + 1;
    });
    const { slope, expected, value } = along(m, gradient, direction);
    const size = got.reduce((total, x, j) => total + Math.abs(x * direction[j]!), 0);
    const isValueWrong = gradient.value !== undefined && Number.isFinite(value) &&
      !(Math.abs(gradient.value - value) <= CLEARLY * Math.max(1, Math.abs(value)));
    const isOff = Number.isFinite(expected) &&
      !(Math.abs(slope - expected) <= CLEARLY * Math.max(size, Math.abs(expected)));
    if (!isOff && !isValueWrong) continue;
    const certain = exact()[g]!, other = along(bounded, certain, direction);
    // What decides by numbers in JavaScript computes something else where these carry bounds.
    const isCertain = (x: number, claimed: Bounded, y: Bounded) =>
      claimed.error < Infinity && !Object.is(x, claimed.value) || certainlyDiffer(claimed, y);
    if (isValueWrong && isCertain(gradient.value!, certain.value!, other.value)) {
      return { where: "the value", got: gradient.value!, expected: value };
    }
    if (!isOff || !isCertain(slope, other.slope, other.expected)) continue;
    const line = (t: number) => at.map((x, j) => x + t * direction[j]!);
    if (disagrees(gradient, slope, line) === undefined) continue;
    for (const j of at.keys()) {
      const found = got[j]!, from = (t: number) => at.with(j, at[j]! + t);
      const estimate = disagrees(gradient, found, from);
      if (estimate === undefined) continue;
      return { where: placeInWords(at, j, gradient.names?.[j]), got: found, expected: estimate };
    }
    return { where: "along a direction", got: slope, expected };
  }
}

/** Whether a slope is not that of finite differences along a line, which is returned. */
function disagrees(
  { f }: ClaimedGradient<number>,
  slope: number,
  line: (t: number) => readonly number[],
): number | undefined {
  const estimate = derivative((t) => {
    const value = f(float64, line(t), (x) => x);
    return Number.isFinite(value) ? value : undefined;
  }, 0);
  if (estimate === undefined) return undefined;
  return Math.abs(slope - estimate.value) <= BEYOND * estimate.error ? undefined : estimate.value;
}

/** A gradient along a direction, as it is claimed and by dual numbers. */
function along<T>(
  m: Arithmetic<T>,
  { at, got, f }: ClaimedGradient<T>,
  direction: readonly number[],
) {
  const d = dual(m), v = direction.map(m.constant);
  const terms = got.map((entry, j) => m.mul(entry, v[j]!));
  const { value, slope } = f(
    d,
    at.map((x, j) => new Dual(x, v[j]!)),
    (x) => new Dual(x, m.zero),
  );
  return {
    slope: sum(m, terms),
    value,
    expected: m.add(slope, m.mul(m.zero, value)),
  };
}
