/**
 * How often a wrong proof could pass.
 *
 * Claim: run the code once over `residues`, with every variable and every ρ and λ of the exponentials
 * drawn uniformly from the p − 1 nonzero elements. If the formulas F and G of two results differ, their
 * residues are defined and equal with probability at most
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
 *    each test answered by formal equality: the *formal run*. Its decisions depend on the formulas,
 *    the shadows and the forced signs, never on a draw. It ends in formulas F and G: on this region,
 *    with everything that the law of the exponential was seen to relate written in the same ρ and λ.
 * 2. Each value is a fraction N/D, built by the rules of `degrees`, and where the run over residues is
 *    defined, D is not 0 there, since each factor of D was divided by, or is a ρ. So two different
 *    fractions agree at the draws only where the numerator of their difference is 0: by the lemma,
 *    with probability at most its degree over p − 1.
 * 3. As long as every test is answered over residues as in the formal run, values over residues are
 *    the formal ones at the draws. The first wrong answer is a test of the formal run between formulas
 *    that differ and whose values agree, as equal formulas always agree. If that happened, it did at
 *    one of the first R tests of the formal run, R being the count that is reported, since up to there
 *    both runs are the same. The chance of that is at most R · relationDegree / (p − 1).
 * 4. If it did not happen, F − G is 0 at the draws but not formally: at most degree / (p − 1). Both
 *    together are the claim. Trials with different keys are independent: their bounds multiply.
 *
 * Formal equality is enough: F and G are equal as functions at every real point of the region where no
 * divisor is 0, because each ρ and λ may be replaced by e^(g/12), or e^(g/60), and log e. The signs that
 * are assumed hold for real numbers: of a square, of eˣ − 1 as of x, of a sum, a product or a quotient
 * of positive numbers. Every logarithm that was taken, even in discarded arms, is one of a positive
 * number there: that belongs to the region, else e^(½ log x²) could pass for x. The converse fails where
 * a relation is missed: then equal functions look different, and nothing is proved.
 *
 * How the ρ enter: a new argument g has eᵍ = ρ¹², and values found through it have powers of ρ up to
 * 48 and another generator's up to 12, above or below the line; a generator that is a logarithm λ of
 * e has e in ρ's place, whatever its degree. `degrees` counts 5 times the largest on both sides.
 *
 * Square roots that are roots modulo p: let k of them be taken. F − G then lies in an extension of the
 * field of rational functions by k roots, of degree at most 2ᵏ, and is 0 at the draws only if its norm
 * is, the product of its at most 2ᵏ conjugates, each of the degree that `degrees` counts for it. Which
 * conjugate a residue represents depends on the draw, so there are up to 2ᵏ formal runs instead of one;
 * and a trial is redrawn if an argument has no root, so that one of r + 1 draws may be the bad one. All three
 * together multiply the chance by 4ᵏ (r + 1).
 *
 * What the claim leaves to trust:
 * - It is about formulas modulo p. A difference over the rationals whose every coefficient is a
 *   multiple of p is 0 modulo p: 2⁶¹, whose shortest decimal is 2305843009213694000, is 49 modulo
 *   2⁶¹ − 1. The primes are fixed; if such constants are a concern, prove with both.
 * - Draws come from Threefry, and a seed has 53 bits: the bound holds for formulas that were written
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

/**
 * The quantities that bound the chance of a false pass in one trial.
 * @category Residues
 */
export interface ProofSize {
  /** The degree above the line of the difference of the compared results. */
  readonly degree: number;
  /** The number of tests for equality in the run; of several trials, the most. */
  readonly relations: number;
  /** The degree above the line of the tested differences. */
  readonly relationDegree: number;
  /** The most square roots modulo the prime in one trial. Defaults to 0. */
  readonly roots?: number;
  /** The most times that a trial was redrawn for want of a root. Defaults to 0. */
  readonly redraws?: number;
  /** The number of tests for a sign; counted apart, as there are many of small degree. */
  readonly comparisons?: number;
  /** The degree above the line of the differences in those. */
  readonly comparisonDegree?: number;
}

/**
 * How a proof is repeated.
 * @category Residues
 */
export interface Trials {
  /** The prime. */
  readonly prime: PrimeName;
  /** How many runs, each with its own key. */
  readonly trials: number;
}

/** The bound that every verdict must reach: 2⁻⁸⁰. */
export const LOG2_BOUND: number = -80;

/**
 * The chance that different formulas passed for equal in all trials, as its logarithm to base 2:
 * −80 stands for 2⁻⁸⁰, as the chance itself is soon too small for a double.
 *
 * @param size Degree and relations of one trial.
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
 * @category Residues
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
 * The cheapest trials, at least one, that reduce the chance of a false pass to a bound.
 *
 * @param size Degree and relations of one trial.
 * @param bound The logarithm of the bound to base 2.
 * @param prime The prime, if it is fixed.
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
 * @category Residues
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

/** The time of a product is about proportional to the bits: 42 ns for 61, 84 ns for 127. */
function costOf({ prime, trials }: Trials): number {
  return trials * PRIME_FIELDS[prime].bits;
}

/** Rounds up by less than a millionth, which exceeds the rounding error of the logarithm. */
function roundUp(x: number): number {
  return (Math.floor(x * 2 ** 20) + 1) / 2 ** 20;
}
