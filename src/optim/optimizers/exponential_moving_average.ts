import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";

/**
 * β a + (1 − β) x, for a the average so far and x the new value.
 *
 * Written as a + (1 − β) (x − a): in float32, 1 − 0.999 has a relative error of 1e-5 if 0.999 is rounded
 * first, and weights that do not sum to 1 would bias the average.
 */
export function exponentialMovingAverage<T>(
  m: Arithmetic<T>,
  average: T,
  value: T,
  beta: number,
): T {
  return m.add(average, m.mul(m.constant(1 - beta), m.sub(value, average)));
}

/** Throws unless `value` is a number from 0 to below 1. */
export function checkDecayRate(value: number, name: string): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`${name} must be a number from 0 to below 1, but found ${value}`);
  }
}

/** The least ε: the smallest normal float32, as executors may compute in float32. */
const LEAST = 2 ** -126;

/** Throws if ε might round to 0, so that 0 / (√0 + ε) would be NaN. */
export function checkEpsilon(value: number): void {
  if (!(Number.isFinite(value) && value >= LEAST)) {
    throw new RangeError(`epsilon must be a number of at least 2^-126, but found ${value}`);
  }
}
