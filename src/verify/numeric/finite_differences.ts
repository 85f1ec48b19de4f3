/** A derivative by differences, and its estimated error. */
export interface Estimate {
  /** The derivative. */
  readonly value: number;
  /** The estimated error of `value`, from truncation and rounding. */
  readonly error: number;
}

/** A function of one number, undefined off the branch of the point of interest, as behind a kink. */
export type Curve = (x: number) => number | undefined;

const HALVINGS = 8;
/** The table ends at an estimate that is off by at most this many times its rounding. */
const ENOUGH = 2;
/** A cost takes a few sums and elementary functions: some roundings of ε each. */
const ROUNDINGS = 16;
/** The smallest step, relative to x: with a smaller one, (20) is all rounding. */
const SMALLEST_STEP = 2 ** -24;

/**
 * The derivative of a function by central differences, extrapolated to step 0.
 *
 * (20) with both sides: D(h) = (f(x + h) − f(x − h)) / 2h = f′ + c₂ h² + c₄ h⁴ + …. Steps are halved,
 * and Richardson's extrapolation removes one power of h² after the other; the entry of the table that
 * changed least is taken (C. Ridders: Accurate computation of F′(x) and F′(x)F″(x), 1982).
 *
 * The step starts at an eighth of max(1, |x|) and shrinks until the function stays on its branch, and
 * on while truncation exceeds rounding and the estimate improves: near a pole, the series holds for
 * small steps alone.
 *
 * @param magnitude The size of the terms of f, which may cancel and leave f far smaller.
 * @returns The derivative, or `undefined` if x is too close to the end of its branch.
 */
export function derivative(f: Curve, x: number, magnitude = 0): Estimate | undefined {
  const scale = Math.max(1, Math.abs(x));
  let best: Extrapolation | undefined;
  for (let start = scale / 8; start >= scale * SMALLEST_STEP; start /= 4) {
    const next = extrapolate(f, x, start, magnitude);
    if (next === undefined) continue;
    if (best !== undefined && !(next.error < best.error)) break;
    best = next;
    if (best.isSettled) break;
  }
  return best && { value: best.value, error: best.error };
}

interface Extrapolation extends Estimate {
  /** Whether truncation is down to rounding, so that no step does better. */
  readonly isSettled: boolean;
}

function extrapolate(
  f: Curve,
  x: number,
  start: number,
  magnitude: number,
): Extrapolation | undefined {
  let best: Estimate | undefined;
  let above: number[] = [];
  for (let level = 0; level <= HALVINGS; level++) {
    const difference = centralDifference(f, x, start / 2 ** level, magnitude);
    if (difference === undefined) return undefined;
    const row = [difference.value];
    for (let order = 1; order <= level; order++) {
      const factor = 4 ** order;
      const coarse = above[order - 1]!, fine = row[order - 1]!;
      const value = (factor * fine - coarse) / (factor - 1);
      row.push(value);
      const truncation = Math.max(Math.abs(value - fine), Math.abs(value - coarse));
      const error = truncation + difference.rounding;
      if (!(error >= (best?.error ?? Infinity))) best = { value, error };
    }
    // Rounding grows as steps shrink.
    if (best && best.error <= ENOUGH * difference.rounding) return { ...best, isSettled: true };
    above = row;
  }
  return best && { ...best, isSettled: false };
}

function centralDifference(
  f: Curve,
  x: number,
  step: number,
  magnitude: number,
): { readonly value: number; readonly rounding: number } | undefined {
  const above = x + step, below = x - step;
  const high = f(above), low = f(below);
  if (high === undefined || low === undefined) return undefined;
  const width = above - below; // the actual step: x + step is rounded
  const largest = Math.max(Math.abs(high), Math.abs(low), magnitude);
  return {
    value: (high - low) / width,
    rounding: ROUNDINGS * Number.EPSILON * largest / width,
  };
}
