import { Bounded } from "../../core/arithmetic/bounded.ts";
import type { Counterexample } from "../prover/claim.ts";
import type { Reader } from "./arguments.ts";
import type { Compared } from "./line.ts";

/** The distance from a place to either side, unless another place is nearer. */
const ASIDE = 2 ** -20;
/** A place is compared from here, from this much nearer, and from as much nearer again, ... */
const NEARER = 2 ** -12;
/** ... or as near as float64 tells both sides from the place by so many bits. */
const BITS = 6;
/** A jump is one if it stays the same from nearer, up to this: the limit of a slope, or of a slow one, moves. */
const SAME = 2 ** -10;
/** A smaller relative jump may be one of rounding. */
const ROUNDING = 2 ** -36;
/** The same for values extrapolated to a place from both sides. */
const CLOSE = 2 ** -28;

type Name = keyof Compared<unknown>;

/** The limits of both sides of a place in float64, from one distance. */
export interface Sides {
  readonly above: (name: Name) => readonly number[];
  readonly below: (name: Name) => readonly number[];
  /** Bounds on the rounding of both together. */
  readonly rounding: (name: Name) => readonly number[];
}

/** A distance from a place that stays away from all others. */
export function asideOf(
  place: { readonly number: number },
  places: readonly { readonly number: number }[],
): number {
  const gaps = places.filter((other) => other !== place)
    .map(({ number }) => Math.abs(number - place.number) / 8);
  return Math.min(ASIDE * Math.max(1, Math.abs(place.number)), ...gaps);
}

/** Both sides of a place from three distances, each nearer than the last; fewer if it is far out. */
export function sidesOf(reader: Reader, place: number, by: number): Sides[] {
  const unit = 2 ** BITS * Math.abs(place) * 2 ** -52;
  if (by < unit) return [];
  const nearer = Math.max(NEARER, Math.sqrt(unit / by));
  return [by, by * nearer, by * nearer * nearer].map((aside) => ({
    above: limitOf(reader, place, aside),
    below: limitOf(reader, place, -aside),
    rounding: (name) => errorsOf(reader, place, aside, name),
  }));
}

/**
 * The entry that certainly jumps: by what exceeds rounding, and by the same from the two nearest
 * distances. `undefined` if none does: a difference that changes with the distance may be a steep slope.
 */
export function jumpOf(sides: readonly Sides[], name: Name, least: number): number | undefined {
  if (sides.length === 0) return undefined;
  const visible = sides.map((side) => jumpsOf(side, name, least));
  const entries = visible[0]!.map((_, i) => i);
  return entries.find((i) => {
    const jumps = visible.map((each) => each[i]!);
    const seen = jumps.slice(0, jumps.indexOf(0) < 0 ? undefined : jumps.indexOf(0));
    const [last, before] = [seen.at(-1), seen.at(-2)];
    // Where rounding hides it from nearer, it may be a slope.
    if (last === undefined || before === undefined) return false;
    return Math.abs(last - before) <= SAME * Math.abs(last);
  });
}

/** The first entry at a place that is NaN or not between those of both sides, if these settle. */
export function outsideOf(
  where: string,
  there: readonly number[],
  sides: readonly Sides[],
  name: Name,
  rounding: readonly number[],
): Counterexample | undefined {
  const [before, nearest] = sides.slice(-2);
  if (before === undefined || nearest === undefined) return undefined;
  const [above, below, errors] = [nearest.above(name), nearest.below(name), nearest.rounding(name)];
  const [aboveBefore, belowBefore] = [before.above(name), before.below(name)];
  for (const [i, got] of there.entries()) {
    const high = Math.max(above[i]!, below[i]!), low = Math.min(above[i]!, below[i]!);
    const scale = Math.max(1, Math.abs(low), Math.abs(high));
    const room = Math.max(CLOSE * scale, errors[i]! + rounding[i]!);
    if (Number.isFinite(got) && got >= low - room && got <= high + room) continue;
    const moved = Math.max(
      Math.abs(above[i]! - aboveBefore[i]!),
      Math.abs(below[i]! - belowBefore[i]!),
    );
    if (!(moved <= Math.max(SAME * scale, Number.isFinite(room) ? room : 0))) continue;
    return { where: `${where} itself, and above`, got, expected: above[i]! };
  }
}

/**
 * The limit of one side in float64: the cubic through the values and slopes at two numbers of that
 * side, evaluated at the place itself.
 */
function limitOf(reader: Reader, place: number, by: number): Sides["above"] {
  const near = reader.numbers.along(place + by), far = reader.numbers.along(place + 2 * by);
  return (name) =>
    near[name].map(({ value, slope }, i) => {
      const next = far[name][i]!;
      return 5 * next.value - 4 * value - by * (4 * slope + 2 * next.slope);
    });
}

/** A bound on the rounding of the limits of both sides together. */
function errorsOf(reader: Reader, place: number, by: number, name: Name): number[] {
  const errors = [by, -by].map((aside) => {
    const near = reader.bounds.along(new Bounded(place + aside))[name];
    const far = reader.bounds.along(new Bounded(place + 2 * aside))[name];
    return near.map(({ value, slope }, i) => {
      const next = far[i]!;
      return 5 * next.value.error + 4 * value.error +
        by * (4 * slope.error + 2 * next.slope.error);
    });
  });
  return errors[0]!.map((error, i) => error + errors[1]![i]!);
}

/** The jump of each entry, or 0 if it may be one of rounding. */
function jumpsOf({ above, below, rounding }: Sides, name: Name, least: number): number[] {
  const [over, under, errors] = [above(name), below(name), rounding(name)];
  return over.map((high, i) => {
    const low = under[i]!, jump = high - low;
    const largest = Math.max(least, Math.abs(high), Math.abs(low));
    return Math.abs(jump) > Math.max(ROUNDING * largest, errors[i]!) ? jump : 0;
  });
}
