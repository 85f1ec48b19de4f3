import { type Arithmetic, OpaqueValue } from "./arithmetic.ts";
import { erf, TWO_OVER_ROOT_PI } from "./erf.ts";

/** The relative error of one rounded operation. */
const ROUNDING = 2 ** -53;
/** The relative error granted to the elementary functions: two units in the last place. */
const ELEMENTARY = 4 * ROUNDING;
/** What a product, a quotient or a function may lose to underflow. */
const UNDERFLOW = Number.MIN_VALUE;
/** Covers the rounding of the bounds themselves. */
const MARGIN = 1 + 16 * ROUNDING;

/**
 * A number together with a bound of its rounding errors.
 *
 * The exact result differs from `value` by at most `error`. NaN with error 0 is certainly not a
 * number; NaN with an infinite error says nothing.
 */
export class Bounded extends OpaqueValue {
  /** What float64 computes. */
  readonly value: number;
  /** How far the exact result may lie from it. */
  readonly error: number;

  /**
   * A number with its bound.
   *
   * @param value What float64 computes.
   * @param error How far the exact result may lie from it; 0 if left out.
   */
  constructor(value: number, error = 0) {
    super();
    this.value = value;
    this.error = error;
  }
}

const NOT_A_NUMBER = new Bounded(NaN, 0);
const ANYTHING = new Bounded(NaN, Infinity);

/**
 * Reads formulas as float64 with a running error bound, so that two results that differ by more than
 * their bounds belong to different functions, and no tolerance needs to be chosen.
 *
 * Constants stand for their decimals. The bounds rest on IEEE 754 and on elementary functions that
 * are right to two units in the last place.
 *
 * @example
 * ```ts
 * import { Bounded, bounded } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const sum = bounded.add(bounded.constant(0.1), bounded.constant(0.2));
 * assert(Math.abs(sum.value - 0.3) <= sum.error && sum.error < 1e-16);
 * ```
 */
export const bounded: Arithmetic<Bounded> = Object.freeze<Arithmetic<Bounded>>({
  zero: new Bounded(0),
  one: new Bounded(1),
  constant: (x) => {
    if (Number.isNaN(x)) return NOT_A_NUMBER;
    return result([], x, Number.isInteger(x) ? 0 : Math.abs(x) * ROUNDING + UNDERFLOW);
  },
  add: (x, y) => sum(x, y, x.value + y.value),
  sub: (x, y) => sum(x, y, x.value - y.value),
  mul: product,
  div: quotient,
  neg: (x) => new Bounded(-x.value, x.error),
  exp: (x) => {
    const value = Math.exp(x.value);
    return elementary(x, value, value * Math.expm1(x.error));
  },
  expm1: (x) => elementary(x, Math.expm1(x.value), Math.exp(x.value) * Math.expm1(x.error)),
  log: logarithm,
  log1p: (x) => logarithm(bounded.add(bounded.one, x), Math.log1p(x.value)),
  tanh: (x) => elementary(x, Math.tanh(x.value), x.error),
  sqrt: squareRoot,
  // erf′ is at most 2/√π
  erf: (x) => elementary(x, erf(x.value), TWO_OVER_ROOT_PI * x.error),
  xlogy: (y, a) => unlessZero(y, () => product(y, logarithm(a))),
  xdivy: (y, a) => unlessZero(y, () => quotient(y, a)),
  choose: (x, positive, otherwise) => {
    if (Math.abs(x.value) > x.error) return x.value > 0 ? positive : otherwise;
    return x.error === 0 ? otherwise : ANYTHING;
  },
});

/** Whether two results cannot be roundings of the same number, or only one of them is a number. */
export function certainlyDiffer(x: Bounded, y: Bounded): boolean {
  if (x.error + y.error === Infinity) return false;
  if (Number.isNaN(x.value) || Number.isNaN(y.value)) {
    return x.value === x.value || y.value === y.value;
  }
  return Math.abs(x.value - y.value) > (x.error + y.error) * MARGIN;
}

function result(operands: readonly Bounded[], value: number, error: number): Bounded {
  if (operands.includes(NOT_A_NUMBER)) return NOT_A_NUMBER;
  return Number.isFinite(value) && Number.isFinite(error)
    ? new Bounded(value, error * MARGIN)
    : ANYTHING;
}

function sum(x: Bounded, y: Bounded, value: number): Bounded {
  return result([x, y], value, x.error + y.error + Math.abs(value) * ROUNDING);
}

function product(x: Bounded, y: Bounded): Bounded {
  const value = x.value * y.value;
  const error = Math.abs(x.value) * y.error + Math.abs(y.value) * x.error + x.error * y.error;
  return result([x, y], value, error + Math.abs(value) * ROUNDING + UNDERFLOW);
}

function quotient(x: Bounded, y: Bounded): Bounded {
  const value = x.value / y.value, least = Math.abs(y.value) - y.error;
  if (least <= 0) return result([x, y], NaN, Infinity);
  const error = (x.error + Math.abs(value) * y.error) / least;
  return result([x, y], value, error + Math.abs(value) * ROUNDING + UNDERFLOW);
}

/** An elementary function, with what the error of its argument makes of its value. */
function elementary(x: Bounded, value: number, propagated: number): Bounded {
  return result([x], value, propagated + Math.abs(value) * ELEMENTARY + UNDERFLOW);
}

function logarithm(x: Bounded, value = Math.log(x.value)): Bounded {
  if (x.value + x.error < 0) return NOT_A_NUMBER;
  if (x.value <= x.error) return ANYTHING;
  return elementary(x, value, -Math.log1p(-x.error / x.value));
}

function squareRoot(x: Bounded): Bounded {
  if (x.value + x.error < 0) return NOT_A_NUMBER;
  if (x.value < x.error) return ANYTHING;
  // √x − √(x − e) = e / (√x + √(x − e)), and to the other side it is less
  const value = Math.sqrt(x.value);
  const sum = value + Math.sqrt(x.value - x.error);
  return elementary(x, value, x.error === 0 ? 0 : x.error / sum);
}

/** 0 where y is; where y may or may not be, what holds in both cases. */
function unlessZero(y: Bounded, otherwise: () => Bounded): Bounded {
  if (y.value === 0 && y.error === 0) return y;
  const result = otherwise();
  return result === NOT_A_NUMBER && Math.abs(y.value) <= y.error ? ANYTHING : result;
}
