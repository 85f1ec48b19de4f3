import { Interval } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import type { Reader, Signs } from "./arguments.ts";
import { argumentsAt, rangeOf, refined } from "./curves.ts";
import { type CurveSearch, isOnlyZero, isSteep, placeOf, vanishes } from "./exact_places.ts";
import { type Budget, firstZero, GOLDEN, signAt } from "../numeric/zeros.ts";

/** A place on a line where an argument vanishes. */
export interface Place {
  /** Where, in float64. */
  readonly number: number;
  /** It is not below, ... */
  readonly low: number;
  /** ... and not above: as near as float64 allows. */
  readonly high: number;
  /** Where, exactly; absent if the argument is not linear and vanishes at no simple fraction. */
  readonly exact?: Residue;
  /** The arguments that vanish there. */
  readonly arguments: number[];
  /** The signs of all arguments between the place and the next one below. */
  below?: Signs;
  /** The same above. */
  above?: Signs;
}

/** What is needed to search a line. */
export interface Searched {
  readonly reader: Reader;
  /** Residues, on a boundary. */
  readonly m: ResidueArithmetic;
  /** Two random numbers. */
  readonly draws: readonly [Residue, Residue];
  readonly budget: Budget;
  /** Notes that not all zeros of an argument are known. */
  readonly miss: (index: number) => void;
}

/** At most this many places on one line are found, ... */
const MOST_PLACES = 100;
/** ... by looking at at most this many intervals, for all arguments together. */
const MOST_INTERVALS = 6000;
/** Parts of a gap at which numbers are tried until the signs of all arguments are certain. */
const SAMPLES = [GOLDEN, 1 - GOLDEN, GOLDEN / 4, 1 - GOLDEN / 4];
/** How often a neighbourhood of a place is narrowed until its argument vanishes nowhere else. */
const MOST_ASIDES = 16;

/** Two neighbouring places that are known, or the ends of the line. */
interface Gap {
  readonly down: Place | undefined;
  readonly up: Place | undefined;
}

/**
 * Finds all places on a line where an argument vanishes, in ascending order, and a number in each gap
 * and at both ends, and the arguments whose zeros are not all known.
 *
 * Between two places every choice falls one way. So with the signs at a number between, all arguments
 * are formulas without choices, up to the first zero of any of them on either side. There an argument
 * whose derivative is the same at two random numbers is linear, and one step of Newton's method finds
 * its zero exactly. The first zeros of any other are found by intervals, and are exact where they are
 * simple fractions or the zeros of another. Beyond them other arguments may be met, such as those
 * that depend on a choice. Zeros that cannot be told apart are not known.
 */
export function findPlaces(reader: Reader, m: ResidueArithmetic) {
  const places: Place[] = [], between: number[] = [];
  const unknown = new Set<number>();
  const searched: Searched = {
    reader,
    m,
    draws: [m.draw(0), m.draw(0)],
    budget: { intervals: MOST_INTERVALS },
    // Few divisors vanish anywhere, and a function jumps there only if it is of a rare kind: those
    // with unknown zeros are left out, and the report says so.
    miss: (index) => {
      if (reader.kinds[index] !== "divisor") unknown.add(index);
    },
  };
  const pending: Gap[] = [{ down: undefined, up: undefined }];
  const extend = (place: Place | undefined, rest: Gap): void => {
    if (place === undefined || rest.down === rest.up) return;
    if (places.length === MOST_PLACES) return place.arguments.forEach(searched.miss);
    places.push(place);
    pending.push(rest);
  };
  while (pending.length > 0) {
    const gap = pending.pop()!;
    const found = searchGap(searched, gap);
    if (found === undefined) continue;
    const { down, up, signs, sample } = found;
    between.push(sample);
    if (down) down.above = signs;
    if (up) up.below = signs;
    extend(down, { down: gap.down, up: down });
    extend(up, { down: up, up: gap.up });
  }
  places.sort((x, y) => x.number - y.number);
  return {
    places,
    between: between.sort((x, y) => x - y),
    /** The arguments whose zeros are not all known. */
    unknown: [...unknown],
    /** Whether all gaps between places were searched. */
    isComplete: places.length < MOST_PLACES,
  };
}

/** A number in a gap, the signs there, and the first places on both sides, perhaps its ends. */
function searchGap(searched: Searched, gap: Gap) {
  const { m, miss, budget } = searched;
  const sampled = sampleIn(searched, gap);
  if (sampled === undefined) {
    // Too close for a number between them: which signs hold there is not known.
    [gap.down, gap.up].forEach((end) => end?.arguments.forEach(miss));
    return undefined;
  }
  const { sample, signs, uncertain } = sampled;
  uncertain.forEach(miss);
  const { straight, curved, known } = argumentsAt(searched, sample, signs);
  const ends = { down: gap.down, up: gap.up };
  const distance = ({ number }: Place) => Math.abs(number - sample);
  const isBeyond = (place: Place) =>
    ends.up && place.low > ends.up.high || ends.down && place.high < ends.down.low;
  /** Takes a place for an end if it is the first on its side. */
  const take = (place: Place): void => {
    const side = place.low > sample ? "up" : "down", end = ends[side];
    if (place.low <= sample && place.high >= sample) return place.arguments.forEach(miss);
    if (end === undefined) return void (ends[side] = place);
    if (isBeyond(place)) return;
    if (place.high < end.low || place.low > end.high) ends[side] = place;
    else if (place.exact && end.exact && m.equal(place.exact, end.exact)) {
      note(end, place.arguments);
    } else place.arguments.forEach(miss);
  };
  for (const place of straight.toSorted((x, y) => distance(x) - distance(y))) {
    if (!isBeyond(place)) take(refined(searched, place, signs));
  }
  const others = [...straight, ends.down, ends.up].flatMap((place) => place?.exact ? [place] : []);
  for (const curve of curved) {
    const range = rangeOf(searched, curve.index, signs, known);
    const search = { ...searched, curve, signs, range, sample };
    const isKnown = (["up", "down"] as const).map((side) => {
      const stop = stopAt(search, side, ends[side]);
      if (stop === undefined) return false;
      const zero = firstZero({ range, from: sample, ...stop, ...curve, budget });
      if (zero === undefined) return true;
      const place = zero === "unknown" ? undefined : placeOf(search, zero, others);
      if (place) take(place);
      return place !== undefined;
    });
    if (isKnown.includes(false)) miss(curve.index);
    else curve.indices.forEach((index) => known.set(index, curve.fromBelow));
  }
  return { ...ends, signs, sample };
}

/** A number in a gap where the signs of all arguments are certain, or one where they are not. */
function sampleIn({ reader, m, draws: [t] }: Searched, { down, up }: Gap) {
  const low = down?.high ?? -Infinity, high = up?.low ?? Infinity;
  let best: { sample: number; signs: Signs; uncertain: readonly number[] } | undefined;
  for (const part of SAMPLES) {
    const sample = numberIn(low, high, part);
    if (!(sample > low && sample < high)) continue;
    const { signs, ...found } = reader.signsAt(m.nudge(t, sample - t.shadow), new Interval(sample));
    const uncertain = [...found.uncertain, ...found.undefined];
    if (best && uncertain.length >= best.uncertain.length) continue;
    best = { sample, signs, uncertain };
    if (uncertain.length === 0) break;
  }
  return best;
}

/** A number between two others that no formula is likely to contain. */
function numberIn(low: number, high: number, part: number): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return low + part * (high - low);
  if (Number.isFinite(low)) return low + part * Math.max(1, Math.abs(low));
  if (Number.isFinite(high)) return high - part * Math.max(1, Math.abs(high));
  return part;
}

/** Where a search ends: at a place, or beside it if it is a zero of the same argument. */
function stopAt(search: CurveSearch, side: "up" | "down", end: Place | undefined) {
  const isUp = side === "up";
  if (end === undefined) return { to: isUp ? Infinity : -Infinity, isOpen: false };
  const { curve: { index, indices }, range, sample } = search;
  const isOwn = end.exact
    ? vanishes(search, end.exact, index)
    : end.arguments.some((other) => indices.includes(other));
  if (!isOwn) return { to: isUp ? end.high : end.low, isOpen: end.low === end.high };
  let aside = Math.abs(sample - end.number);
  for (let n = 0; n < MOST_ASIDES; n++) {
    aside /= n === 0 ? 2 : 16;
    const low = isUp ? end.low - aside : end.low, high = isUp ? end.high : end.high + aside;
    const isAlone = end.exact
      ? isOnlyZero(search, end.exact, low, high)
      : isSteep(search, low, high) && signAt(range, end.low) * signAt(range, end.high) < 0;
    if (!isAlone) continue;
    note(end, indices);
    return { to: isUp ? low : high, isOpen: false };
  }
  return undefined;
}

function note(place: Place, indices: readonly number[]): void {
  place.arguments.push(...indices.filter((index) => !place.arguments.includes(index)));
}
