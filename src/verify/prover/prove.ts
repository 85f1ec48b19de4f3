import { LOG2_BOUND, type ProofSize } from "../../core/arithmetic/residue/false_pass.ts";
import type { Fault } from "../../core/arithmetic/residue/residue.ts";
import { deriveKey, PURPOSE, randomKey } from "../../core/random/random.ts";
import type { Claim, Counterexample } from "./claim.ts";
import { compareRegions } from "./compare_regions.ts";
import { counterexampleOf } from "./counterexample.ts";
import type { Coverage } from "./regions.ts";

/**
 * The outcome of a claim. Proved: exactly equal on every region that was compared. Refuted: there is
 * a counterexample in float64. Undecided: neither, for a given reason.
 * @category Proofs
 */
export type Verdict = "proved" | "refuted" | "undecided";

/**
 * A verdict and everything that it rests on.
 * @category Proofs
 */
export interface Finding {
  /** The claim in a few words. */
  readonly subject: string;
  /** The outcome. */
  readonly verdict: Verdict;
  /** A bound on the chance that a wrong claim is called proved on a region; 1 unless it is proved. */
  readonly falsePass: number;
  /** log₂ of `falsePass`, which does not underflow. */
  readonly log2FalsePass: number;
  /** The prime of the residues in decimal; of several trials or redraws, all with commas between. */
  readonly prime: string;
  /** How many times each region was compared, modulo different primes at different random values. */
  readonly trials: number;
  /** The seed of all random values. */
  readonly seed: number;
  /** The degree and relations that the chance is computed from. */
  readonly size: ProofSize;
  /** The regions that were compared. */
  readonly regions: Coverage;
  /** Where a refuted claim does not hold. */
  readonly counterexample?: Counterexample;
  /** The factor by which a wrong side is off, if it is constant: `"3/2"`. */
  readonly factor?: string;
  /** Why a claim is undecided. */
  readonly reason?: string;
}

interface ProveOptions {
  /** The seed of all random values. What is proved must not be written for this seed. */
  readonly seed: number;
  /** Whether to compare one region alone, where all arguments of choices are positive. */
  readonly oneRegion?: boolean;
  /** Whether a few more regions, drawn at random, suffice. */
  readonly fewRegions?: boolean;
}

/**
 * Decides a claim: exactly, at random residues, on its regions.
 *
 * A difference of residues refutes nothing by itself, as residues may lack laws of the exponential:
 * without a counterexample in float64 more relations are looked for, and if that does not help, the
 * claim stays undecided.
 */
export function prove(claim: Claim, options: ProveOptions): Finding {
  const { seed, oneRegion = false, fewRegions = false } = options;
  const key = deriveKey(randomKey(seed), PURPOSE.proof);
  const common = { key, oneRegion, fewRegions };
  const first = compareRegions(claim, { ...common, thorough: false, roots: false });
  const counterexample = first.differs ? counterexampleOf(claim, seed) : undefined;
  const run = first.differs && counterexample === undefined
    ? compareRegions(claim, { ...common, thorough: true, roots: first.opaque.has("sqrt") })
    : first;

  const { log2, fault, ...found } = run;
  const { primes, trials, regions, size } = found;
  const { subject } = claim;
  const base = { subject, prime: primes.join(", "), trials, seed, size, regions };
  const unproved = { ...base, falsePass: 1, log2FalsePass: 0 };
  const undecided = (reason: string): Finding => ({ ...unproved, verdict: "undecided", reason });
  if (found.differs) {
    if (counterexample === undefined) {
      return undecided(fault ? reasonOf(fault) : found.whyDifferent ?? UNRELATED);
    }
    const [factor] = found.factors.size === 1 ? found.factors : [];
    return { ...unproved, verdict: "refuted", counterexample, ...(factor && { factor }) };
  }
  if (fault !== undefined) return undecided(reasonOf(fault));
  if (regions.outside === regions.covered) {
    return undecided("every region lies outside the loss's domain");
  }
  if (log2 > LOG2_BOUND) return undecided(TOO_LARGE);
  return { ...base, verdict: "proved", falsePass: 2 ** log2, log2FalsePass: log2 };
}

/** Roots are not found because half of all residues have none. */
export const TOO_MANY_ROOTS = "takes more roots at once than the prover finds values for";

function reasonOf(fault: Fault): string {
  return fault === "no square modulo the prime" ? TOO_MANY_ROOTS : fault;
}

/** A claim is too large for the primes. */
export const TOO_LARGE = "the degree of the formulas leaves too large a chance of a false pass";
/** A difference of residues that float64 does not show. */
export const UNRELATED = "differs for the prover, but not in float64: constants are rounded, " +
  "or a relation of exp, log or tanh is missing";
