import { Bounded } from "../../core/arithmetic/bounded.ts";
import type { Interval } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import type { Reader } from "./arguments.ts";
import { type Budget, isNear, zerosBetween } from "./zeros.ts";

/** A place on a line where an argument vanishes. */
export interface Place {
  /** Where, in float64. */
  readonly number: number;
  /** Where, exactly; absent if the argument is not linear and vanishes at no simple fraction. */
  readonly exact?: Residue;
  /** The arguments that vanish there. */
  readonly arguments: readonly number[];
}

/** At most this many places on one line are found, ... */
const MOST_PLACES = 60;
/** ... by bisecting at most this many intervals, for all arguments together. */
const MOST_INTERVALS = 6000;
/** The largest denominator of a fraction that a zero is tried as. */
const LARGEST_DENOMINATOR = 1000;

/**
 * Finds all places on a line where an argument vanishes, in ascending order, and a number in each gap
 * and at both ends, and the arguments whose zeros are not all known.
 *
 * Between two places every choice falls one way. There an argument whose derivative is the same at
 * two random numbers is linear, and one step of Newton's method finds its zero exactly. The zeros of
 * any other are found by intervals, and are exact where they are simple fractions. Each place found
 * is a new end, beyond which other arguments may be met, such as those that depend on a choice.
 */
export function findPlaces(reader: Reader, m: ResidueArithmetic) {
  const places: Place[] = [], between: number[] = [];
  const unknown = new Set<number>();
  const budget: Budget = { intervals: MOST_INTERVALS };
  // Few divisors vanish anywhere, and a function jumps there only if it is of a rare kind: those with
  // unknown zeros are left out, and the report says so.
  const isUnknown = (index: number) => {
    if (reader.kinds[index] !== "divisor") unknown.add(index);
  };
  const pending: (readonly [low: number, high: number])[] = [[-Infinity, Infinity]];
  while (pending.length > 0) {
    const [low, high] = pending.pop()!;
    const inside = (x: number) => x > low && x < high && !isNear(x, low) && !isNear(x, high);
    const sample = sampleOf(low, high);
    const { straight, curved } = argumentsAt(reader, m, sample);
    const isFull = places.length >= MOST_PLACES;
    let found: Place[] = isFull ? [] : straight.filter(({ number }) => inside(number));
    // Too close to another place for the sides of the two to be told apart.
    for (const { number, exact, arguments: [index] } of straight) {
      if (inside(number) && !isFull || number < low || number > high) continue;
      if (!places.some((place) => place.exact && m.equal(place.exact, exact!))) {
        isUnknown(index!);
      }
    }
    if (found.length === 0) {
      for (const { index, fromBelow } of curved) {
        const { zeros, complete } = zerosBetween(
          (t: Interval) => reader.intervals.arguments(t)[index]!,
          (t) => reader.numbers.arguments(t)[index]!.value,
          low,
          high,
          fromBelow,
          budget,
        );
        const at = isFull ? [] : zeros.flatMap((zero) => placeOf(reader, m, zero, index) ?? []);
        if (!complete || at.length < zeros.length) isUnknown(index);
        found.push(...at);
      }
    }
    found = distinct(found);
    places.push(...found);
    const ends = [low, ...found.map(({ number }) => number), high];
    if (found.length === 0) between.push(sample);
    else ends.slice(1).forEach((end, k) => pending.push([ends[k]!, end]));
  }
  places.sort((x, y) => x.number - y.number);
  return { places, between: between.sort((x, y) => x - y), unknown: [...unknown] };
}

/**
 * The arguments at a number: where the linear ones vanish, and which ones are not linear. For those,
 * `fromBelow` says whether touching 0 from below matters, too.
 */
function argumentsAt(reader: Reader, m: ResidueArithmetic, sample: number) {
  const t = m.draw(sample);
  const first = reader.residues.arguments(t);
  const second = reader.residues.arguments(m.draw(sample));
  // An argument of several operations is searched once, in the role that says most about its zeros.
  const met = new Map<bigint, number[]>();
  first.forEach(({ value }, index) => {
    if (value.fault === undefined) met.set(value.value, [...met.get(value.value) ?? [], index]);
  });
  const straight: Place[] = [];
  const curved: { readonly index: number; readonly fromBelow: boolean }[] = [];
  met.forEach((indices) => {
    const kindOf = (index: number) => reader.kinds[index]!;
    const index = indices.find((index) => kindOf(index) !== "divisor") ?? indices[0]!;
    const { value, slope } = first[index]!;
    if (!m.equal(slope, second[index]!.slope)) {
      return void curved.push({ index, fromBelow: indices.some((k) => kindOf(k) !== "sign") });
    }
    const exact = m.sub(t, m.div(value, slope));
    if (exact.fault !== undefined) return; // it is constant
    if (vanishes(reader, m, exact, index)) {
      straight.push({ number: exact.shadow, exact, arguments: [index] });
    }
  });
  return { straight, curved };
}

/**
 * A zero that was found in float64, exactly if it is a simple fraction, unless it may be one of
 * rounding.
 */
function placeOf(
  reader: Reader,
  m: ResidueArithmetic,
  zero: number,
  index: number,
): Place | undefined {
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round(zero * denominator);
    if (!isNear(numerator / denominator, zero)) continue;
    const exact = m.div(m.constant(numerator), m.constant(denominator));
    if (!vanishes(reader, m, exact, index)) continue;
    return { number: exact.shadow, exact, arguments: [index] };
  }
  return isCertain(reader, zero, index) ? { number: zero, arguments: [index] } : undefined;
}

/** Whether an argument certainly changes its sign near a number. */
function isCertain(reader: Reader, zero: number, index: number): boolean {
  for (let aside = 2 ** -44; aside <= 2 ** -16; aside *= 16) {
    const by = aside * Math.max(1, Math.abs(zero));
    const [below, above] = [zero - by, zero + by].map((t) => {
      const { value, error } = reader.bounds.arguments(new Bounded(t))[index]!.value;
      return Math.abs(value) > error ? Math.sign(value) : 0;
    });
    if (below! * above! < 0) return true;
  }
  return false;
}

function vanishes(reader: Reader, m: ResidueArithmetic, at: Residue, index: number): boolean {
  return m.equal(reader.residues.arguments(at)[index]!.value, m.zero);
}

/** Sorts places and merges those that coincide; an exact one is kept. */
function distinct(places: readonly Place[]): Place[] {
  const apart: Place[] = [];
  for (const place of places.toSorted((x, y) => x.number - y.number)) {
    const last = apart.at(-1);
    if (last === undefined || !isNear(place.number, last.number)) {
      apart.push(place);
      continue;
    }
    const kept = last.exact === undefined ? place : last;
    apart[apart.length - 1] = { ...kept, arguments: [...last.arguments, ...place.arguments] };
  }
  return apart;
}

/** A number between two others that no formula is likely to contain. */
function sampleOf(low: number, high: number): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return low + GOLDEN * (high - low);
  if (Number.isFinite(low)) return low + GOLDEN * Math.max(1, Math.abs(low));
  if (Number.isFinite(high)) return high - GOLDEN * Math.max(1, Math.abs(high));
  return GOLDEN;
}

/** (√5 − 1) / 2. */
const GOLDEN = 0.6180339887498949;
