import { Dual } from "../../core/arithmetic/dual.ts";
import { Interval, intervals, isNegative, isPositive } from "../../core/arithmetic/interval.ts";
import type { Residue } from "../../core/arithmetic/residue/residue.ts";
import { isSigned, type Signs } from "./arguments.ts";
import { exactIn } from "./exact_places.ts";
import type { Place, Searched } from "./places.ts";

/** Arguments that are not linear, and equal or opposite to each other. */
export interface Curved {
  /** The one that is searched, in the role that says most about its zeros. */
  readonly index: number;
  /** All of them. */
  readonly indices: readonly number[];
  /** Whether touching 0 from below matters, too. */
  readonly fromBelow: boolean;
}

/** Arguments that vanish nowhere in a region: whether they do not touch 0 from below, either. */
export type Known = Map<number, boolean>;

/** The arguments at a number: where the linear ones vanish, and which ones are not linear. */
export function argumentsAt(searched: Searched, sample: number, signs: Signs) {
  const { reader, m, draws } = searched;
  const [t, other] = draws.map((drawn) => m.nudge(drawn, sample - drawn.shadow)) as [
    Residue,
    Residue,
  ];
  const first = reader.residues.arguments(t, signs);
  const second = reader.residues.arguments(other, signs);
  const groups = new Map<bigint, number[]>();
  first.forEach(({ value }, index) => {
    if (value.fault !== undefined) return;
    const met = groups.get(value.value) ?? groups.get(m.neg(value).value) ?? [];
    groups.set(value.value, met);
    if (!met.includes(index)) met.push(index);
  });
  const ranges = reader.intervals.arguments(new Interval(sample), signs);
  const straight: Place[] = [], curved: Curved[] = [];
  const known: Known = new Map();
  for (const indices of new Set(groups.values())) {
    const isDivisor = (index: number) => reader.kinds[index] === "divisor";
    const index = indices.find((index) => !isDivisor(index)) ?? indices[0]!;
    const { value, slope } = first[index]!, next = second[index]!;
    const isLinear = m.equal(slope, next.slope);
    const zero = isLinear ? m.sub(t, m.div(value, slope)) : undefined;
    const isConstant = m.equal(value, next.value);
    const place = zero && zero.fault === undefined
      ? linearPlace(ranges[index]!, sample, zero, indices)
      : undefined;
    if (place) straight.push(place);
    if (place || isConstant) indices.forEach((index) => known.set(index, value.value !== 0n));
    else {
      const fromBelow = indices.some((index) => !isSigned(reader.kinds[index]!));
      curved.push({ index, indices, fromBelow });
    }
  }
  return { straight, curved, known };
}

/** The place where an argument that is linear around a number vanishes, if float64 can tell where. */
function linearPlace(
  { value, slope }: Dual<Interval>,
  at: number,
  exact: Residue,
  indices: readonly number[],
): Place | undefined {
  const { low, high } = intervals.sub(new Interval(at), intervals.div(value, slope));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  return { number: low + (high - low) / 2, low, high, exact, arguments: [...indices] };
}

/** The same place, as near as float64 allows: one more step, for the rounding of the first. */
export function refined({ reader, m }: Searched, place: Place, signs: Signs): Place {
  const { exact, arguments: indices, number: at } = place;
  const { value, slope } = reader.intervals.arguments(new Interval(at), signs)[indices[0]!]!;
  const { low, high } = linearPlace(new Dual(value, slope), at, exact!, indices) ?? place;
  const isExact = (found: Residue) => m.equal(found, exact!);
  const number = exactIn(m, low, high, isExact)?.shadow ?? low + (high - low) / 2;
  // Small integers and their halves are numbers of float64.
  const isDouble = Number.isSafeInteger(number * 2 ** 20) && isExact(m.constant(number));
  return {
    number,
    low: isDouble ? number : low,
    high: isDouble ? number : high,
    exact: m.nudge(exact!, number - exact!.shadow),
    arguments: indices,
  };
}

/** The range of an argument and of its derivative, given what is known of others. */
export function rangeOf({ reader }: Searched, index: number, signs: Signs, known: Known) {
  const narrow = (x: Dual<Interval>, other: number): Dual<Interval> => {
    const isStrict = known.get(other);
    return isStrict === undefined ? x : new Dual(clip(x.value, signs[other]!, isStrict), x.slope);
  };
  return (t: Interval): Dual<Interval> => reader.intervals.arguments(t, signs, narrow)[index]!;
}

/** A number of a known sign: positive, or not positive, or negative if that is strict. */
export function clip(x: Interval, sign: number, isStrict: boolean): Interval {
  if (sign > 0 && x.low <= 0 && x.high > 0 && !isPositive(x)) {
    return new Interval(0, x.high, true, x.isBelow);
  }
  if (sign < 0 && x.low < 0 && x.high >= 0) {
    return new Interval(x.low, 0, x.isAbove, isStrict || isNegative(x));
  }
  return x;
}
