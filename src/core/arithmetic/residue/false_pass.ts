/**
 * How often a wrong proof could pass.
 *
 * Claim: run the code once over `residues`, with every variable and every ρ and λ of the exponentials
 * drawn uniformly from the p − 1 elements that are not 0. If the formulas F and G of two results
 * differ, their residues are defined and equal with probability at most
 *
 * ```text
 * (degree + relations · relationDegree) / (p − 1)
 * ```
 *
 * where `degree` bounds the numerator of F − G (read over `degrees`), `relations` counts the tests for
 * equality in that run, and `relationDegree` bounds the numerators of the differences they tested.
 * Tests for a sign are counted apart, as `comparisons` with a degree of their own, in the same way.
 *
 * Lemma (Schwartz 1980, Zippel 1979, DeMillo and Lipton 1978). A polynomial that is not the zero
 * polynomial, of total degree d, is 0 at a point drawn uniformly from Sⁿ with probability at most
 * d / |S|. Here S is the field without 0.
 *
 * Argument.
 * 1. Take the draws for indeterminates and run the code over the field of rational functions in them,
 *    each test answered by formal equality: the *formal run*. What it decides depends on the formulas,
 *    the shadows and the forced signs, never on a draw. It ends in formulas F and G: on this region,
 *    with everything that the law of the exponential was seen to relate written in the same ρ and λ.
 * 2. Each value is a fraction N/D, made by the rules of `degrees`, and where the run over residues is
 *    defined, D is not 0 there, since each factor of D was divided by, or is a ρ. So two different
 *    fractions agree at the draws only where the numerator of their difference is 0: by the lemma,
 *    with probability at most its degree over p − 1.
 * 3. As long as every test is answered over residues as in the formal run, values over residues are
 *    the formal ones at the draws. The first wrong answer is a test of the formal run between formulas
 *    that differ and whose values agree, as equal formulas always agree. If that happened, it did at
 *    one of the first R tests of the formal run, R being the count that is reported, since up to there
 *    both runs are the same. The chance of that is at most R · relationDegree / (p − 1).
 * 4. If it did not happen, F − G is 0 at the draws though it is no zero: at most degree / (p − 1).
 *    Both together are the claim. Trials with keys of their own are independent: their bounds multiply.
 *
 * That formal equality is enough: F and G are equal as functions at every real point of the region
 * where no divisor is 0, because e^(g/12), or e^(g/60), and log e may be put for each ρ and λ. What is
 * taken for the sign of an argument without asking is so for real numbers: of a square, of eˣ − 1 as
 * of x, of what is a sum, a product or a quotient of positive numbers. Every logarithm that
 * was taken, in arms that were discarded too, is there one of a positive number: that it is belongs
 * to the region, else e^(½ log x²) could pass for x. The converse fails where a relation is missed:
 * then equal functions look different, and nothing is proved.
 *
 * How the ρ enter: a new argument g has eᵍ = ρ¹², and what is found through it has powers of ρ up to
 * 48 and another generator's up to 12, above or below the line; a generator that is a logarithm λ of
 * e has e in ρ's place, of whatever degree e is. `degrees` counts 5 times the largest on both sides.
 *
 * Square roots that are roots modulo p: let k of them be taken. F − G then lies in an extension of the
 * field of rational functions by k roots, of degree 2ᵏ at most, and is 0 at the draws only if its norm
 * is, the product of its at most 2ᵏ conjugates, each of the degree that `degrees` counts for
 * it. Which conjugate a residue stands for depends on the draw, so there are up to 2ᵏ formal runs
 * in place of one; and a trial that met no square was drawn anew, so that one of r + 1 draws may be
 * the bad one. All three together multiply the chance by 4ᵏ (r + 1).
 *
 * What the claim leaves to trust:
 * - It is about formulas modulo p. A difference over the rationals whose every coefficient is a
 *   multiple of p is 0 modulo p: 2⁶¹, of which the shortest decimal is 2305843009213694000, is 49
 *   modulo 2⁶¹ − 1. The primes are fixed; who fears such constants proves with both.
 * - Draws come from Threefry, and a seed has 53 bits: the bound is one for formulas that were written
 *   without regard to the seed.
 *
 * J. T. Schwartz: Fast probabilistic algorithms for verification of polynomial identities. JACM 27
 * (1980). R. Zippel: Probabilistic algorithms for sparse polynomials. EUROSAM 1979. R. DeMillo,
 * R. Lipton: A probabilistic remark on algebraic program testing. Information Processing Letters 7
 * (1978).
 *
 * @module
 */
import { PRIME_FIELDS, type PrimeName } from "./prime_field.ts";

/** What the chance of one trial depends on. */
export interface ProofSize {
  /** The degree above the line of the difference of what was compared. */
  readonly degree: number;
  /** How many tests for equality the run made; of several trials, the most. */
  readonly relations: number;
  /** The degree above the line of the differences they tested. */
  readonly relationDegree: number;
  /** How many square roots modulo the prime one trial took, of several the most; none if left out. */
  readonly roots?: number;
  /** How often a trial was drawn anew for want of a root, at most; not at all if left out. */
  readonly redraws?: number;
  /** How many of its tests were for a sign; counted apart, as there are many of small degree. */
  readonly comparisons?: number;
  /** The degree above the line of the differences those tested. */
  readonly comparisonDegree?: number;
}

/** How a proof is repeated. */
export interface Trials {
  /** The prime. */
  readonly prime: PrimeName;
  /** How many runs, each with a key of its own. */
  readonly trials: number;
}

/** The bound that every verdict must reach: 2⁻⁸⁰. */
export const LOG2_BOUND: number = -80;

/**
 * The chance, as its logarithm to base 2, that different formulas passed for equal in all trials.
 *
 * A logarithm, because the chance itself is soon too small for a double: −80 stands for 2⁻⁸⁰.
 *
 * @param size Degree and relations of one trial.
 * @param trials The prime, and how many trials.
 * @returns At most 0, rounded up; −∞ where nothing was left to chance.
 *
 * @example Two formulas of degree 2, no exponential: 2 / (2¹²⁷ − 2)
 * ```ts
 * import { log2FalsePass } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const size = { degree: 2, relations: 0, relationDegree: 0 };
 * assertAlmostEquals(log2FalsePass(size, { prime: "2^127 - 1", trials: 1 }), -126, 1e-5);
 * ```
 */
export function log2FalsePass(size: ProofSize, { prime, trials }: Trials): number {
  const { degree, relations, relationDegree, comparisons = 0, comparisonDegree = 0 } = size;
  const roots = Math.max(0, degree) + (relations === 0 ? 0 : relations * relationDegree) +
    (comparisons === 0 ? 0 : comparisons * comparisonDegree);
  if (roots === 0) return -Infinity;
  const branches = 2 * (size.roots ?? 0) + Math.log2(1 + (size.redraws ?? 0));
  const each = Math.min(0, Math.log2(roots) + branches - PRIME_FIELDS[prime].bits);
  return Math.min(0, roundUp(trials * each));
}

/**
 * The cheapest trials that push the chance of a false pass below a bound.
 *
 * @param size Degree and relations of one trial.
 * @param bound The logarithm of the bound to base 2.
 * @param prime The prime, if it is decided already.
 * @returns The prime and the number of trials, at least 1.
 * @throws {RangeError} If no number of trials is enough, as the degree exceeds the primes.
 *
 * @example
 * ```ts
 * import { cheapestTrials } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const small = { degree: 1000, relations: 0, relationDegree: 0 };
 * assertEquals(cheapestTrials(small), { prime: "2^61 - 1", trials: 2 });
 * assertEquals(cheapestTrials({ ...small, degree: 2 ** 40 }), { prime: "2^127 - 1", trials: 1 });
 * ```
 */
export function cheapestTrials(size: ProofSize, bound = LOG2_BOUND, prime?: PrimeName): Trials {
  const primes = prime === undefined ? Object.keys(PRIME_FIELDS) as PrimeName[] : [prime];
  const [cheapest] = primes
    .map((prime) => ({ prime, trials: trialsNeeded(size, bound, prime) }))
    .sort((a, b) => costOf(a) - costOf(b));
  if (cheapest === undefined || !Number.isFinite(cheapest.trials)) {
    throw new RangeError(
      `No number of trials brings the chance of a false pass below 2^${bound} ` +
        `at degree ${size.degree} with ${size.relations} relations of degree ${size.relationDegree}`,
    );
  }
  return cheapest;
}

function trialsNeeded(size: ProofSize, bound: number, prime: PrimeName): number {
  const each = log2FalsePass(size, { prime, trials: 1 });
  return each === 0 ? Infinity : Math.max(1, Math.ceil(bound / each));
}

/** The time of a product grows with the bits: 42 ns for 61, 84 ns for 127. */
function costOf({ prime, trials }: Trials): number {
  return trials * PRIME_FIELDS[prime].bits;
}

/** Rounds up by less than a millionth: more than the rounding of all that went into a logarithm. */
function roundUp(x: number): number {
  return (Math.floor(x * 2 ** 20) + 1) / 2 ** 20;
}
