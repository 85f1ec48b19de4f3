import type { Dual } from "../../core/arithmetic/dual.ts";
import { Interval } from "../../core/arithmetic/interval.ts";

/** How many more intervals may be searched for the zeros of all arguments of one line. */
export interface Budget {
  intervals: number;
}

/** How many intervals are searched before giving up. */
const MOST_INTERVALS = 1500;
/** The relative width below which intervals are not halved. */
const NARROW = 2 ** -34;
/** Zeros this close to either end are the end's own. */
const AT_END = 2 ** -24;
/** Zeros farther from each other, or from an end, than this differ by more than rounding. */
const APART = 2 ** -32;
/** Beyond this number a range that ends at 0 does so by underflow alone, if it is smaller than ... */
const FAR = 2 ** 3;
/** ... this. */
const UNDERFLOW = 2 ** -960;
/** Beyond this number it does on an unbounded interval. */
const FARTHER = 2 ** 9;
/** Beyond this number a range with numbers on both sides of 0 is not halved any more. */
const FARTHEST = 2 ** 100;

/**
 * Finds the zeros of a function in an open interval, and shows that there are no others.
 *
 * An interval whose range excludes 0 has no zero; one whose derivative's range does has at most one,
 * found by bisection; all others are halved.
 *
 * @param range The ranges of the function and of its derivative over an interval.
 * @param value The function in float64.
 * @param low The lower end, possibly −∞.
 * @param high The upper end, possibly ∞.
 * @param fromBelow Whether touching 0 from below counts: nothing changes there for `choose`, but for
 *   a divisor it does.
 * @param budget The remaining budget, which is reduced.
 */
export function zerosBetween(
  range: (t: Interval) => Dual<Interval>,
  value: (t: number) => number,
  low: number,
  high: number,
  fromBelow = false,
  budget: Budget = { intervals: Infinity },
) {
  const zeros: number[] = [], touching: number[] = [];
  const pending: (readonly [number, number])[] = [[low, high]];
  let complete = true;
  for (let looked = 0; pending.length > 0; looked++) {
    if (looked === MOST_INTERVALS || budget.intervals-- <= 0) {
      complete = false;
      break;
    }
    const [from, to] = pending.pop()!;
    const { value: { low: least, high: most }, slope } = range(new Interval(from, to));
    if (isNaN(least) || least > 0 || (fromBelow ? most < 0 : most <= 0)) continue;
    if (least === 0 && most === 0) continue;
    const isFinite = Number.isFinite(from) && Number.isFinite(to);
    const nearest = Math.max(from, -to);
    const size = most === 0 ? -least : most;
    const isSmall = size <= UNDERFLOW ? nearest >= FAR : !isFinite && nearest >= FARTHER;
    if ((least === 0 || most === 0) && isSmall) continue;
    if (isFinite && (slope.low > 0 || slope.high < 0)) {
      const zero = bisect(value, from, to);
      if (zero !== undefined) zeros.push(zero);
      continue;
    }
    const middle = middleOf(from, to);
    if (isFinite && to - from <= NARROW * Math.max(1, Math.abs(middle))) touching.push(middle);
    else if (Math.abs(middle) > FARTHEST) complete = false;
    else pending.push([from, middle], [middle, to]);
  }
  // Two zeros that count as one place have a region between them that is not searched.
  const ends = [low, high, ...zeros];
  const isClose = (x: number, y: number) => isNear(x, y) && !isNear(x, y, APART);
  complete &&= !zeros.some((zero) => ends.some((end) => isClose(zero, end)));
  // Narrow intervals side by side are one zero.
  for (const place of touching.sort((x, y) => x - y)) {
    if (!zeros.some((zero) => isNear(zero, place))) zeros.push(place);
  }
  return { zeros: zeros.filter((x) => !isNear(x, low) && !isNear(x, high)), complete };
}

/** Whether two numbers are so close that they count as one place. */
export function isNear(x: number, y: number, distance = AT_END): boolean {
  return Number.isFinite(y) && Math.abs(x - y) <= distance * Math.max(1, Math.abs(y));
}

/** A number between two others, either of which may be infinite. */
function middleOf(low: number, high: number): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return low + (high - low) / 2;
  if (Number.isFinite(low)) return low < 1 ? Math.max(1, low / 4) : low * 4;
  if (Number.isFinite(high)) return -middleOf(-high, Infinity);
  return 0;
}

/** Where a function changes its sign between two numbers, if it does. */
function bisect(f: (t: number) => number, low: number, high: number): number | undefined {
  const atLow = f(low) > 0;
  if (atLow === f(high) > 0) return undefined;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (f(middle) > 0 === atLow) low = middle;
    else high = middle;
  }
}
