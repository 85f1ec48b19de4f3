import type { Dual } from "../../core/arithmetic/dual.ts";
import { Interval } from "../../core/arithmetic/interval.ts";

/** Where a function of one number vanishes between two others. */
interface Zeros {
  /** Places where it changes its sign, or touches 0, in no order. */
  readonly zeros: readonly number[];
  /** Whether all places were found: elsewhere the function is shown to be no 0. */
  readonly complete: boolean;
}

/** What may still be spent on the search for zeros of all arguments of one line. */
export interface Budget {
  /** How many more intervals may be looked at. */
  intervals: number;
}

/** How many intervals are looked at before the search is given up. */
const MOST_INTERVALS = 1500;
/** Intervals are not halved below this width, relatively. */
const NARROW = 2 ** -34;
/** Zeros this close to either end are the end's own. */
const AT_END = 2 ** -24;
/** Zeros that are farther from each other, or from an end, than this are not one but for rounding. */
const APART = 2 ** -32;
/** Beyond this a range that ends at 0 does so by underflow alone, if it is smaller than ... */
const FAR = 2 ** 3;
/** ... this. */
const UNDERFLOW = 2 ** -960;
/** Beyond this it does, if there is no end to the interval. */
const FARTHER = 2 ** 9;
/** Beyond this a range that has numbers on both sides of 0 is not halved any more. */
const FARTHEST = 2 ** 100;

/**
 * Finds the zeros of a function in an open interval, and shows that there are no others.
 *
 * Where its range has no 0 it has no zero; where its derivative's range has none, one at most, that
 * bisection finds; what is neither is halved.
 *
 * @param range Range of the function and of its derivative over an interval.
 * @param value The function in float64.
 * @param low Where to begin; −∞ for no limit.
 * @param high Where to end; ∞ for no limit.
 * @param fromBelow Whether it counts, too, where the function touches 0 and is negative around it: to
 *   `choose` that is no 0, as nothing changes there, but to a divisor it is.
 * @param budget What may be spent, and what is taken from.
 */
export function zerosBetween(
  range: (t: Interval) => Dual<Interval>,
  value: (t: number) => number,
  low: number,
  high: number,
  fromBelow = false,
  budget: Budget = { intervals: Infinity },
): Zeros {
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
  // Two zeros that are taken for one place have a region between them that is not looked at.
  const ends = [low, high, ...zeros];
  const isClose = (x: number, y: number) => isNear(x, y) && !isNear(x, y, APART);
  complete &&= !zeros.some((zero) => ends.some((end) => isClose(zero, end)));
  // Narrow intervals side by side are one zero.
  for (const place of touching.sort((x, y) => x - y)) {
    if (!zeros.some((zero) => isNear(zero, place))) zeros.push(place);
  }
  return { zeros: zeros.filter((x) => !isNear(x, low) && !isNear(x, high)), complete };
}

/** Whether two numbers are so close that they are taken for one place. */
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
