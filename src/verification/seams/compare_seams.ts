import type { Activation } from "../../activations/activation.ts";
import { degrees } from "../../arithmetic/degree.ts";
import { Dual, dual } from "../../arithmetic/dual.ts";
import { log2FalsePass, type ProofSize } from "../../arithmetic/false_pass.ts";
import { type ResidueArithmetic, residues } from "../../arithmetic/residue.ts";
import type { Loss } from "../../losses/loss.ts";
import { deriveKey, PURPOSE, type RandomKey, randomKey } from "../../random/random.ts";
import type { Counterexample } from "../claim.ts";
import { type Finding, PRIME, UNRELATED } from "../prove.ts";
import { argumentsOf, type Reader, readLine } from "./arguments.ts";
import { activationLines, type Compared, type Line, lossLines, pairLines } from "./line.ts";
import { findPlaces, type Place } from "./places.ts";

/** How far to either side of a place the shadows are put, if no other place is nearer. */
const ASIDE = 2 ** -20;
/** A jump that is smaller than this, relatively, may be one of rounding. */
const ROUNDING = 2 ** -36;
/** The same for what is extrapolated to a place from both sides. */
const CLOSE = 2 ** -28;
/** How far a declared kink may be from the place where its function chooses. */
const DECLARED = 2 ** -40;
/** How many times the lines through rows are drawn. */
const DRAWS = 2;

/**
 * Compares an activation from both sides of every place where it chooses.
 *
 * A jump of the value is refuted. One of the slope is, too, in an activation of single numbers, unless
 * the place is among the `kinks`; and so is a slope at the place itself that is neither side's and,
 * at a kink, does not lie between them. Rows are compared along lines.
 *
 * @param activation The activation.
 * @param seed Where all random values start.
 * @returns One finding for each place, or one for all where rows are compared; none where nothing is
 *   chosen.
 */
export function compareSeams(activation: Activation, seed: number): Finding[] {
  const lines = activationLines(activation);
  if (activation.kind === "rowwise") return compareRows(activation.name, lines, seed);
  return compareLine(lines[0]!, deriveKey(randomKey(seed), PURPOSE.proof), activation.kinks)
    .map((judged) => findingOf(activation.name, judged, seed));
}

/** The same for a loss and the pairs that it makes with activations; their slopes may jump. */
export function compareLossSeams(loss: Loss, seed: number): Finding[] {
  return [
    ...compareRows(loss.name, lossLines(loss), seed),
    ...loss.pairs.flatMap((pair) =>
      compareRows(`${pair.activation.name} with ${loss.name}`, pairLines(pair), seed)
    ),
  ];
}

/**
 * Numbers between the places where an activation of single numbers chooses, so that each piece has
 * one; nothing where it is not known of all arguments where they vanish.
 */
export function piecesOf(activation: Activation, seed: number): readonly number[] | undefined {
  if (activation.kind === "rowwise") return undefined;
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const m = residues({ key, prime: PRIME, seam: true });
  const [line] = activationLines(activation);
  const { between, unknown } = findPlaces(readLine(line!, m, key), m);
  return unknown.length === 0 ? between : undefined;
}

/** What became of one place, or of an argument whose places are not known. */
interface Judged extends Pick<Finding, "verdict" | "size" | "counterexample" | "reason"> {
  /** What was compared where. */
  readonly subject: string;
  /** The arguments of `choose` that vanish there. */
  readonly arguments: readonly number[];
  /** Whether residues were compared, and not numbers alone. */
  readonly exact: boolean;
  /** The entry that moves along the line. */
  readonly moving: number;
}

function compareLine(line: Line, key: RandomKey, kinks?: readonly number[]): Judged[] {
  const m = residues({ key, prime: PRIME, seam: true });
  const reader = readLine(line, m, key);
  const found = findPlaces(reader, m);
  const { parameter, moving } = line;
  const judged = [
    ...found.places.flatMap((place) => {
      const by = asideOf(place, found.places);
      // Where more than one argument vanishes, neither side is what holds there.
      const isSame = () => place.arguments.length === 1 && isSameAround(line, key, place, by);
      const outcome = judgePlace({ parameter, m, reader, by, kinks, isSame }, place);
      return outcome === undefined
        ? []
        : [{ ...outcome, arguments: place.arguments, exact: place.exact !== undefined }];
    }),
    ...found.unknown.map((index) => ({
      subject: `where it chooses along ${parameter}`,
      verdict: "undecided" as const,
      reason: "it is not known where all arguments of choose vanish",
      arguments: [index],
      exact: false,
    })),
  ];
  if (judged.length === 0) return [];
  const size = sizeOf(line, m);
  return judged.map((each) => ({ ...each, moving, size }));
}

interface Comparison {
  readonly parameter: string;
  readonly m: ResidueArithmetic;
  readonly reader: Reader;
  /** How far to go to either side. */
  readonly by: number;
  /** Places where slopes may jump; anywhere if left out. */
  readonly kinks: readonly number[] | undefined;
  /** Whether the formulas of both sides are the same, so that it does not matter where they meet. */
  readonly isSame: () => boolean;
}

type Outcome = Pick<Judged, "subject" | "verdict" | "counterexample" | "reason">;

/** Compares both sides of a place; nothing where one of them lies outside a domain. */
function judgePlace(
  { parameter, m, reader, by, kinks, isSame }: Comparison,
  { number, exact }: Place,
): Outcome | undefined {
  const above = limitOf(reader, number, by), below = limitOf(reader, number, -by);
  if (![...above.value, ...below.value].every(Number.isFinite)) return;
  const there64 = reader.at(number);
  if (there64.value.some((x) => Math.abs(x) === Infinity)) return; // a pole, as of log |z|
  const isKink = kinks === undefined || kinks.some((kink) => {
    return Math.abs(kink - number) <= DECLARED * Math.max(1, Math.abs(number));
  });
  const names = isKink ? ["value"] as const : ["value", "derivative", "slope"] as const;
  const shown = `${parameter} = ${number}`;
  const subject = `${names.join(", ")} from both sides of ${shown}`;
  for (const name of names) {
    const counterexample = jumpOf(`the ${name} above ${shown}, and below`, {
      got: above[name],
      expected: below[name],
      least: Math.max(1, Math.abs(number)),
    });
    if (counterexample) return { subject, verdict: "refuted", counterexample };
  }
  const wrong = wrongAt(shown, there64.slope, above.slope, below.slope);
  if (exact === undefined) {
    if (wrong) return { subject, verdict: "refuted", counterexample: wrong };
    if (isSame()) return { subject, verdict: "proved" };
    const reason = `an argument of choose that is not linear vanishes at ${shown}, ` +
      "which is no simple fraction: both sides were compared in float64 alone";
    return { subject, verdict: "undecided", reason };
  }
  const [over, under] = [reader.compared(m.nudge(exact, by)), reader.compared(m.nudge(exact, -by))];
  // On neither side: a choice falls to `otherwise`.
  const there = reader.compared(m.nudge(exact, NaN)).slope;
  const isOneOfBoth = there.every((entry, i) =>
    m.equal(entry, over.slope[i]!) || m.equal(entry, under.slope[i]!)
  );
  if (!isOneOfBoth && wrong) return { subject, verdict: "refuted", counterexample: wrong };
  // At a kink a slope between both sides is a convention, too; in float64 it is, or `wrong` said so.
  const isConvention = there.every((entry, i) => {
    const [high, low] = [over.slope[i]!, under.slope[i]!];
    return m.equal(entry, high) || m.equal(entry, low) || isKink && !m.equal(high, low);
  });
  const isEqual = names.every((name) =>
    over[name].every((entry, i) => m.equal(entry, under[name][i]!))
  );
  return isEqual && isConvention
    ? { subject, verdict: "proved" }
    : { subject, verdict: "undecided", reason: UNRELATED };
}

/** Whether all that is compared is one formula on both sides of a place: equal at any number. */
function isSameAround(line: Line, key: RandomKey, { number }: Place, by: number): boolean {
  const side = (at: number) => {
    const m = residues({ key, prime: PRIME });
    return readLine(line, m, key).compared(m.draw(at));
  };
  const above = side(number + by), below = side(number - by);
  return (["value", "derivative", "slope"] as const).every((name) =>
    above[name].every(({ value, fault }, i) => {
      return fault === undefined && value === below[name][i]!.value;
    })
  );
}

/** How far to go aside of a place without coming near to the next. */
function asideOf(place: Place, places: readonly Place[]): number {
  const gaps = places.filter((other) => other !== place)
    .map(({ number }) => Math.abs(number - place.number) / 8);
  return Math.min(ASIDE * Math.max(1, Math.abs(place.number)), ...gaps);
}

/**
 * What is compared, in float64, at the end of one side: the cubic that has the values and slopes of
 * two numbers on that side, at the place itself.
 */
function limitOf(reader: Reader, place: number, by: number): Compared<number> {
  const near = reader.along(place + by), far = reader.along(place + 2 * by);
  const limit = (name: keyof Compared<unknown>) =>
    near[name].map(({ value, slope }, i) => {
      const next = far[name][i]!;
      return 5 * next.value - 4 * value - by * (4 * slope + 2 * next.slope);
    });
  return { value: limit("value"), derivative: limit("derivative"), slope: limit("slope") };
}

/** The first entry that jumps. */
function jumpOf(
  where: string,
  { got, expected, least }: {
    readonly got: readonly number[];
    readonly expected: readonly number[];
    /** What may have been rounded, at the least. */
    readonly least: number;
  },
): Counterexample | undefined {
  for (const [i, above] of got.entries()) {
    const below = expected[i]!;
    const largest = Math.max(least, Math.abs(above), Math.abs(below));
    if (Math.abs(above - below) > ROUNDING * largest) {
      return { where, got: above, expected: below };
    }
  }
}

/** The first slope at a place that is not between those of both sides. */
function wrongAt(
  shown: string,
  there: readonly number[],
  above: readonly number[],
  below: readonly number[],
): Counterexample | undefined {
  for (const [i, got] of there.entries()) {
    const high = Math.max(above[i]!, below[i]!), low = Math.min(above[i]!, below[i]!);
    const room = CLOSE * Math.max(1, Math.abs(low), Math.abs(high));
    if (got >= low - room && got <= high + room) continue;
    return { where: `the slope at ${shown} itself, and above`, got, expected: above[i]! };
  }
}

/** The degrees of what is compared at a place, as large as a place may be. */
function sizeOf(line: Line, m: ResidueArithmetic): ProofSize {
  const d = degrees();
  const t = new Dual(d.draw(), d.one);
  const met = argumentsOf(line, dual(d), () => new Dual(d.draw(), d.zero), t);
  const place = met.map(({ value, slope }) => d.sub(t.value, d.div(value, slope)))
    .reduce((largest, each) => d.choose(d.zero, largest, each), t.value);
  const { value, derivative, slope } = line.at({ ...d, variable: () => d.draw() }, place);
  const degree = [...value, ...derivative, ...slope]
    .reduce((sum, entry) => sum + Math.max(0, d.sub(entry, entry).numerator), 0);
  const { relations, comparisons } = m;
  const { relationDegree, comparisonDegree } = d;
  return { degree, relations, relationDegree, comparisons, comparisonDegree };
}

/** Compares along all lines; one finding for all places, the worst that was found. */
function compareRows(name: string, lines: readonly Line[], seed: number): Finding[] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const judged = lines.flatMap((line, l) =>
    Array.from({ length: DRAWS }, (_, n) => compareLine(line, deriveKey(key, l, n))).flat()
  );
  if (judged.length === 0) return [];
  // What vanishes at no simple fraction on one line may do so on another.
  const settled = judged.filter(({ verdict, exact, ...each }) =>
    verdict !== "undecided" || exact ||
    !judged.some((other) =>
      other.exact && other.moving === each.moving &&
      each.arguments.every((index) => other.arguments.includes(index))
    )
  );
  const rank = (verdict: Finding["verdict"]) => ["refuted", "undecided", "proved"].indexOf(verdict);
  const [worst] = settled.toSorted((x, y) =>
    rank(x.verdict) - rank(y.verdict) || log2Of(y.size) - log2Of(x.size)
  );
  const proved = judged.filter(({ verdict }) => verdict === "proved").length;
  return [{
    ...findingOf(name, worst!, seed),
    subject: `${name}: its value does not jump, along ${lines.length * DRAWS} lines`,
    pieces: { covered: 2 * proved, total: 2 * judged.length, outside: 0 },
  }];
}

function findingOf(name: string, { subject, ...judged }: Judged, seed: number): Finding {
  const { verdict, size, counterexample, reason } = judged;
  const log2 = verdict === "proved" ? log2Of(size) : 0;
  return {
    subject: `${name}: ${subject}`,
    verdict,
    prime: PRIME,
    trials: 1,
    seed,
    size,
    pieces: { covered: 2, total: 2, outside: 0 },
    falsePass: 2 ** log2,
    log2FalsePass: log2,
    ...(counterexample && { counterexample }),
    ...(reason && { reason }),
  };
}

function log2Of(size: ProofSize): number {
  return log2FalsePass(size, { prime: PRIME, trials: 1 });
}
