import type { Activation } from "../../nn/activations/activation.ts";
import { degrees } from "../../core/arithmetic/residue/degree.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import {
  LOG2_BOUND,
  log2FalsePass,
  type ProofSize,
} from "../../core/arithmetic/residue/false_pass.ts";
import { type ResidueArithmetic, residues } from "../../core/arithmetic/residue/residue.ts";
import type { Loss, Pair } from "../../nn/losses/loss.ts";
import { deriveKey, PURPOSE, type RandomKey, randomKey } from "../../core/random/random.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import type { Rule } from "../claims/rule.ts";
import type { Finding } from "../prover/prove.ts";
import { TOO_LARGE } from "../prover/reasons.ts";
import { replacementsFor } from "../prover/rounded_constants.ts";
import { argumentsOf, readLine } from "./arguments.ts";
import { isImmaterial } from "./immaterial.ts";
import { judgePlace, OFF, type Outcome } from "./compare_sides.ts";
import { judgeThere } from "./compare_there.ts";
import {
  activationLines,
  type Line,
  lossLines,
  pairLines,
  pairTargetLines,
  targetLines,
} from "./line.ts";
import { findPlaces } from "./places.ts";
import { ruleLines } from "./rule_lines.ts";

/** How many times a line through rows is drawn until all is decided on it. */
const DRAWS = 2;

/**
 * Compares an activation from both sides of every place where it chooses.
 *
 * Refuted are a jump of the value; in an elementwise activation also a jump of the slope outside its
 * `kinks`, and a slope at the place itself that is neither side's and, at a kink, not between them.
 * Rows are compared along lines.
 *
 * @returns One finding for each place, or one for all where rows are compared; empty where nothing is
 *   chosen.
 */
export function checkContinuity(activation: Activation, seed: number): Finding[] {
  const lines = activationLines(activation);
  if (activation.kind === "rowwise") return compareRows(activation.name, lines, seed);
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  return readAsMeant(lines[0]!, (line) => compareLine(line, key, activation.kinks))
    .map((judged) => findingOf(activation.name, judged, seed));
}

/** The same for a loss and its pairs with activations; their slopes may jump. */
export function checkLossContinuity(loss: Loss, seed: number): Finding[] {
  return [
    ...compareRows(loss.name, lossLines(loss), seed),
    ...compareTargets(loss.name, targetLines(loss), seed),
    ...loss.pairs.flatMap((pair) => checkPairContinuity(pair, loss, seed)),
  ];
}

/** The same for one of the pairs of a loss. */
export function checkPairContinuity(pair: Pair, loss: Loss, seed: number): Finding[] {
  const name = `${pair.activation.name} with ${loss.name}`;
  return [
    ...compareRows(name, pairLines(pair), seed),
    ...compareTargets(name, pairTargetLines(pair, loss), seed),
  ];
}

/** The same for a function of matrices and its pullback, or derivative. */
export function checkRuleContinuity(rule: Rule, seed: number): Finding[] {
  return compareRows(rule.name, ruleLines(rule), seed);
}

/** A number in each region of an elementwise activation, if all zeros of arguments are known. */
export function pointsInRegions(
  activation: Activation,
  seed: number,
): readonly number[] | undefined {
  if (activation.kind === "rowwise") return undefined;
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const m = residues({ key, onBoundary: true });
  const [line] = activationLines(activation);
  const { between, unknown } = findPlaces(readLine(line!, m, key), m);
  return unknown.length === 0 ? between : undefined;
}

/** The outcome for one place, or for an argument whose zeros are not known. */
interface Judged extends Outcome {
  /** The degrees for the chance of an error. */
  readonly size: ProofSize;
  /** The prime of the residues. */
  readonly prime: bigint;
  /** The arguments of `choose` that vanish there. */
  readonly arguments: readonly number[];
  /** Whether residues were compared, not numbers alone. */
  readonly exact: boolean;
  /** The entry that moves along the line. */
  readonly moving: number;
  /** What constants stand for, if they are read so. */
  readonly constants?: Finding["constants"];
}

/**
 * What is judged of a line as it is written or, where that leaves something undecided, with its rounded
 * constants as what they stand for: float64 has compared them as they are, and found nothing.
 */
function readAsMeant(line: Line, judge: (line: Line) => readonly Judged[]): readonly Judged[] {
  const written = judge(line);
  const isOpen = written.some(({ verdict }) => verdict === "undecided") &&
    !written.some(({ verdict }) => verdict === "refuted");
  if (!isOpen) return written;
  for (const { constants, reading } of replacementsFor((m) => line.at(m, 1))) {
    const meant = judge({ ...line, at: (m, t) => line.at(reading(m), t) });
    if (meant.length === written.length && meant.every(({ verdict }) => verdict === "proved")) {
      return meant.map((judged) => ({ ...judged, constants }));
    }
  }
  return written;
}

function compareLine(line: Line, key: RandomKey, kinks?: readonly number[]): Judged[] {
  const m = residues({ key, onBoundary: true });
  const reader = readLine(line, m, key);
  const found = findPlaces(reader, m);
  const { places, isComplete } = found, { parameter, within, moving } = line;
  const open = found.unknown.filter((index) => reader.kinds[index] !== "domain");
  const areOpen = open.length > 0 && !(isComplete && isImmaterial(reader, m));
  const judged = [
    ...places.flatMap((place) => {
      const { number } = place;
      if (!reader.isClaimed(number, OFF * Math.max(1, Math.abs(number)))) return [];
      // A hole is no jump: z / sum(z) has no value at 0 in rows of one.
      if (line.onlyRefutes && reader.numbers.at(number).value.some(Number.isNaN)) return [];
      const outcome = judgePlace({ parameter, within, m, reader, places, kinks }, place);
      return outcome === undefined
        ? []
        : [{ ...outcome, arguments: place.arguments, exact: place.exact !== undefined }];
    }),
    // Where a logarithm or a root ends, there is nothing on the other side to compare.
    ...(areOpen ? open : []).map((index) => ({
      subject: `where it chooses along ${parameter}`,
      verdict: "undecided" as const,
      reason: "it is not known where all arguments of choose vanish",
      arguments: [index],
      exact: false,
    })),
  ];
  if (judged.length === 0) return [];
  const size = sizeOf(line, m);
  return judged.map((each) => ({ ...each, moving, size, prime: m.prime }));
}

/** The degrees of what is compared at a place of the largest degree. */
function sizeOf(line: Line, m: ResidueArithmetic): ProofSize {
  const d = degrees();
  const t = new Dual(d.draw(), d.one);
  const met = argumentsOf(line, dual(d), () => new Dual(d.draw(), d.zero), t);
  const place = met.map(({ value, slope }) => d.sub(t.value, d.div(value, slope)))
    .reduce((largest, each) => d.choose(d.zero, largest, each), t.value);
  const { value, derivative, slope } = line.at({ ...d, variable: () => d.draw() }, place);
  const compared = [...value, ...derivative, ...slope];
  const { relations, comparisons } = m;
  return { ...d.bound(compared, compared), relations, comparisons };
}

/** Compares gradients at values of targets; returns one finding for all, the worst. */
function compareTargets(name: string, lines: readonly Line[], seed: number): Finding[] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const judged = lines.flatMap((line, l) =>
    readAsMeant(line, (line) => {
      const m = residues({ key: deriveKey(key, l), onBoundary: true });
      const reader = readLine(line, m, key);
      const outcomes = findPlaces(reader, m).places
        .filter(({ number }) => line.takes?.(number) ?? true)
        .flatMap((place) => judgeThere(line.parameter, m, reader, place) ?? []);
      if (outcomes.length === 0) return [];
      const rest = { size: sizeOf(line, m), prime: m.prime, moving: line.moving };
      return outcomes.map((outcome) => ({ ...outcome, ...rest, arguments: [], exact: true }));
    })
  );
  return judged.length === 0 ? [] : [{
    ...findingOf(name, worstOf(judged), seed),
    ...constantsOf(judged),
    subject: `${name}: its gradient at values of targets alone, along ${lines.length} lines`,
    regions: { covered: judged.length, total: judged.length, outside: 0 },
  }];
}

/** The first of the worst outcomes; of proofs, the likeliest to be wrong. */
function worstOf(judged: readonly Judged[]): Judged {
  const worst = (["refuted", "undecided"] as const)
    .map((verdict) => judged.find((each) => each.verdict === verdict))
    .find((each) => each !== undefined);
  return worst ?? judged.toSorted((x, y) => log2Of(y) - log2Of(x))[0]!;
}

/** Compares along all lines; returns one finding for all places, the worst. */
function compareRows(name: string, lines: readonly Line[], seed: number): Finding[] {
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  let drawn = 0;
  const judged = lines.flatMap((line, l) => {
    const found: Judged[] = [];
    for (let n = 0; n < DRAWS; n++) {
      drawn++;
      const compare = () => readAsMeant(line, (line) => compareLine(line, deriveKey(key, l, n)));
      // A formula need not take rows of every length.
      const judged = line.onlyRefutes
        ? (unlessThrown([TypeError], compare) ?? []).filter(({ verdict }) => verdict === "refuted")
        : compare();
      found.push(...judged);
      if (judged.every(({ verdict }) => verdict === "proved")) break;
    }
    return found;
  });
  if (judged.length === 0) return [];
  // An argument that vanishes at no simple fraction on one line may do so on another.
  const settled = judged.filter(({ verdict, exact, ...each }) =>
    verdict !== "undecided" || exact ||
    !judged.some((other) =>
      other.exact && other.moving === each.moving &&
      each.arguments.every((index) => other.arguments.includes(index))
    )
  );
  const proved = judged.filter(({ verdict }) => verdict === "proved").length;
  return [{
    ...findingOf(name, worstOf(settled), seed),
    ...constantsOf(settled),
    subject: `${name}: its value does not jump, along ${drawn} lines`,
    regions: { covered: 2 * proved, total: 2 * judged.length, outside: 0 },
  }];
}

function findingOf(name: string, { subject, ...judged }: Judged, seed: number): Finding {
  const { size, prime, counterexample, constants } = judged;
  const isLikely = judged.verdict === "proved" && log2Of({ size, prime }) > LOG2_BOUND;
  const { verdict, reason } = isLikely
    ? { verdict: "undecided" as const, reason: TOO_LARGE }
    : judged;
  const log2 = verdict === "proved" ? log2Of({ size, prime }) : 0;
  return {
    subject: `${name}: ${subject}`,
    verdict,
    prime: `${prime}`,
    trials: 1,
    seed,
    size,
    regions: { covered: 2, total: 2, outside: 0 },
    falsePass: 2 ** log2,
    log2FalsePass: log2,
    ...(counterexample && { counterexample }),
    ...(reason && { reason }),
    ...(constants && { constants }),
  };
}

/** What constants stand for in all of some outcomes. */
function constantsOf(judged: readonly Judged[]): Pick<Finding, "constants"> {
  const all = Object.assign({}, ...judged.map(({ constants }) => constants));
  return Object.keys(all).length === 0 ? {} : { constants: all };
}

function log2Of({ size, prime }: Pick<Judged, "size" | "prime">): number {
  return log2FalsePass(size, [prime]);
}
