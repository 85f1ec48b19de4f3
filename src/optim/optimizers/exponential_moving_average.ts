import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";

/**
 * An average that forgets: β a + (1 − β) x.
 *
 * Written as a + (1 − β) (x − a): in float32 1 − 0.999 is off by 1e-5 of itself where 0.999 is rounded
 * first, and an average that does not add up to the whole would settle beside what it averages.
 *
 * @param m The arithmetic.
 * @param average a, the average so far.
 * @param value x, what comes to it.
 * @param beta β, the share of the old that is kept.
 */
export function exponentialMovingAverage<T>(
  m: Arithmetic<T>,
  average: T,
  value: T,
  beta: number,
): T {
  return m.add(average, m.mul(m.constant(1 - beta), m.sub(value, average)));
}

/** Refuses what is no share that an average may keep: numbers from 0 up to 1, without 1. */
export function checkDecayRate(value: number, name: string): void {
  if (!(value >= 0 && value < 1)) {
    throw new RangeError(`${name} must be a number from 0 up to 1, but found ${value}`);
  }
}

/** The least ε: the smallest normal float32, as executors may compute in no more than that. */
const LEAST = 2 ** -126;

/** Refuses an ε that may become 0, so that 0 / (√0 + ε) would be NaN. */
export function checkEpsilon(value: number): void {
  if (!(Number.isFinite(value) && value >= LEAST)) {
    throw new RangeError(`epsilon must be a number of at least 2^-126, but found ${value}`);
  }
}
