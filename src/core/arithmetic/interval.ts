import { type Arithmetic, OpaqueValue } from "./arithmetic.ts";
import { erf } from "./erf.ts";

/** The relative error of one rounded operation, with room to spare. */
const ROUNDING = 2 ** -52;
/** The relative error granted to the elementary functions: four units in the last place. */
const ELEMENTARY = 4 * ROUNDING;

/**
 * A real number of which only bounds are known.
 *
 * One object stands for one number: `sub(x, x)` is 0, and so `sub(x, y)` of two numbers needs two
 * objects, even if their bounds are the same.
 * @category Arithmetic
 */
export class Interval extends OpaqueValue {
  /** The number is not less, perhaps −∞; NaN where it is certainly not a number. */
  readonly low: number;
  /** The number is not larger, perhaps ∞. */
  readonly high: number;
  /** Whether it is not `low` itself. */
  readonly isAbove: boolean;
  /** Whether it is not `high` itself. */
  readonly isBelow: boolean;

  /** A number from `low` to `high`, both included by default; `high` defaults to `low`. */
  constructor(
    low: number,
    high: number = low,
    isAbove: boolean = false,
    isBelow: boolean = false,
  ) {
    super();
    this.low = low;
    this.high = high;
    this.isAbove = isAbove;
    this.isBelow = isBelow;
  }
}

// The only objects that results share: each stands for one number, or for none.
const NOT_A_NUMBER = /* @__PURE__ */ new Interval(NaN);
const ZERO = /* @__PURE__ */ new Interval(0), ONE = /* @__PURE__ */ new Interval(1);

/**
 * Reads formulas as intervals: for any numbers in the variables' intervals, the exact value lies
 * inside, if there is one.
 *
 * So an argument of `choose` whose interval is positive is positive everywhere, and one whose
 * derivative has an interval without 0 vanishes at most once: with dual numbers on top, zeros are
 * found and told apart, and none is overlooked. Results are rounded outwards. Each is a new object,
 * or an operand that is the result, or a constant: what is unknown never equals another unknown.
 *
 * R. E. Moore: Interval Analysis. Prentice-Hall, 1966.
 *
 * @example z² + 1 is positive wherever z is between −3 and 3
 * ```ts
 * import { Interval, intervals } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const z = new Interval(-3, 3);
 * const { low, high } = intervals.add(intervals.mul(z, z), intervals.one);
 * assert(low > 0 && high >= 10);
 * ```
 * @category Arithmetic
 */
export const intervals: Arithmetic<Interval> = /* @__PURE__ */ Object.freeze<Arithmetic<Interval>>({
  zero: ZERO,
  one: ONE,
  constant: (x) => {
    if (!Number.isFinite(x)) return Number.isNaN(x) ? NOT_A_NUMBER : anything();
    // Beyond 2⁵³ the shortest decimal need not be the double: 1e23 is not.
    return Number.isSafeInteger(x) ? new Interval(x) : new Interval(down(x), up(x));
  },
  add,
  sub: (x, y) => x === y ? unless(x, ZERO) : add(x, negative(y)),
  mul,
  div: (x, y) => x === y ? unless(x, ONE) : mul(x, reciprocal(y)),
  neg: negative,
  exp: (x) => rising(x, Math.exp, 0, Infinity),
  expm1: (x) => rising(x, Math.expm1, -1, Infinity),
  log,
  log1p: (x) => log(add(ONE, x), x),
  tanh: (x) => rising(x, Math.tanh, -1, 1),
  sqrt: (x) => {
    if (isNegative(x)) return NOT_A_NUMBER;
    return rising(x.low < 0 ? new Interval(0, x.high) : x, Math.sqrt, 0, Infinity);
  },
  erf: (x) => rising(x, erf, -1, 1),
  xlogy: (y, a) => isZero(y) ? unless(a, y) : withZeroOf(y, mul(y, log(a))),
  xdivy: (y, a) => isZero(y) ? unless(a, y) : withZeroOf(y, mul(y, reciprocal(a))),
  choose: (x, positive, otherwise) => {
    if (isNaN(x.low)) return NOT_A_NUMBER;
    if (isPositive(x)) return positive;
    return x.high <= 0 ? otherwise : hull(positive, otherwise);
  },
});

/** Whether a number is certainly positive. */
export function isPositive({ low, isAbove }: Interval): boolean {
  return low > 0 || low === 0 && isAbove;
}

/** Whether a number is certainly negative. */
export function isNegative({ high, isBelow }: Interval): boolean {
  return high < 0 || high === 0 && isBelow;
}

/** Whether a number may be 0. */
export function mayBeZero(x: Interval): boolean {
  return !isNaN(x.low) && !isPositive(x) && !isNegative(x);
}

/** A new unknown. */
function anything(): Interval {
  return new Interval(-Infinity, Infinity);
}

function add(x: Interval, y: Interval): Interval {
  if (isNaN(x.low) || isNaN(y.low)) return NOT_A_NUMBER;
  if (isExactly(x, 0)) return y;
  if (isExactly(y, 0)) return x;
  const low = x.low + y.low, high = x.high + y.high;
  // A sum of doubles that is 0 is exact.
  return new Interval(
    low === 0 ? 0 : down(low),
    high === 0 ? 0 : up(high),
    low === 0 && (x.isAbove || y.isAbove),
    high === 0 && (x.isBelow || y.isBelow),
  );
}

function negative(x: Interval): Interval {
  return new Interval(0 - x.high, 0 - x.low, x.isBelow, x.isAbove);
}

function mul(x: Interval, y: Interval): Interval {
  if (isNaN(x.low) || isNaN(y.low)) return NOT_A_NUMBER;
  if (isExactly(x, 1)) return y;
  if (isExactly(y, 1)) return x;
  if (isZero(x) || isZero(y)) return ZERO;
  const a = x.low, b = x.high, c = y.low, d = y.high;
  let low = Math.min(below(a, c), below(a, d), below(b, c), below(b, d));
  let high = Math.max(above(a, c), above(a, d), above(b, c), above(b, d));
  // Neither rounding nor underflow changes a sign.
  if (a >= 0 && c >= 0 || b <= 0 && d <= 0 || x === y) low = Math.max(0, low);
  if (a >= 0 && d <= 0 || b <= 0 && c >= 0) high = Math.min(0, high);
  if (x === y && (a > 0 || b < 0)) {
    const nearest = Math.min(Math.abs(a), Math.abs(b));
    low = Math.max(0, below(nearest, nearest));
  }
  const isNonzero = !mayBeZero(x) && !mayBeZero(y);
  return new Interval(low, high, isNonzero && low === 0, isNonzero && high === 0);
}

/** The product of two bounds, rounded down. */
function below(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : down(a * b);
}

/** The product of two bounds, rounded up. */
function above(a: number, b: number): number {
  return -below(-a, b);
}

function reciprocal(y: Interval): Interval {
  if (isNaN(y.low)) return NOT_A_NUMBER;
  if (y.low < 0 ? y.high > 0 : isZero(y)) return anything();
  const low = y.high === 0 ? -Infinity : down(1 / y.high);
  const high = y.low === 0 ? Infinity : up(1 / y.low);
  // 1 / y is never 0.
  return y.low >= 0
    ? new Interval(Math.max(0, low), high, low <= 0)
    : new Interval(low, Math.min(0, high), false, high >= 0);
}

/** The logarithm of x, or of x = 1 + `less`, which keeps the digits near 0. */
function log(x: Interval, less?: Interval): Interval {
  if (isNaN(x.low) || isNegative(x)) return NOT_A_NUMBER;
  if (x.high === 0) return anything();
  const isLess = less !== undefined;
  const f = isLess ? Math.log1p : Math.log, argument = less ?? x;
  if (isPositive(x)) return rising(argument, f, -Infinity, Infinity);
  const most = f(argument.high);
  return new Interval(-Infinity, most === 0 ? 0 : up(most, ELEMENTARY));
}

/** A function that rises, clamped to bounds that it does not reach. */
function rising(
  x: Interval,
  f: (x: number) => number,
  least: number,
  most: number,
): Interval {
  if (isNaN(x.low)) return NOT_A_NUMBER;
  const least64 = f(x.low), most64 = f(x.high);
  // These functions are exact where they are 0, and eˣ where it is 1 at x = 0.
  const isExact = (at: number, value: number) => value === 0 && f !== Math.exp || at === 0;
  const exactLow = isExact(x.low, least64), exactHigh = isExact(x.high, most64);
  const low = exactLow ? least64 : Math.max(least, down(least64, ELEMENTARY));
  const high = exactHigh ? most64 : Math.min(most, up(most64, ELEMENTARY));
  return new Interval(
    low,
    high,
    exactLow ? x.isAbove : low === least,
    exactHigh ? x.isBelow : high === most,
  );
}

/** A product that is 0 where its first factor y is. */
function withZeroOf(y: Interval, product: Interval): Interval {
  return mayBeZero(y) ? hull(product, ZERO) : product;
}

/** Where the result may be either of two numbers; if one is NaN, it is the other. */
function hull(x: Interval, y: Interval): Interval {
  if (x === y || isNaN(y.low)) return x;
  if (isNaN(x.low)) return y;
  return new Interval(
    Math.min(x.low, y.low),
    Math.max(x.high, y.high),
    (x.isAbove || x.low > y.low) && (y.isAbove || y.low > x.low),
    (x.isBelow || x.high < y.high) && (y.isBelow || y.high < x.high),
  );
}

function unless(x: Interval, value: Interval): Interval {
  return isNaN(x.low) ? NOT_A_NUMBER : value;
}

function isZero(x: Interval): boolean {
  return isExactly(x, 0);
}

/** Whether a number is certainly this one. */
function isExactly({ low, high }: Interval, number: number): boolean {
  return low === number && high === number;
}

function down(x: number, relative = ROUNDING): number {
  if (x === Infinity) return Number.MAX_VALUE;
  return x - Math.abs(x) * relative - Number.MIN_VALUE;
}

function up(x: number, relative = ROUNDING): number {
  return -down(-x, relative);
}
