import { degrees } from "../arithmetic/degree.ts";
import { LOG2_BOUND, log2FalsePass, type ProofSize } from "../arithmetic/false_pass.ts";
import { PRIME_FIELDS, type PrimeName } from "../arithmetic/prime_field.ts";
import {
  type Fault,
  type Residue,
  type ResidueArithmetic,
  residues,
  type Sign,
} from "../arithmetic/residue.ts";
import { deriveKey, PURPOSE, type RandomKey, randomKey } from "../random/random.ts";
import { type Claim, type Counterexample, graded, numbers, shadowed, type Sides } from "./claim.ts";
import { withMeantConstants } from "./rounded_constants.ts";
import { type Coverage, type Pattern, runFewPieces, runOnePiece, walkPieces } from "./pieces.ts";

/**
 * What became of a claim. Proved: exactly equal on every piece that was walked through. Refuted: there
 * is a counterexample in float64. Undecided: neither, for a reason that is given.
 */
export type Verdict = "proved" | "refuted" | "undecided";

/** A verdict, and everything that it rests on. */
export interface Finding {
  /** What was claimed. */
  readonly subject: string;
  /** What became of it. */
  readonly verdict: Verdict;
  /** The chance that a wrong claim is called proved on a piece, at most; 1 unless it is proved. */
  readonly falsePass: number;
  /** Its logarithm to base 2, which does not underflow. */
  readonly log2FalsePass: number;
  /** The prime of the residues. */
  readonly prime: PrimeName;
  /** How many times each piece was compared, at different random values. */
  readonly trials: number;
  /** Where the random values start. */
  readonly seed: number;
  /** Degree and relations that the chance is computed from. */
  readonly size: ProofSize;
  /** The pieces that were walked through. */
  readonly pieces: Coverage;
  /** Where a refuted claim does not hold. */
  readonly counterexample?: Counterexample;
  /** What a wrong side has to be divided by, if it is wrong by a constant factor: `"3/2"`. */
  readonly factor?: string;
  /** Why a claim is undecided. */
  readonly reason?: string;
}

/** Options of {@linkcode prove}. */
export interface ProveOptions {
  /** Where all random values start, 0 if left out. */
  readonly seed?: number;
  /** Whether to compare one piece alone, where all arguments of choices are positive. */
  readonly onePiece?: boolean;
  /** Whether a few more that are drawn are enough. */
  readonly fewPieces?: boolean;
  /** Whether (√x)² = x may be used, at the price of runs that are drawn anew; tried when needed. */
  readonly roots?: boolean;
}

/** The prime of all proofs. */
export const PRIME: PrimeName = "2^127 - 1";
/** What a value is undefined by outside the domain of a loss, or of a logarithm. */
const OUTSIDE: ReadonlySet<Fault> = new Set([
  "not a number",
  "logarithm of zero",
  "logarithm of a negative number",
  "root of a negative number",
]);
/** How often a run is drawn anew where an argument of a root is no square modulo the prime. */
const MOST_REDRAWS = 63;
/** What the keys of runs that are drawn anew are derived with. */
const ANEW = 1;
/** More trials than this would not bring the chance of a false pass down far enough, either. */
const MOST_TRIALS = 8;
/** How many draws in float64 are searched for a counterexample. */
const SEARCHES = 32;
/** The largest numbers in a fraction that is taken for a factor, and not for chance. */
const LARGEST = 2n ** 24n;
/** Sides that differ by less than this, relatively, may differ by rounding alone. */
const ROUNDING = 1e-9;

/**
 * Decides a claim: exactly, at random residues, on its pieces.
 *
 * A single difference of residues refutes nothing by itself, as the exponential's laws that hold
 * between residues may be too few: without a counterexample in float64 the claim stays undecided.
 *
 * @param claim What is claimed.
 * @param options The seed.
 * @returns The verdict and what it rests on.
 */
export function prove(claim: Claim, options: ProveOptions = {}): Finding {
  const { seed = 0, onePiece = false, fewPieces = false, roots = false } = options;
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const bound = boundOf(claim);
  let relations = 0, outside = 0, differs = false, fault: Fault | undefined;
  let rootsTaken = 0, redraws = 0;
  const opaque = new Set<string>();
  let onlyRounded = true;
  const factors = new Set<string | undefined>(); // of the pieces that differ

  const compare = (trial: RandomKey, signs: Pattern): readonly Sign[] => {
    const run = runWithRoots(trial, MOST_REDRAWS, (drawn) => {
      const m = residues({ key: drawn, prime: PRIME, signs, roots });
      return { m, ...claim.sides(shadowed(m, key)) };
    });
    const { m, got, expected } = run;
    relations = Math.max(relations, m.relations);
    rootsTaken = Math.max(rootsTaken, m.roots);
    redraws = Math.max(redraws, run.redraws);
    m.opaque.forEach((operation) => opaque.add(operation));
    // Only what is to be computed can lie outside: code that gives NaN for a number is wrong.
    const faults = expected.flatMap((entry) => entry.fault ?? []);
    if (faults.some((found) => OUTSIDE.has(found))) outside++;
    else if (faults.length > 0) fault ??= faults[0];
    else if (got.some((entry, i) => !m.equal(entry, expected[i]!))) {
      differs = true;
      fault ??= got.find((entry) => entry.fault !== undefined)?.fault;
      onlyRounded &&= isOnlyRounded(claim, residues({ key: trial, prime: PRIME, signs }), key);
      factors.add(factorOf(m, got, expected));
    }
    return m.signs;
  };

  const sizeOf = (): ProofSize => ({
    ...bound,
    relations,
    ...(roots && { roots: rootsTaken, redraws }),
  });

  let trials = 0;
  let pieces: Omit<Coverage, "outside"> = { covered: 1, total: 1 };
  let log2 = 0;
  do {
    outside = 0;
    const trial = deriveKey(key, trials++);
    const walk = onePiece ? runOnePiece : fewPieces ? runFewPieces : walkPieces;
    pieces = walk(trial, (signs) => compare(trial, signs));
    log2 = log2FalsePass(sizeOf(), { prime: PRIME, trials });
  } while (!differs && log2 > LOG2_BOUND && trials < MOST_TRIALS);

  const size = sizeOf();
  const found = {
    subject: claim.subject,
    prime: PRIME,
    trials,
    seed,
    size,
    pieces: { ...pieces, outside },
  };
  const unproved = { ...found, falsePass: 1, log2FalsePass: 0 };
  if ((differs || fault !== undefined) && !roots && opaque.has("sqrt")) {
    const again = prove(claim, { ...options, roots: true });
    if (again.verdict === "proved") return again;
  }
  if (differs) {
    const [factor] = factors.size === 1 ? factors : [];
    const counterexample = (claim.counterexample ?? ((from) => search(claim, from)))(seed);
    return counterexample === undefined
      ? {
        ...unproved,
        verdict: "undecided",
        reason: fault ?? (onlyRounded ? ROUNDED : unrelated(opaque)),
      }
      : { ...unproved, verdict: "refuted", counterexample, ...(factor && { factor }) };
  }
  if (fault !== undefined) return { ...unproved, verdict: "undecided", reason: fault };
  if (outside === pieces.covered) {
    return {
      ...unproved,
      verdict: "undecided",
      reason: "every piece lies outside the loss's domain",
    };
  }
  if (log2 > LOG2_BOUND) return { ...unproved, verdict: "undecided", reason: TOO_LARGE };
  return { ...found, verdict: "proved", falsePass: 2 ** log2, log2FalsePass: log2 };
}

const TOO_LARGE = "the degree of the formulas leaves too large a chance of a false pass";
const ROUNDED = "differs only by rounding of constants";
const UNRELATED = "differs for the prover, but not in float64: constants are rounded, " +
  "or a relation of exp, log or tanh is missing";

/** Why sides may differ for the prover alone. */
function unrelated(opaque: ReadonlySet<string>): string {
  const met = [...opaque].join(", ");
  return met === ""
    ? UNRELATED
    : `${met}: the prover does not use all laws of it, and float64 shows no difference`;
}

/** Runs until no root is missing, as roots of half the values are, or as often as is allowed. */
function runWithRoots<Run extends Sides<Residue>>(
  trial: RandomKey,
  most: number,
  run: (key: RandomKey) => Run,
): Run & { readonly redraws: number } {
  for (let redraws = 0;; redraws++) {
    const done = run(redraws === 0 ? trial : deriveKey(trial, ANEW, redraws));
    const isMissing = [...done.got, ...done.expected]
      .some(({ fault }) => fault === "no square modulo the prime");
    if (!isMissing || redraws === most) return { ...done, redraws };
  }
}

/** The degrees that the chance of a false pass is computed from, summed over all entries. */
function boundOf(claim: Claim): Omit<ProofSize, "relations"> {
  const m = degrees();
  const { got, expected } = claim.sides(graded(m));
  const degree = got.reduce(
    (sum, entry, i) => sum + Math.max(0, m.sub(entry, expected[i]!).numerator),
    0,
  );
  return { degree, relationDegree: m.relationDegree };
}

/** The constant that all wrong entries are too large by, if there is one. */
function factorOf(
  m: ResidueArithmetic,
  got: readonly Residue[],
  expected: readonly Residue[],
): string | undefined {
  const { rational } = PRIME_FIELDS[m.prime];
  const factors = new Set(
    got.flatMap((entry, i) => {
      if (m.equal(entry, expected[i]!)) return [];
      const ratio = m.div(entry, expected[i]!);
      const fraction = ratio.fault === undefined ? rational(ratio.value, LARGEST) : undefined;
      if (fraction === undefined) return [undefined];
      const { numerator, denominator } = fraction;
      return [denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`];
    }),
  );
  const [factor] = factors;
  return factors.size === 1 ? factor : undefined;
}

/** Whether the sides are equal once rounded constants are taken for the fractions they stand for. */
function isOnlyRounded(claim: Claim, m: ResidueArithmetic, key: RandomKey): boolean {
  const { got, expected } = claim.sides(withMeantConstants(shadowed(m, key)));
  return got.every((entry, i) => m.equal(entry, expected[i]!));
}

/** Compares the sides as numbers at random places. */
function search(claim: Claim, seed: number): Counterexample | undefined {
  for (let n = 0; n < SEARCHES; n++) {
    const key: RandomKey = deriveKey(randomKey(seed), PURPOSE.proof, n);
    const { got, expected } = claim.sides(numbers(key));
    const sizes = [...expected, ...got].filter(Number.isFinite).map(Math.abs);
    const bound = ROUNDING * Math.max(1e-300, ...sizes);
    const at = got.findIndex((entry, i) => {
      return Number.isFinite(expected[i]) && !(Math.abs(entry - expected[i]!) <= bound);
    });
    if (at >= 0) return { where: `entry ${at}`, got: got[at]!, expected: expected[at]! };
  }
}
