import { Bounded } from "../../core/arithmetic/bounded.ts";
import { type ResidueArithmetic, residues } from "../../core/arithmetic/residue/residue.ts";
import type { RandomKey } from "../../core/random/random.ts";
import type { Counterexample } from "../prover/claim.ts";
import { type Finding, UNRELATED } from "../prover/prove.ts";
import { compareAt, type Reader, readLine } from "./arguments.ts";
import type { Compared, Line } from "./line.ts";
import type { Place } from "./places.ts";

/** The distance of the shadows on either side from a place, unless another place is nearer. */
const ASIDE = 2 ** -20;
/** A smaller relative jump may be one of rounding. */
const ROUNDING = 2 ** -36;
/** The same for values extrapolated to a place from both sides. */
const CLOSE = 2 ** -28;
/** A jump remains this many times nearer to a place; a steep slope does not. */
const NEARER = 2 ** -12;
/** The relative error of the number that stands for a place. */
const OFF = 2 ** -50;
/** How far a declared kink may be from the place where its function chooses. */
const DECLARED = 2 ** -40;

/** What is needed to compare the sides of a place. */
interface Comparison {
  /** The name of the number along the line. */
  readonly parameter: string;
  /** Residues, on a boundary. */
  readonly m: ResidueArithmetic;
  readonly reader: Reader;
  /** The distance to either side. */
  readonly by: number;
  /** Places where slopes may jump; anywhere if undefined. */
  readonly kinks: readonly number[] | undefined;
  /** Whether the formulas of both sides are the same, so that it does not matter where they meet. */
  readonly isSame: () => boolean;
}

/** The outcome of a comparison. */
export interface Outcome extends Pick<Finding, "verdict" | "counterexample" | "reason"> {
  /** What was compared, and where. */
  readonly subject: string;
}

/** Compares both sides of a place, unless one of them lies outside a domain. */
export function judgePlace(
  { parameter, m, reader, by, kinks, isSame }: Comparison,
  { number, exact }: Place,
): Outcome | undefined {
  const above = limitOf(reader, number, by), below = limitOf(reader, number, -by);
  const shown = `${parameter} = ${number}`;
  const sides = exact && [by, -by].map((aside) => reader.residues.at(m.nudge(exact, aside)));
  const isDefined = sides?.every(({ value }) => value.every((entry) => entry.fault === undefined));
  if (![...above("value"), ...below("value")].every(Number.isFinite)) {
    const met = [by, -by].flatMap((aside) => reader.numbers.along(number + aside).value);
    if (met.some(({ value }) => Number.isNaN(value))) return; // the end of a domain
    const reason = `it overflows in float64 at ${shown}, where both sides are to be compared`;
    return { subject: `both sides of ${shown}`, verdict: "undecided", reason };
  }
  const isDyadic = exact !== undefined && Number.isInteger(number / ASIDE);
  const scale = Math.max(1, Math.abs(number));
  const there64 = compareAt(reader, number, isDyadic ? 0 : OFF * scale);
  // A pole, as of log |z|; where both sides have a value it is a hole.
  if (!isDefined && there64.numbers.value.some((x) => Math.abs(x) === Infinity)) return;
  const isKink = kinks === undefined || kinks.some((kink) => {
    return Math.abs(kink - number) <= DECLARED * Math.max(1, Math.abs(number));
  });
  const names = isKink ? ["value"] as const : ["value", "derivative", "slope"] as const;
  const subject = `${names.join(", ")} from both sides of ${shown}`;
  // Sides that are exactly equal do not jump, however steep they are and whatever float64 says.
  const isEqual = (name: keyof Compared<unknown>) =>
    sides !== undefined &&
    sides[0]![name].every((entry, i) => m.equal(entry, sides[1]![name][i]!));
  // A steep slope looks like a jump from afar, and cancellation may look like one by rounding alone.
  const nearer = by * NEARER;
  const nearAbove = limitOf(reader, number, nearer), nearBelow = limitOf(reader, number, -nearer);
  const jumps = (name: keyof Compared<unknown>, aside: number, sides: Sides) => {
    return jumpsOf(sides[0](name), sides[1](name), errorsOf(reader, number, aside, name), scale);
  };
  for (const name of names) {
    if (isEqual(name)) continue;
    const far = jumps(name, by, [above, below]);
    if (far.every((jump) => jump === 0)) continue;
    const near = jumps(name, nearer, [nearAbove, nearBelow]);
    const at = far.findIndex((jump, i) => jump > 0 && near[i]! > jump / 2);
    if (at < 0) continue;
    const where = `the ${name} above ${shown}, and below`;
    const counterexample = { where, got: above(name)[at]!, expected: below(name)[at]! };
    return { subject, verdict: "refuted", counterexample };
  }
  const wrong = (name: "value" | "slope") => {
    const { numbers, bounds } = there64;
    const rounding = errorsOf(reader, number, nearer, name)
      .map((error, i) => error + bounds[name][i]!.error);
    const sides = [nearAbove(name), nearBelow(name)] as const;
    return wrongAt(`the ${name} at ${shown}`, numbers[name], sides, rounding);
  };
  if (sides === undefined) {
    const counterexample = wrong("slope") ?? wrong("value");
    if (counterexample) return { subject, verdict: "refuted", counterexample };
    if (isSame()) return { subject, verdict: "proved" };
    const reason = `an argument of choose that is not linear vanishes at ${shown}, ` +
      "which is not a simple fraction: both sides were compared in float64 alone";
    return { subject, verdict: "undecided", reason };
  }
  const [over, under] = [sides[0]!, sides[1]!];
  // On neither side, a choice takes `otherwise`.
  const there = reader.residues.at(m.nudge(exact!, NaN));
  const isOneOfBoth = (name: "value" | "slope") =>
    there[name].every((entry, i) =>
      m.equal(entry, over[name][i]!) || m.equal(entry, under[name][i]!)
    );
  for (const name of ["value", "slope"] as const) {
    const counterexample = isOneOfBoth(name) ? undefined : wrong(name);
    if (counterexample) return { subject, verdict: "refuted", counterexample };
  }
  // At a kink a slope between both sides is a convention, too; `wrong` has checked that in float64.
  const isConvention = there.slope.every((entry, i) => {
    const [high, low] = [over.slope[i]!, under.slope[i]!];
    return m.equal(entry, high) || m.equal(entry, low) || isKink && !m.equal(high, low);
  });
  return names.every(isEqual) && isOneOfBoth("value") && isConvention
    ? { subject, verdict: "proved" }
    : { subject, verdict: "undecided", reason: UNRELATED };
}

/** Whether both sides of a place are one formula, equal at any number. */
export function isSameAround(line: Line, key: RandomKey, { number }: Place, by: number): boolean {
  const side = (at: number) => {
    const m = residues({ key });
    return readLine(line, m, key).residues.at(m.draw(at));
  };
  const above = side(number + by), below = side(number - by);
  return (["value", "derivative", "slope"] as const).every((name) =>
    above[name].every(({ value, fault }, i) => {
      return fault === undefined && value === below[name][i]!.value;
    })
  );
}

/** Both sides of a place: above, and below. */
type Sides = readonly [above: Limit, below: Limit];
type Limit = (name: keyof Compared<unknown>) => number[];

/** A distance from a place that stays away from all others. */
export function asideOf(place: Place, places: readonly Place[]): number {
  const gaps = places.filter((other) => other !== place)
    .map(({ number }) => Math.abs(number - place.number) / 8);
  return Math.min(ASIDE * Math.max(1, Math.abs(place.number)), ...gaps);
}

/**
 * The limit of one side in float64: the cubic through the values and slopes at two numbers of that
 * side, evaluated at the place itself.
 */
function limitOf(reader: Reader, place: number, by: number): Limit {
  const near = reader.numbers.along(place + by), far = reader.numbers.along(place + 2 * by);
  return (name) =>
    near[name].map(({ value, slope }, i) => {
      const next = far[name][i]!;
      return 5 * next.value - 4 * value - by * (4 * slope + 2 * next.slope);
    });
}

/** A bound on the rounding of the limits of both sides together. */
function errorsOf(
  reader: Reader,
  place: number,
  by: number,
  name: keyof Compared<unknown>,
): number[] {
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
function jumpsOf(
  above: readonly number[],
  below: readonly number[],
  rounding: readonly number[],
  least: number,
): number[] {
  return above.map((high, i) => {
    const low = below[i]!, jump = Math.abs(high - low);
    const largest = Math.max(least, Math.abs(high), Math.abs(low));
    return jump > Math.max(ROUNDING * largest, rounding[i]!) ? jump : 0;
  });
}

/** The first entry at a place that is NaN or not between those of both sides. */
function wrongAt(
  where: string,
  there: readonly number[],
  [above, below]: readonly [readonly number[], readonly number[]],
  rounding: readonly number[],
): Counterexample | undefined {
  for (const [i, got] of there.entries()) {
    const high = Math.max(above[i]!, below[i]!), low = Math.min(above[i]!, below[i]!);
    const room = Math.max(CLOSE * Math.max(1, Math.abs(low), Math.abs(high)), rounding[i]!);
    if (Number.isFinite(got) && got >= low - room && got <= high + room) continue;
    return { where: `${where} itself, and above`, got, expected: above[i]! };
  }
}
