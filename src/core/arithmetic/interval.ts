import { type Arithmetic, OpaqueValue } from "./arithmetic.ts";
import { erf } from "./erf.ts";

/** The relative error of one rounded operation, with room to spare. */
const ROUNDING = 2 ** -52;
/** The relative error granted to the elementary functions: four units in the last place. */
const ELEMENTARY = 4 * ROUNDING;

/**
 * All real numbers from one to another.
 * @category Arithmetic
 */
export class Interval extends OpaqueValue {
  /** The least number, perhaps −∞; NaN where the value is certainly not a number. */
  readonly low: number;
  /** The largest number, perhaps ∞. */
  readonly high: number;

  /** The numbers from `low` to `high`, both included; `high` defaults to `low`. */
  constructor(low: number, high: number = low) {
    super();
    this.low = low;
    this.high = high;
  }
}

const NOT_A_NUMBER = /* @__PURE__ */ new Interval(NaN);
const ANYTHING = /* @__PURE__ */ new Interval(-Infinity, Infinity);
const ZERO = /* @__PURE__ */ new Interval(0), ONE = /* @__PURE__ */ new Interval(1);

/**
 * Reads formulas as intervals: for any numbers in the variables' intervals, the exact value lies
 * inside.
 *
 * So an argument of `choose` whose interval is positive is positive everywhere, and one whose
 * derivative has an interval without 0 vanishes at most once: with dual numbers on top, zeros are
 * found and told apart, and none is overlooked. Results are rounded outwards.
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
    if (!Number.isFinite(x)) return Number.isNaN(x) ? NOT_A_NUMBER : new Interval(x);
    return Number.isInteger(x) ? new Interval(x) : new Interval(down(x), up(x));
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
  sqrt: (x) => x.low < 0 ? (x.high < 0 ? NOT_A_NUMBER : ANYTHING) : rising(x, Math.sqrt, 0),
  erf: (x) => rising(x, erf, -1, 1),
  xlogy: (y, a) => isZero(y) ? unless(a, y) : withZeroOf(y, mul(y, log(a))),
  xdivy: (y, a) => isZero(y) ? unless(a, y) : withZeroOf(y, mul(y, reciprocal(a))),
  choose: (x, positive, otherwise) => {
    if (isNaN(x.low)) return NOT_A_NUMBER;
    if (x.low > 0) return positive;
    return x.high <= 0 ? otherwise : hull(positive, otherwise);
  },
});

function add(x: Interval, y: Interval): Interval {
  const low = x.low + y.low, high = x.high + y.high;
  if (isNaN(x.low) || isNaN(y.low)) return NOT_A_NUMBER;
  // A sum of doubles that is 0 is exact.
  return new Interval(low === 0 ? 0 : down(low), high === 0 ? 0 : up(high));
}

function negative(x: Interval): Interval {
  return new Interval(0 - x.high, 0 - x.low);
}

function mul(x: Interval, y: Interval): Interval {
  if (isNaN(x.low) || isNaN(y.low)) return NOT_A_NUMBER;
  if (isZero(x) || isZero(y)) return ZERO;
  const ends = [x.low, x.high].flatMap((a) => [y.low, y.high].map((b) => [a, b] as const));
  const products = ends.map(([a, b]) => a === 0 || b === 0 ? 0 : a * b);
  const exact = (value: number) => ends.some(([a, b]) => value === 0 && (a === 0 || b === 0));
  const low = Math.min(...products), high = Math.max(...products);
  const least = exact(low) ? 0 : down(low);
  // Squares and products of non-negative numbers are not negative.
  const floor = x.low >= 0 && y.low >= 0 ? 0 : -Infinity;
  return new Interval(
    x === y ? Math.max(0, squareLow(x)) : Math.max(floor, least),
    exact(high) ? 0 : up(high),
  );
}

function squareLow({ low, high }: Interval): number {
  if (low <= 0 && high >= 0) return 0;
  const nearest = Math.min(Math.abs(low), Math.abs(high));
  return down(nearest * nearest);
}

function reciprocal(y: Interval): Interval {
  if (isNaN(y.low)) return NOT_A_NUMBER;
  if (y.low < 0 ? y.high > 0 : isZero(y)) return ANYTHING;
  const low = y.high === 0 ? -Infinity : down(1 / y.high);
  const high = y.low === 0 ? Infinity : up(1 / y.low);
  return y.low >= 0 ? new Interval(Math.max(0, low), high) : new Interval(low, Math.min(0, high));
}

/** The logarithm of x, or of x = 1 + `less`, which keeps the digits near 0. */
function log(x: Interval, less?: Interval): Interval {
  if (isNaN(x.low) || x.high < 0) return NOT_A_NUMBER;
  if (x.low < 0 || x.high === 0) return ANYTHING;
  return less === undefined ? rising(x, Math.log) : rising(less, Math.log1p);
}

/** A function that rises, clamped to its bounds. */
function rising(
  x: Interval,
  f: (x: number) => number,
  least = -Infinity,
  most = Infinity,
): Interval {
  if (isNaN(x.low)) return NOT_A_NUMBER;
  const low = f(x.low), high = f(x.high);
  // These functions are exact where they are 0, and eˣ where it is 1 at x = 0.
  const exact = (at: number, value: number) => value === 0 && f !== Math.exp || at === 0;
  return new Interval(
    exact(x.low, low) ? low : Math.max(least, down(low, ELEMENTARY)),
    exact(x.high, high) ? high : Math.min(most, up(high, ELEMENTARY)),
  );
}

/** A product that is 0 where its first factor y is. */
function withZeroOf(y: Interval, product: Interval): Interval {
  return y.low <= 0 && y.high >= 0 ? hull(product, ZERO) : product;
}

function hull(x: Interval, y: Interval): Interval {
  if (x === y) return x;
  if (isNaN(x.low) || isNaN(y.low)) return ANYTHING;
  return new Interval(Math.min(x.low, y.low), Math.max(x.high, y.high));
}

function unless(x: Interval, value: Interval): Interval {
  return isNaN(x.low) ? NOT_A_NUMBER : value;
}

function isZero({ low, high }: Interval): boolean {
  return low === 0 && high === 0;
}

function down(x: number, relative = ROUNDING): number {
  if (x === Infinity) return Number.MAX_VALUE;
  return x - Math.abs(x) * relative - Number.MIN_VALUE;
}

function up(x: number, relative = ROUNDING): number {
  return -down(-x, relative);
}
