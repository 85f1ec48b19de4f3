import type { Dual } from "../../core/arithmetic/dual.ts";
import { Interval, mayBeZero } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import type { Signs } from "./arguments.ts";
import type { Curved } from "./curves.ts";
import type { Place, Searched } from "./places.ts";
import type { Zero } from "../numeric/zeros.ts";

/** A search for the zeros of an argument between the first zeros of others. */
export interface CurveSearch extends Searched {
  readonly curve: Curved;
  /** The signs of all arguments. */
  readonly signs: Signs;
  /** The ranges of the argument and of its derivative over an interval. */
  readonly range: (t: Interval) => Dual<Interval>;
  /** The number where the search began. */
  readonly sample: number;
}

/** The largest denominator of a fraction that a zero is tried as. */
const LARGEST_DENOMINATOR = 1000;
/** Digits that tell all numbers of float64 apart. */
const MOST_DIGITS = 17;
/** The order of a zero that is told from several. */
const MOST_ORDER = 4;

/**
 * The place of a zero: exact if it is a decimal, a simple fraction or another place; `undefined` if
 * there may be several, or none.
 */
export function placeOf(
  search: CurveSearch,
  { low, high, isSimple }: Zero,
  others: readonly Place[],
): Place | undefined {
  const { m, curve: { index, indices } } = search;
  const isZero = (exact: Residue) =>
    vanishes(search, exact, index) && (isSimple || isOnlyZero(search, exact, low, high));
  const other = others.find((place) =>
    place.low <= high && place.high >= low && isZero(place.exact!)
  );
  if (other) return { ...other, arguments: [...indices] };
  const exact = exactIn(m, low, high, isZero);
  if (exact) return { number: exact.shadow, low, high, exact, arguments: [...indices] };
  return isSimple
    ? { number: low + (high - low) / 2, low, high, arguments: [...indices] }
    : undefined;
}

/** A decimal or a simple fraction in an interval that passes a test. */
export function exactIn(
  m: ResidueArithmetic,
  low: number,
  high: number,
  test: (x: Residue) => boolean,
): Residue | undefined {
  const middle = low + (high - low) / 2;
  const isInside = (x: number) => x >= low && x <= high;
  const decimals = Array.from({ length: MOST_DIGITS }, (_, n) => Number(middle.toPrecision(n + 1)));
  for (const x of new Set(decimals.filter(isInside))) {
    const exact = m.constant(x);
    if (test(exact)) return exact;
  }
  for (let denominator = 3; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round(middle * denominator);
    if (!isInside(numerator / denominator)) continue;
    const exact = m.div(m.constant(numerator), m.constant(denominator));
    if (test(exact)) return exact;
  }
}

/** Whether an argument vanishes at a place, continued from the region that is searched. */
export function vanishes(
  { reader, m, signs, sample }: CurveSearch,
  at: Residue,
  index: number,
): boolean {
  const aside = m.nudge(at, sample > at.shadow ? ASIDE : -ASIDE);
  return m.equal(reader.residues.arguments(aside, signs)[index]!.value, m.zero);
}

/** The distance of a shadow on one side of a place: logarithms there need a sign. */
const ASIDE = 2 ** -20;

/**
 * Whether an argument has no other zero in an interval. By Rolle's theorem it has none if one of its
 * derivatives has no zero there, and all lower ones vanish at the place.
 */
export function isOnlyZero(
  search: CurveSearch,
  exact: Residue,
  low: number,
  high: number,
): boolean {
  const { reader, m, signs, curve: { index } } = search;
  if (isSteep(search, low, high)) return true;
  for (let order = 1; order < MOST_ORDER; order++) {
    const derivative = reader.residues.derivatives(exact, signs, order)[index]!;
    if (!m.equal(derivative, m.zero)) return false;
    const range = new Interval(low, high);
    if (!mayBeZero(reader.intervals.derivatives(range, signs, order + 1)[index]!)) return true;
  }
  return false;
}

/** Whether the derivative of an argument has no zero in an interval, so that it has at most one. */
export function isSteep({ range }: CurveSearch, low: number, high: number): boolean {
  return !mayBeZero(range(new Interval(low, high)).slope);
}
