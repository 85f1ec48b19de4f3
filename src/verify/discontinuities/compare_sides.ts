import type { Dual } from "../../core/arithmetic/dual.ts";
import { Interval } from "../../core/arithmetic/interval.ts";
import type { Residue, ResidueArithmetic } from "../../core/arithmetic/residue/residue.ts";
import type { Finding } from "../prover/prove.ts";
import { UNRELATED } from "../prover/reasons.ts";
import { compareAt, isSigned, type Reader, type Signs } from "./arguments.ts";
import { clip } from "./curves.ts";
import { readAssumingZero } from "./assumed_zero.ts";
import { asideOf, jumpOf, outsideOf, type Sides, sidesOf } from "./jumps.ts";
import { type Limit, limitAt, limits } from "./limits.ts";
import type { Compared } from "./line.ts";
import type { Place } from "./places.ts";

/** The relative error of the number that stands for a place. */
export const OFF = 2 ** -50;
/** How far a declared kink may be from the place where its function chooses. */
const DECLARED = 2 ** -40;

/** What is needed to compare the sides of a place. */
interface Comparison {
  /** The name of the number along the line. */
  readonly parameter: string;
  /** What is said behind a number of the line. */
  readonly within?: string | undefined;
  /** Residues, on a boundary. */
  readonly m: ResidueArithmetic;
  readonly reader: Reader;
  /** All places of the line. */
  readonly places: readonly Place[];
  /** Places where slopes may jump; anywhere if undefined. */
  readonly kinks: readonly number[] | undefined;
}

/** The outcome of a comparison. */
export interface Outcome extends Pick<Finding, "verdict" | "counterexample" | "reason"> {
  /** What was compared, and where. */
  readonly subject: string;
}

type Name = keyof Compared<unknown>;

/** Compares both sides of a place, unless one of them lies outside a domain. */
export function judgePlace(
  { parameter, within = "", m, reader, places, kinks }: Comparison,
  place: Place,
): Outcome | undefined {
  const { number } = place;
  const by = asideOf(place, places), scale = Math.max(1, Math.abs(number));
  const shown = `${parameter} = ${number}${within}`;
  const sides = sidesOf(reader, number, by);
  const isKink = kinks === undefined ||
    kinks.some((kink) => Math.abs(kink - number) <= DECLARED * scale);
  const names: readonly Name[] = isKink ? ["value"] : NAMES;
  const subject = `${names.join(", ")} from both sides of ${shown}`;
  const undecided = (reason: string): Outcome => ({ subject, verdict: "undecided", reason });
  const met = [by, -by].flatMap((aside) => reader.numbers.along(number + aside).value);
  if (met.some(({ value }) => Number.isNaN(value))) return undefined; // the end of a domain
  if (place.above === undefined || place.below === undefined) {
    return undecided(`another place is too close to ${shown} to tell what holds between`);
  }
  const exact = exactSides(m, reader, place, place.exact, by);
  if (exact?.poles === 2) return undefined; // the end of a domain, on both sides
  if (exact?.poles === 1) {
    return undecided(`its value grows without bound on one side of ${shown} alone`);
  }
  if (!met.every(({ value }) => Number.isFinite(value))) {
    return undecided(`it overflows in float64 at ${shown}, where both sides are to be compared`);
  }
  // Sides that are exactly equal do not jump, however steep they are and whatever float64 says.
  const jumps = (name: Name) => {
    const at = exact?.isEqual(name) ? undefined : jumpOf(sides, name, scale);
    return at === undefined ? undefined : { at, ...shownOf(sides[0]!, name, at) };
  };
  const refuted = (name: Name, { got, expected }: { got: number; expected: number }): Outcome => {
    const where = `the ${name} above ${shown}, and below`;
    return { subject, verdict: "refuted", counterexample: { where, got, expected } };
  };
  const jump = jumps("value");
  if (jump) return refuted("value", jump);
  const [bend, step] = isKink ? [] : [jumps("derivative"), jumps("slope")];
  // A slope that jumps by itself is wrong on one side.
  if (step && !bend) return refuted("slope", step);
  const isDyadic = exact !== undefined && Number.isSafeInteger(number * 2 ** 20);
  const there64 = compareAt(reader, number, isDyadic ? 0 : OFF * scale);
  const wrong = (name: "value" | "slope") => {
    if (exact?.isOneOfBoth(name)) return undefined;
    const rounding = there64.bounds[name].map(({ error }) => error);
    return outsideOf(`the ${name} at ${shown}`, there64.numbers[name], sides, name, rounding);
  };
  const counterexample = wrong("value") ?? wrong("slope");
  if (counterexample) return { subject, verdict: "refuted", counterexample };
  if (bend) {
    const { got, expected } = bend;
    return undecided(
      `its slope jumps from ${short(expected)} to ${short(got)} at ${shown}: ` +
        `if that is meant, list it: kinks: [${number}]`,
    );
  }
  if (exact === undefined) {
    if (isSameAround(m, reader, place) || meets(m, reader, place, names)) {
      return { subject, verdict: "proved" };
    }
    return undecided(
      `an argument of choose that is not linear vanishes at ${shown}, ` +
        "which is not a simple fraction: both sides were compared in float64 alone",
    );
  }
  const isProved = names.every(exact.isEqual) && exact.isOneOfBoth("value") &&
    exact.isConvention(isKink);
  if (isProved) return { subject, verdict: "proved" };
  const open = names.find(exact.isUnknown) ?? (exact.isUnknown("slope") ? "slope" : undefined);
  return undecided(
    open === undefined
      ? UNRELATED
      : `the limit of its ${open} at ${shown} is not known to the prover: it may be reached slowly`,
  );
}

/** Both sides of a place in residues, as limits where they are undefined at the place itself. */
function exactSides(
  m: ResidueArithmetic,
  reader: Reader,
  { above, below, low, high, number }: Place,
  exact: Residue | undefined,
  by: number,
) {
  if (exact === undefined) return undefined;
  const over = sideOf(
    m,
    reader,
    m.nudge(exact, by),
    above!,
    new Interval(low, number + by, low === high),
  );
  const under = sideOf(
    m,
    reader,
    m.nudge(exact, -by),
    below!,
    new Interval(number - by, high, false, low === high),
  );
  const { signs, uncertain } = reader.signsAt(exact, new Interval(low, high));
  const there = reader.residues.at(m.nudge(exact, NaN), signs);
  const equal = (x: Residue | undefined, y: Residue | undefined) =>
    x !== undefined && y !== undefined && m.equal(x, y);
  const entries = (name: Name) =>
    over[name].map((entry, i) => ({
      high: entry.value,
      low: under[name][i]!.value,
      poles: Number(entry.isInfinite) + Number(under[name][i]!.isInfinite),
      there: there[name][i],
    }));
  const isOneOfBoth = (name: Name) =>
    uncertain.length === 0 &&
    entries(name).every(({ high, low, there }) => equal(there, high) || equal(there, low));
  return {
    /** On how many sides the value grows without bound. */
    poles: Math.max(...entries("value").map(({ poles }) => poles)),
    isEqual: (name: Name) => entries(name).every(({ high, low }) => equal(high, low)),
    isUnknown: (name: Name) =>
      entries(name).some(({ high, low }) => high === undefined || low === undefined),
    isOneOfBoth,
    /** At a kink a slope between both sides is a convention, too; float64 has checked that. */
    isConvention: (isKink: boolean) =>
      uncertain.length === 0 &&
      entries("slope").every(({ high, low, there }) =>
        equal(there, high) || equal(there, low) ||
        isKink && high !== undefined && low !== undefined && !m.equal(high, low)
      ),
  };
}

/** One side of a place: residues there, or limits where one is undefined. */
function sideOf(
  m: ResidueArithmetic,
  reader: Reader,
  at: Residue,
  signs: Signs,
  beside: Interval,
): Compared<Limit> {
  const plain = reader.residues.at(at, signs);
  const all = [...plain.value, ...plain.derivative, ...plain.slope];
  if (all.every(({ fault }) => fault === undefined)) {
    const lifted = (entries: readonly Residue[]) => entries.map((entry) => limitAt(entry));
    return {
      value: lifted(plain.value),
      derivative: lifted(plain.derivative),
      slope: lifted(plain.slope),
    };
  }
  return reader.residues.by(limits(m), limitAt(at, beside), (x) => limitAt(x), {
    signOf: (_, index) => signs[index] ?? 0,
    narrow: (x, index) => {
      const isStrict = !isSigned(reader.kinds[index]!);
      return { ...x, range: clip(x.range, signs[index] ?? 0, isStrict) };
    },
  });
}

/** Whether both sides of a place, and it itself, are one formula, equal at any number, and steady. */
function isSameAround(m: ResidueArithmetic, reader: Reader, place: Place): boolean {
  const { low, high, number, above, below } = place;
  const t = m.draw(number), range = new Interval(low, high), found = reader.signsAt(t, range);
  // No other argument vanishes there.
  const there = found.signs.map((sign, index) => found.uncertain.includes(index) ? -1 : sign);
  const [over, under, at] = [above!, below!, there].map((signs) => reader.residues.at(t, signs));
  // Where a divisor vanishes, or what a logarithm or root is taken of, the derivative is unbounded.
  const ranges = reader.intervals.along(range, there);
  const isSteady = ({ value, slope }: Dual<Interval>) =>
    [value, slope].every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  return NAMES.every((name) =>
    ranges[name].every(isSteady) &&
    over![name].every((entry, i) =>
      m.equal(entry, under![name][i]!) && m.equal(entry, at![name][i]!)
    )
  );
}

/** Whether both sides of a place, and it itself, are one formula where its arguments are 0. */
function meets(
  m: ResidueArithmetic,
  reader: Reader,
  { low, high, number, above, below, arguments: vanishing }: Place,
  names: readonly Name[],
): boolean {
  const t = m.draw(number), read = readAssumingZero(m, reader, vanishing);
  const { signs, uncertain } = reader.signsAt(t, new Interval(low, high));
  if (uncertain.some((index) => !vanishing.includes(index))) return false;
  const [over, under, there] = [above!, below!, signs].map((signs) => read(t, signs));
  const isAlike = (one: Compared<Residue>, other: Compared<Residue>, name: Name, i: number) =>
    m.equal(one[name][i]!, other[name][i]!);
  const isOneOfBoth = (name: Name) =>
    there![name].every((_, i) =>
      isAlike(there!, over!, name, i) || isAlike(there!, under!, name, i)
    );
  return names.every((name) => over![name].every((_, i) => isAlike(over!, under!, name, i))) &&
    isOneOfBoth("value") && isOneOfBoth("slope");
}

const NAMES = ["value", "derivative", "slope"] as const;

function shownOf({ above, below }: Sides, name: Name, at: number) {
  return { got: above(name)[at]!, expected: below(name)[at]! };
}

/** A number with few digits. */
function short(x: number): string {
  return `${Number(x.toPrecision(6)) || 0}`;
}
