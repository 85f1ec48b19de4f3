/**
 * How often a wrong proof could pass.
 *
 * Claim: draw a prime p by `drawPrime` and run the code once over `residues` modulo p, with every
 * variable and every ρ and λ of the exponentials drawn uniformly from the p − 1 nonzero elements. If
 * the formulas F and G of two results differ, their residues are defined and equal with probability
 * at most
 *
 * ```text
 * (degree + relations · relationDegree) / (p − 1) + (⌊height / 126⌋ + relations ⌊relationHeight / 126⌋) / N
 * ```
 *
 * where `degree` bounds the degree of the numerator of F − G and 2^height the sum of the sizes of its
 * coefficients (both read over `degrees`), `relations` counts the tests for equality in that run,
 * `relationDegree` and `relationHeight` bound the numerators of the differences they tested, and N is
 * the number of primes that are drawn from, above 2¹¹⁸. Tests for a sign are counted apart, as
 * `comparisons` with a degree and a height of their own, in the same way.
 *
 * Lemma 1. A nonzero polynomial with integer coefficients, the sizes of which sum up to at most 2^H, is
 * zero modulo at most ⌊H / 126⌋ of the primes above 2¹²⁶: one of its coefficients is not 0, at most
 * 2^H, and divisible by the product of all of them. The sum of sizes of a product is at most the
 * product, that of a sum at most the sum: these are the rules of `degrees`.
 *
 * Lemma 2 (Schwartz 1980, Zippel 1979, DeMillo and Lipton 1978). A polynomial that is not the zero
 * polynomial, of total degree d, is 0 at a point drawn uniformly from Sⁿ with probability at most
 * d / |S|. Here S is the field without 0.
 *
 * Argument.
 * 1. Take the draws for indeterminates and run the code over the field of rational functions in them
 *    with rational coefficients, each test answered by formal equality: the *formal run*. Its
 *    decisions depend on the formulas, the shadows and the forced signs, never on the prime or a draw.
 *    It ends in formulas F and G: on this region, with everything that the law of the exponential was
 *    seen to relate written in the same ρ and λ.
 * 2. Each value is a fraction N/D of polynomials with integer coefficients, built by the rules of
 *    `degrees`, and where the run over residues is defined, D is not 0 there, since each factor of D
 *    was divided by, or is a ρ. So two different fractions agree at the draws only where the numerator
 *    of their difference is 0: because it is zero modulo p, which by lemma 1 are at most ⌊height / 126⌋
 *    of the N primes, or though it is not, by lemma 2 with probability at most its degree over p − 1.
 * 3. As long as every test is answered over residues as in the formal run, values over residues are
 *    the formal ones at the draws. The first wrong answer is a test of the formal run between formulas
 *    that differ and whose values agree, as equal formulas always agree. If that happened, it did at
 *    one of the first R tests of the formal run, R being the count that is reported, since up to there
 *    both runs are the same. The chance of that is at most R times that of one test.
 * 4. If it did not happen, F − G is 0 at the draws but not formally. Both together are the claim.
 *    Trials with different keys have primes and draws of their own: their bounds multiply.
 *
 * Formal equality is enough: F and G are equal as functions at every real point of the region where no
 * divisor is 0, because each ρ and λ may be replaced by e^(g/12), or that of finer parts, and log e. The signs that
 * are assumed hold for real numbers: of a square, of eˣ − 1 as of x, of a sum, a product or a quotient
 * of positive numbers. Every logarithm that was taken, even in discarded arms, is one of a positive
 * number there: that belongs to the region, else e^(½ log x²) could pass for x. The converse fails where
 * a relation is missed: then equal functions look different, and nothing is proved.
 *
 * How the ρ enter: a new argument g has eᵍ = ρ¹², and values found through it have powers of ρ up to
 * 48 and another generator's up to 12, above or below the line; a generator that is a logarithm λ of
 * e has e in ρ's place, whatever its degree. `degrees` counts 5 times the largest on both sides. A
 * thorough run says the parts that stand in place of 12, and the largest multiple that it found in
 * place of 4; as long as its tests are answered as in the formal run, they are those of the formal run.
 * One that wants finer parts is drawn anew, and its tests are counted with those of the next.
 *
 * Square roots that are roots modulo p: let k of them be taken. F − G then lies in an extension of the
 * field of rational functions by k roots, of degree at most 2ᵏ, and is 0 at the draws only if its norm
 * is, the product of its at most 2ᵏ conjugates, each of the degree that `degrees` counts for it, where
 * the root t of n d has half the degree and height of n d. Which conjugate a residue represents depends
 * on the draw, so there are up to 2ᵏ formal runs instead of one; and a trial is redrawn, modulo
 * another prime, if an argument has no root, so that one of r + 1 draws may be the bad one. All three
 * together multiply the chance by 4ᵏ (r + 1), and the heights by 2ᵏ before they are divided.
 *
 * A root of an odd degree n, as e^(log(x)/n) is, exists and is unique modulo p where n has no divisor in
 * common with p − 1; a trial is redrawn where it has. Where x is a power of a formula the root is that
 * formula, among real numbers as modulo p; else it extends the field by a degree of n at most, and counts
 * as log₂ n square roots, rounded up.
 *
 * What the claim leaves to trust:
 * - Draws come from Threefry, and a seed has 53 bits: the bound holds for formulas that were written
 *   without regard to the seed, and so is drawn from entropy unless it is given. Whoever prepares a
 *   formula for one of the 2⁵³ seeds meets it once in 2⁵³ runs.
 * - That p is prime, which a composite number drawn at random pretends once in 2¹⁰⁰; and the estimate
 *   of N (see `primes.ts`).
 *
 * J. T. Schwartz: Fast probabilistic algorithms for verification of polynomial identities. JACM 27
 * (1980). R. Zippel: Probabilistic algorithms for sparse polynomials. EUROSAM 1979. R. DeMillo,
 * R. Lipton: A probabilistic remark on algebraic program testing. Information Processing Letters 7
 * (1978).
 *
 * @module
 */
import { LOG2_PRIMES, PRIME_BITS } from "./primes.ts";

/**
 * The quantities that bound the chance of a false pass in one trial.
 * @category Residues
 */
export interface ProofSize {
  /** The degree above the line of the difference of the compared results. */
  readonly degree: number;
  /** log₂ of the sum of the sizes of its coefficients. */
  readonly height: number;
  /** The number of tests for equality in the run; of several trials, the most. */
  readonly relations: number;
  /** The degree above the line of the tested differences. */
  readonly relationDegree: number;
  /** The height above the line of the tested differences. */
  readonly relationHeight: number;
  /** The most square roots modulo the prime in one trial. Defaults to 0. */
  readonly roots?: number;
  /** The most times that a trial was redrawn for want of a root. Defaults to 0. */
  readonly redraws?: number;
  /** The number of tests for a sign; counted apart, as there are many of small degree. */
  readonly comparisons?: number;
  /** The degree above the line of the differences in those. */
  readonly comparisonDegree?: number;
  /** The height above the line of the differences in those. */
  readonly comparisonHeight?: number;
}

/** The bound that every verdict must reach: 2⁻⁸⁰. */
export const LOG2_BOUND: number = -80;

/**
 * The chance that different formulas passed for equal in all trials, as its logarithm to base 2:
 * −80 stands for 2⁻⁸⁰, as the chance itself is soon too small for a double.
 *
 * @param size Degrees, heights and relations of one trial.
 * @param primes The prime of each trial, drawn from those of 127 bits. A smaller one counts as given:
 * that it divides no difference is then for the caller to know.
 * @returns At most 0, rounded up; −∞ where nothing was left to chance.
 *
 * @example Two formulas of degree 2, no exponential: 2 / (p − 1)
 * ```ts
 * import { log2FalsePass } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const size = { degree: 2, height: 8, relations: 0, relationDegree: 0, relationHeight: 0 };
 * assertAlmostEquals(log2FalsePass(size, [2n ** 127n - 1n]), -126, 1e-5);
 * ```
 * @category Residues
 */
export function log2FalsePass(size: ProofSize, primes: readonly bigint[]): number {
  const { relations, comparisons = 0 } = size;
  const branches = 2 * (size.roots ?? 0) + Math.log2(1 + (size.redraws ?? 0));
  const degree = Math.max(0, size.degree) + times(relations, size.relationDegree) +
    times(comparisons, size.comparisonDegree ?? 0);
  const conjugates = 2 ** (size.roots ?? 0);
  const divisors = (height: number) =>
    Math.floor((Math.max(0, height) * conjugates + 1) / (PRIME_BITS - 1)); // 1 more than all rounding
  const bad = divisors(size.height) + times(relations, divisors(size.relationHeight)) +
    times(comparisons, divisors(size.comparisonHeight ?? 0));
  if (degree === 0 && bad === 0) return -Infinity;
  const each = primes.map((prime) => {
    const isDrawn = prime >= 2n ** BigInt(PRIME_BITS - 1);
    const byChance = degree / Number(prime - 1n) + (isDrawn ? bad * 2 ** -LOG2_PRIMES : 0);
    return Math.min(0, Math.log2(byChance) + branches);
  });
  return Math.min(0, roundUp(each.reduce((sum, log2) => sum + log2, 0)));
}

/** The chances of so many tests together; none, however large the chance of each, where none was made. */
function times(tests: number, chance: number): number {
  return tests === 0 ? 0 : tests * chance;
}

/** Rounds up by less than a millionth, which exceeds the rounding error of the logarithm. */
function roundUp(x: number): number {
  return (Math.floor(x * 2 ** 20) + 1) / 2 ** 20;
}
