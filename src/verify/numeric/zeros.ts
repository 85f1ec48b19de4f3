import type { Dual } from "../../core/arithmetic/dual.ts";
import { Interval, isNegative, isPositive, mayBeZero } from "../../core/arithmetic/interval.ts";

/** How many more intervals may be searched for the zeros of all arguments of one line. */
export interface Budget {
  intervals: number;
}

/** How many intervals are searched for one zero before giving up. */
const MOST_INTERVALS = 1500;
/** The width, relative if beyond 1, below which intervals are not halved. */
const NARROW = 2 ** -46;
/** Beyond this number a range with numbers on both sides of 0 is not halved any more. */
const FARTHEST = 2 ** 100;
/** (√5 − 1) / 2: no formula is likely to vanish where intervals meet. */
export const GOLDEN = 0.6180339887498949;

/**
 * The first zero of a function on an interval, as an interval that holds it: `isSimple` if it is
 * certainly one, where the function changes its sign; else there may be several, or none.
 */
export interface Zero {
  readonly low: number;
  readonly high: number;
  readonly isSimple: boolean;
}

/** Where a function is searched for zeros. */
interface Search {
  /** The ranges of the function and of its derivative over an interval. */
  readonly range: (t: Interval) => Dual<Interval>;
  /** The end where the search begins. */
  readonly from: number;
  /** The other end, possibly infinite. */
  readonly to: number;
  /** Whether the other end does not belong to the interval. */
  readonly isOpen?: boolean;
  /**
   * Whether touching 0 from below counts: nothing changes there for `choose`, but for a divisor it
   * does.
   */
  readonly fromBelow?: boolean;
  /** The remaining budget, which is reduced. */
  readonly budget?: Budget;
}

/**
 * Finds the first zero of a function on an interval, and shows that none comes before it.
 *
 * An interval whose range excludes 0 has no zero; one whose derivative's range does has at most one,
 * found by bisection; all others are halved, and those that are left when they are narrow, side by
 * side, are the zero.
 *
 * @returns `undefined` if there is none, `"unknown"` if that took too many intervals.
 */
export function firstZero(
  { range, from, to, isOpen = false, fromBelow = false, budget = { intervals: Infinity } }: Search,
): Zero | "unknown" | undefined {
  const upward = from < to, low = Math.min(from, to), high = Math.max(from, to);
  const pending: (readonly [number, number])[] = low < high ? [[low, high]] : [];
  const isClear = ({ value }: Dual<Interval>) => !mayBeZero(value) || !fromBelow && value.high <= 0;
  let narrow: Zero | undefined;
  for (let looked = 0; pending.length > 0; looked++) {
    if (looked === MOST_INTERVALS || budget.intervals-- <= 0) return "unknown";
    const [a, b] = pending.pop()!;
    const found = range(new Interval(a, b, isOpen && a === to, isOpen && b === to));
    const isFinite = Number.isFinite(a) && Number.isFinite(b);
    const isSteep = isFinite && !mayBeZero(found.slope);
    const change = isSteep ? changeOf(range, a, b) : undefined;
    if (isClear(found) || change === 0 || movesAway(range, a, b, found)) {
      if (narrow) return narrow;
      continue;
    }
    if (change !== undefined) return narrow ?? bisect(range, a, b, change);
    const middle = middleOf(a, b);
    if (isFinite && b - a <= NARROW * Math.max(1, Math.abs(middle))) {
      narrow = {
        low: Math.min(a, narrow?.low ?? a),
        high: Math.max(b, narrow?.high ?? b),
        isSimple: false,
      };
    } else if (Math.abs(middle) > FARTHEST) return "unknown";
    else if (upward) pending.push([middle, b], [a, middle]);
    else pending.push([a, middle], [middle, b]);
  }
  return narrow;
}

/** The certain sign of a function at a number, or 0. */
export function signAt(range: Search["range"], t: number): number {
  return signOf(range(new Interval(t)).value);
}

function signOf(value: Interval): number {
  return isPositive(value) ? 1 : isNegative(value) ? -1 : 0;
}

/** Whether a function moves away from 0 from a finite number to an infinite one. */
function movesAway(range: Search["range"], low: number, high: number, { slope }: Dual<Interval>) {
  if (Number.isFinite(low) === Number.isFinite(high)) return false;
  if (Number.isFinite(low)) return signAt(range, low) * signOf(slope) > 0;
  return signAt(range, high) * signOf(slope) < 0;
}

/** By how much the sign changes from one number to another: ±2 or 0, if it is certain at both. */
function changeOf(range: Search["range"], low: number, high: number): number | undefined {
  const below = signAt(range, low), above = signAt(range, high);
  return below === 0 || above === 0 ? undefined : above - below;
}

/** A narrow interval between numbers where the sign is certain, and changes by so much. */
function bisect(range: Search["range"], low: number, high: number, change: number): Zero {
  // At the zero itself the sign is not certain: then nearer to both ends.
  for (let part = 1 / 2; part > 2 ** -8; part /= 2) {
    const by = part * (high - low);
    for (const t of [low + by, high - by]) {
      const sign = t > low && t < high ? signAt(range, t) : 0;
      if (sign === 0) continue;
      if (sign * change < 0) low = t;
      else high = t;
      part = 1;
    }
  }
  return { low, high, isSimple: true };
}

/** A number between two others, either of which may be infinite. */
function middleOf(low: number, high: number): number {
  if (low > 1 && high > 16 * low && high < Infinity) return Math.sqrt(low) * Math.sqrt(high);
  if (high < -1 && low < 16 * high && low > -Infinity) return -middleOf(-high, -low);
  if (Number.isFinite(low) && Number.isFinite(high)) return low + GOLDEN * (high - low);
  if (Number.isFinite(low)) return low < 1 ? 1 + GOLDEN : low * (4 + GOLDEN);
  if (Number.isFinite(high)) return -middleOf(-high, Infinity);
  return GOLDEN;
}
