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
import { type Claim, type Counterexample, graded, shadowed, shadows } from "./claim.ts";
import { counterexampleOf, stretchOf } from "./counterexample.ts";
import { withMeantConstants } from "./rounded_constants.ts";
import { type Coverage, type Pattern, runOnePiece, walkPieces } from "./pieces.ts";

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
}

/** The prime of all proofs. */
export const PRIME: PrimeName = "2^127 - 1";
/** What a value is undefined by outside the domain of a loss, or of a logarithm. */
const OUTSIDE: ReadonlySet<Fault> = new Set([
  "not a number",
  "logarithm of zero",
  "logarithm of a negative number",
]);
/** More trials than this would not bring the chance of a false pass down far enough, either. */
const MOST_TRIALS = 8;
/** The largest numbers in a fraction that is taken for a factor, and not for chance. */
const LARGEST = 2n ** 24n;

/**
 * Decides a claim: exactly, at random residues, on its pieces.
 *
 * A single difference of residues refutes nothing by itself, as the exponential's laws that hold
 * between residues may be too few: without a counterexample in float64 more relations are looked
 * for, and where that does not help, the claim stays undecided.
 *
 * @param claim What is claimed.
 * @param options The seed.
 * @returns The verdict and what it rests on.
 */
export function prove(claim: Claim, options: ProveOptions = {}): Finding {
  const { seed = 0 } = options;
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const first = comparePieces(claim, options, key, false);
  const counterexample = first.differs ? counterexampleOf(claim, seed) : undefined;
  const run = first.differs && counterexample === undefined
    ? comparePieces(claim, options, key, true)
    : first;

  const { log2, fault, ...found } = run;
  const { trials, pieces, size } = found;
  const base = { subject: claim.subject, prime: PRIME, trials, seed, size, pieces };
  const undecided = (reason: string): Finding => {
    return { ...base, falsePass: 1, log2FalsePass: 0, verdict: "undecided", reason };
  };
  if (found.differs) {
    if (counterexample === undefined) {
      return undecided(fault ?? found.whyDifferent ?? UNRELATED);
    }
    const [factor] = found.factors.size === 1 ? found.factors : [];
    return {
      ...undecided(""),
      verdict: "refuted",
      counterexample,
      ...(factor && { factor }),
    };
  }
  if (fault !== undefined) return undecided(fault);
  if (pieces.outside === pieces.covered) {
    return undecided("every piece lies outside the loss's domain");
  }
  if (log2 > LOG2_BOUND) return undecided(TOO_LARGE);
  return { ...base, verdict: "proved", falsePass: 2 ** log2, log2FalsePass: log2 };
}

/** What came of comparing both sides on all pieces. */
interface Run {
  readonly differs: boolean;
  /** Why they may differ for no good reason, if that is known. */
  readonly whyDifferent: string | undefined;
  /** What a side is undefined by that should not be. */
  readonly fault: Fault | undefined;
  /** The factors of the pieces that differ. */
  readonly factors: ReadonlySet<string | undefined>;
  readonly trials: number;
  readonly pieces: Coverage;
  readonly size: ProofSize;
  readonly log2: number;
}

function comparePieces(
  claim: Claim,
  { onePiece = false }: ProveOptions,
  key: RandomKey,
  thorough: boolean,
): Run {
  const bound = boundOf(claim, thorough);
  const factors = new Set<string | undefined>(), different = new Set<string>();
  let relations = 0, comparisons = 0, outside = 0, onlyRounded = true, takesRoots = false;
  let fault: Fault | undefined;

  const compare = (trial: RandomKey, signs?: Pattern, first?: number): readonly Sign[] => {
    const arithmetic = () =>
      residues({ key: trial, prime: PRIME, thorough, ...(signs && { signs }) });
    const m = arithmetic();
    const { got, expected } = claim.sides(shadowed(m, key, shadows(key, first)));
    relations = Math.max(relations, m.relations);
    comparisons = Math.max(comparisons, m.comparisons);
    takesRoots ||= m.takesRoots;
    // Only what is to be computed can lie outside: code that gives NaN for a number is wrong.
    const faults = expected.flatMap((entry) => entry.fault ?? []);
    if (faults.some((found) => OUTSIDE.has(found))) outside++;
    else if (faults.length > 0) fault ??= faults[0];
    else if (got.some((entry, i) => !m.equal(entry, expected[i]!))) {
      different.add(m.signs.join());
      fault ??= got.find((entry) => entry.fault !== undefined)?.fault;
      onlyRounded &&= isOnlyRounded(claim, arithmetic(), key, first);
      factors.add(factorOf(m, got, expected));
    }
    return m.signs;
  };

  let trials = 0, log2 = 0;
  let pieces: Omit<Coverage, "outside"> = { covered: 1, total: 1 };
  do {
    outside = 0;
    const trial = deriveKey(key, trials++);
    if (claim.pieces !== undefined) {
      claim.pieces.forEach((first) => compare(trial, undefined, first));
      pieces = { covered: claim.pieces.length, total: claim.pieces.length };
    } else {
      const walk = onePiece ? runOnePiece : walkPieces;
      pieces = walk(trial, (signs) => compare(trial, signs));
    }
    log2 = log2FalsePass({ ...bound, relations, comparisons }, { prime: PRIME, trials });
  } while (different.size === 0 && log2 > LOG2_BOUND && trials < MOST_TRIALS);

  const whyDifferent = () => {
    if (onlyRounded) return ROUNDED;
    if (takesRoots) return ROOTS;
    const isReal = claim.pieces !== undefined || meetsNumbers(claim, key, different);
    return isReal ? undefined : UNREAL;
  };
  const differs = different.size > 0;
  return {
    differs,
    whyDifferent: differs && thorough ? whyDifferent() : undefined,
    fault,
    factors,
    trials,
    pieces: { ...pieces, outside },
    size: { ...bound, relations, comparisons },
    log2,
  };
}

const TOO_LARGE = "the degree of the formulas leaves too large a chance of a false pass";
const ROUNDED = "differs only by rounding of constants";
const ROOTS =
  "takes a root as e^(log(x)/n), of which the prover does not know that its n-th power is x";
const UNREAL = "differs only where arguments of choose have signs that no number was found for";
/** Why what differs as residues, and not as numbers, may do so. */
export const UNRELATED = "differs for the prover, but not in float64: constants are rounded, " +
  "or a relation of exp, log or tanh is missing";

/** How many draws of numbers are looked at to find one on a piece. */
const LOOKS = 100;

/** Whether numbers are found on one of some pieces, each named by its signs. */
function meetsNumbers(claim: Claim, trial: RandomKey, pieces: ReadonlySet<string>): boolean {
  for (let n = 0; n < LOOKS; n++) {
    const m = residues({ key: trial, prime: PRIME, thorough: true, signs: () => undefined });
    const key = deriveKey(trial, n);
    claim.sides(shadowed(m, key, shadows(key, undefined, stretchOf(n))));
    if (pieces.has(m.signs.join())) return true;
  }
  return false;
}

/** The degrees that the chance of a false pass is computed from, summed over all entries. */
function boundOf(claim: Claim, thorough: boolean): Omit<ProofSize, "relations" | "comparisons"> {
  const m = degrees({ thorough });
  const { got, expected } = claim.sides(graded(m));
  const degree = got.reduce(
    (sum, entry, i) => sum + Math.max(0, m.sub(entry, expected[i]!).numerator),
    0,
  );
  const { relationDegree, comparisonDegree } = m;
  return { degree, relationDegree, comparisonDegree };
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
function isOnlyRounded(
  claim: Claim,
  m: ResidueArithmetic,
  key: RandomKey,
  first: number | undefined,
): boolean {
  const variables = withMeantConstants(shadowed(m, key, shadows(key, first)));
  const { got, expected } = claim.sides(variables);
  return got.every((entry, i) => m.equal(entry, expected[i]!));
}
