import { type Arithmetic, OpaqueValue } from "./arithmetic.ts";
import { erf, TWO_OVER_ROOT_PI } from "./erf.ts";

/** How a machine rounds. */
export interface Precision {
  /** The relative error of one rounded operation: half the distance from 1 to the next number. */
  readonly rounding: number;
  /** What a product, a quotient or a function may lose to underflow. */
  readonly underflow: number;
  /** How far a constant may be from its decimal. */
  readonly constant: (x: number) => number;
  /** The largest error of each elementary function, in units in the last place. */
  readonly ulps: Readonly<Record<Elementary, number>>;
  /** The largest error of a quotient, in units in the last place; correctly rounded by default. */
  readonly quotient?: number;
  /** Whether terms are added in the order written, or in any order. */
  readonly sums: "in order" | "in any order";
  /** Whether it computes in float64, so that what is lost is known where it is nothing; not by default. */
  readonly isFloat64?: boolean;
}

type Elementary = "exp" | "expm1" | "log" | "log1p" | "tanh" | "sqrt" | "erf";

const ROUNDING = 2 ** -53, LEAST = 2 ** -1074;

/** Float64 as JavaScript engines have it, granted two units for each elementary function. */
const FLOAT64: Precision = /* @__PURE__ */ Object.freeze<Precision>({
  rounding: ROUNDING,
  underflow: LEAST,
  constant: (x) => isItsDecimal(x) ? 0 : Math.abs(x) * ROUNDING + LEAST,
  ulps: { exp: 2, expm1: 2, log: 2, log1p: 2, tanh: 2, sqrt: 2, erf: 2 },
  sums: "in order",
  isFloat64: true,
});

/** Whether float64 holds a sum: what it loses is a number, too (D. E. Knuth, TAOCP 2, section 4.2.2). */
function isExactSum(x: number, y: number, sum: number): boolean {
  const rest = sum - x;
  return (x - (sum - rest)) + (y - rest) === 0;
}

/** Whether float64 certainly holds a product: that of two factors of 24 bits has 48. */
function isExactProduct(x: number, y: number, product: number): boolean {
  const isShort = Math.fround(x) === x && Math.fround(y) === y;
  return isShort && (Math.abs(product) > SMALL || x === 0 || y === 0);
}

/** A product above this loses nothing for want of an exponent. */
const SMALL = 2 ** -900;

/** Whether a number is certainly its shortest decimal: an integer, or of at most 15 digits, as 0.5. */
function isItsDecimal(x: number): boolean {
  return Number.isSafeInteger(x) || Math.abs(x) < 2 ** 29 && Number.isInteger(64 * x);
}

/** Covers the rounding of the bounds themselves. */
const MARGIN = 1 + 2 ** -49;

/**
 * A number together with a bound of its rounding errors.
 *
 * The exact result differs from `value` by at most `error`. NaN with error 0 is certainly not a
 * number; NaN with an infinite error says nothing.
 * @category Arithmetic
 */
export class Bounded extends OpaqueValue {
  /** What float64 computes. */
  readonly value: number;
  /** How far the exact result may lie from it. */
  readonly error: number;

  /** A number with its bound, exact by default. */
  constructor(value: number, error = 0) {
    super();
    this.value = value;
    this.error = error;
  }
}

/** A sum whose order is not known. */
class Sum extends Bounded {
  /** The errors of its terms. */
  readonly settled: number;
  /** The magnitudes of its terms, their errors included. */
  readonly size: number;
  /** How many additions a term may pass through. */
  readonly additions: number;

  constructor(value: number, error: number, settled: number, size: number, additions: number) {
    super(value, error);
    this.settled = settled;
    this.size = size;
    this.additions = additions;
  }
}

const NOT_A_NUMBER = /* @__PURE__ */ new Bounded(NaN, 0);
const ANYTHING = /* @__PURE__ */ new Bounded(NaN, Infinity);

/**
 * Reads formulas as float64 with a running bound of the errors of a machine of some precision.
 *
 * Each operation passes on the errors of its operands and adds its own rounding. Where sums may be
 * taken in any order, all terms of a sum of n additions are charged γₙ = n u / (1 − n u), with u
 * the rounding: in any order, no term passes through more than n additions (Higham, "Accuracy and
 * Stability of Numerical Algorithms", section 4.2). A fused product and sum rounds once instead of
 * twice, which the bound covers.
 */
export function boundedIn(precision: Precision): Arithmetic<Bounded> {
  const { rounding, underflow, ulps, sums, isFloat64 = false } = precision;

  /** x + y or x − y, given what is added. */
  function sum(x: Bounded, y: Bounded, added: number): Bounded {
    const value = x.value + added;
    if (sums === "in order") {
      const error = x.error + y.error;
      const isExact = isFloat64 && isExactSum(x.value, added, value);
      return result([x, y], value, isExact ? error : error + (Math.abs(value) + error) * rounding);
    }
    const [p, q] = [termsOf(x), termsOf(y)];
    const settled = p.settled + q.settled, size = p.size + q.size;
    const additions = Math.max(p.additions, q.additions) + 1;
    const gamma = additions * rounding / (1 - additions * rounding);
    const bound = result([x, y], value, settled + gamma * size);
    return bound.error < Infinity && bound.value === bound.value
      ? new Sum(value, bound.error, settled, size, additions)
      : bound;
  }

  function product(x: Bounded, y: Bounded): Bounded {
    // Not rounded, and a later result may be NaN, as 0 / 0.
    if (isZero(x) && isKnown(y) || isZero(y) && isKnown(x)) return new Bounded(x.value * y.value);
    const error = Math.abs(x.value) * y.error + Math.abs(y.value) * x.error + x.error * y.error;
    const value = x.value * y.value;
    const isExact = isFloat64 && areExact(x, y) && isExactProduct(x.value, y.value, value);
    return isExact ? result([x, y], value, 0) : rounded([x, y], value, error);
  }

  function quotient(x: Bounded, y: Bounded): Bounded {
    const value = x.value / y.value, least = Math.abs(y.value) - y.error;
    if (isZero(x) && isZero(y)) return NOT_A_NUMBER;
    if (least <= 0) return result([x, y], NaN, Infinity);
    const propagated = (x.error + Math.abs(value) * y.error) / least;
    const isExact = isFloat64 && areExact(x, y) && isExactProduct(value, y.value, x.value) &&
      value * y.value === x.value;
    if (isExact) return result([x, y], value, 0);
    if (precision.quotient === undefined) return rounded([x, y], value, propagated);
    return result([x, y], value, propagated + precision.quotient * unitOf(value, propagated));
  }

  /** A value that is rounded once, given the errors propagated from its operands. */
  function rounded(operands: readonly Bounded[], value: number, propagated: number): Bounded {
    const error = propagated + (Math.abs(value) + propagated) * rounding + underflow;
    return result(operands, value, error);
  }

  /** A unit in the last place, which is at most twice the rounding of a number as large. */
  function unitOf(value: number, propagated: number): number {
    return 2 * rounding * (Math.abs(value) + propagated) + underflow;
  }

  /** An elementary function, given the error propagated from its argument. */
  function elementary(name: Elementary, x: Bounded, value: number, propagated: number): Bounded {
    return result([x], value, propagated + ulps[name] * unitOf(value, propagated));
  }

  /** log(offset + x). */
  function logarithm(name: "log" | "log1p", x: Bounded, offset: number): Bounded {
    const argument = offset + x.value;
    if (argument + x.error < 0) return NOT_A_NUMBER;
    if (argument <= x.error) return ANYTHING;
    return elementary(name, x, Math[name](x.value), -Math.log1p(-x.error / argument));
  }

  function squareRoot(x: Bounded): Bounded {
    if (x.value + x.error < 0) return NOT_A_NUMBER;
    if (x.value < x.error) return ANYTHING;
    // √x − √(x − e) = e / (√x + √(x − e)), more than √(x + e) − √x
    const value = Math.sqrt(x.value);
    const sum = value + Math.sqrt(x.value - x.error);
    return elementary("sqrt", x, value, x.error === 0 ? 0 : x.error / sum);
  }

  return Object.freeze<Arithmetic<Bounded>>({
    zero: new Bounded(0),
    one: new Bounded(1),
    constant: (x) => Number.isNaN(x) ? NOT_A_NUMBER : result([], x, precision.constant(x)),
    add: (x, y) => sum(x, y, y.value),
    sub: (x, y) => sum(x, y, -y.value),
    mul: product,
    div: quotient,
    neg: (x) => x === NOT_A_NUMBER ? x : new Bounded(-x.value, x.error),
    exp: (x) => {
      const value = Math.exp(x.value);
      return elementary("exp", x, value, value * Math.expm1(x.error));
    },
    expm1: (x) => {
      return elementary("expm1", x, Math.expm1(x.value), Math.exp(x.value) * Math.expm1(x.error));
    },
    log: (x) => logarithm("log", x, 0),
    log1p: (x) => logarithm("log1p", x, 1),
    tanh: (x) => {
      // 1 − tanh² where the argument may be nearest to 0
      const steepest = 1 - Math.tanh(Math.max(0, Math.abs(x.value) - x.error)) ** 2;
      return elementary("tanh", x, Math.tanh(x.value), steepest * x.error);
    },
    sqrt: squareRoot,
    // erf′ is at most 2/√π
    erf: (x) => elementary("erf", x, erf(x.value), TWO_OVER_ROOT_PI * x.error),
    xlogy: (y, a) => unlessZero(y, a, () => product(y, logarithm("log", a, 0))),
    xdivy: (y, a) => unlessZero(y, a, () => quotient(y, a)),
    choose: (x, positive, otherwise) => {
      if (isNaN(x.value)) return x;
      const [chosen, other] = x.value > 0 ? [positive, otherwise] : [otherwise, positive];
      if (Math.abs(x.value) > x.error || x.error === 0) return chosen;
      const error = Math.max(chosen.error, other.error + Math.abs(chosen.value - other.value));
      return result([], chosen.value, error);
    },
  });
}

/**
 * Reads formulas as float64 with a running error bound: two results that differ by more than their
 * bounds belong to different functions, and no tolerance needs to be chosen.
 *
 * Constants stand for their decimals. The bounds rest on IEEE 754 and on elementary functions with
 * errors of at most two units in the last place.
 *
 * @example
 * ```ts
 * import { Bounded, bounded } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const sum = bounded.add(bounded.constant(0.1), new Bounded(0.25));
 * assert(Math.abs(sum.value - 0.35) <= sum.error && sum.error < 1e-16);
 * ```
 * @category Arithmetic
 */
export const bounded: Arithmetic<Bounded> = /* @__PURE__ */ boundedIn(FLOAT64);

/** Whether two results cannot be roundings of the same number, or just one of them is a number. */
export function certainlyDiffer(x: Bounded, y: Bounded): boolean {
  if (x.error + y.error === Infinity) return false;
  if (Number.isNaN(x.value) || Number.isNaN(y.value)) {
    return x.value === x.value || y.value === y.value;
  }
  return Math.abs(x.value - y.value) > (x.error + y.error) * MARGIN;
}

function result(operands: readonly Bounded[], value: number, error: number): Bounded {
  if (operands.includes(NOT_A_NUMBER)) return NOT_A_NUMBER;
  const made = new Bounded(value, error * MARGIN);
  return isKnown(made) ? made : ANYTHING;
}

function termsOf(x: Bounded): Pick<Sum, "settled" | "size" | "additions"> {
  if (x instanceof Sum) return x;
  return { settled: x.error, size: Math.abs(x.value) + x.error, additions: 0 };
}

/** Whether a number is certainly 0. */
function isZero(x: Bounded): boolean {
  return x.value === 0 && x.error === 0;
}

/** Whether no error comes from operands; those of products may underflow. */
function areExact(x: Bounded, y: Bounded): boolean {
  return x.error === 0 && y.error === 0;
}

function isKnown(x: Bounded): boolean {
  return Number.isFinite(x.value) && Number.isFinite(x.error);
}

/** 0 where y is certainly 0; where it may be, a result that holds in both cases. */
function unlessZero(y: Bounded, a: Bounded, otherwise: () => Bounded): Bounded {
  if (isZero(y)) return isNaN(a.value) ? a : y;
  const result = otherwise();
  const mayBeZero = y !== NOT_A_NUMBER && !(Math.abs(y.value) > y.error); // as ANYTHING may
  return result === NOT_A_NUMBER && mayBeZero ? ANYTHING : result;
}
