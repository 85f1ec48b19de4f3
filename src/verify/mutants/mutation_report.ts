import { float64 } from "../../core/arithmetic/float64.ts";
import type { Claim } from "../prover/claim.ts";
import { gradientClaim, type GradientPlan } from "../claims/engine_claims.ts";
import { prove, type Verdict } from "../prover/prove.ts";
import { passesGradcheck } from "./gradcheck.ts";
import type { Convention, Mutant } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

/** Options of {@linkcode mutationReport}. */
export interface MutationReportOptions {
  /** Where all random values start, 0 if left out. */
  readonly seed?: number;
  /** The mutants, all of the catalogue if left out. */
  readonly mutants?: readonly Mutant[];
}

/** One mutant, and what each stage made of it. */
export interface MutationRow {
  /** What is wrong with it. */
  readonly name: string;
  /** What mistake it is modelled on. */
  readonly source: string;
  /** Stage 1, the formula; absent where none was replaced. */
  readonly formula?: Verdict;
  /** Stage 2, the engine's code with the replacement in it. */
  readonly engine: Verdict;
  /** Whether it passes finite differences with PyTorch's tolerances, at all seeds that were tried. */
  readonly passesGradcheck: boolean;
  /** Stage 4 at a kink: whether the slope there is the documented one; absent away from kinks. */
  readonly keepsConvention?: boolean;
  /** Whether the stage that it is a matter of refuted it. */
  readonly killed: boolean;
}

/** How many networks are drawn for finite differences; a mutant slips if it passes on all. */
const SEEDS = 10;

/**
 * Tries the stages on what they must refuse: rows mutants, columns stages.
 *
 * A mutant is killed where stage 1 or stage 2 refutes it. One that is wrong at a kink alone is right
 * everywhere that a derivative exists, so that both stages prove it: it is killed where its value at
 * the kink is not the documented one.
 *
 * @param options The seed, and other mutants.
 * @returns One row for each mutant.
 *
 * @example
 * ```ts
 * import { mutationReport, MUTANTS } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const [first, second] = mutationReport({ mutants: MUTANTS.slice(0, 2) });
 * assertEquals([first!.killed, second!.killed], [true, true]);
 * ```
 */
export function mutationReport(options: MutationReportOptions = {}): MutationRow[] {
  const { seed = 0, mutants = MUTANTS } = options;
  return mutants.map((mutant) => rowOf(mutant, seed));
}

function rowOf({ name, source, plan, formula, convention }: Mutant, seed: number): MutationRow {
  const first = formula && judge(formula, formula, seed);
  const engine = judge(gradientClaim(plan), gradientClaim(smallest(plan)), seed);
  const seeds = Array.from({ length: SEEDS }, (_, n) => seed + n);
  const refuted = first === "refuted" || engine === "refuted";
  const kept = convention && keepsConvention(convention);
  return {
    name,
    source,
    ...(first && { formula: first }),
    engine,
    passesGradcheck: seeds.every((seed) => passesGradcheck(plan, seed)),
    ...(kept !== undefined && { keepsConvention: kept }),
    killed: kept === undefined ? refuted : !kept,
  };
}

/** Decides a claim on one region, and if that does not refute it, one that is as good on all. */
function judge(oneRegion: Claim, allRegions: Claim, seed: number): Verdict {
  const { verdict } = prove(oneRegion, { seed, oneRegion: true });
  if (verdict === "refuted") return verdict;
  const all = prove(allRegions, { seed }).verdict;
  return all === "proved" ? verdict : all;
}

/** The plan on one example, which has the fewest regions; a step may need the batch that it is for. */
function smallest(plan: GradientPlan): GradientPlan {
  return plan.step === undefined ? { ...plan, examples: 1 } : plan;
}

/** How a table of mutants came out, in numbers. */
export interface MutationSummary {
  /** How many mutants there are, without those that are wrong at a kink alone. */
  readonly mutants: number;
  /** How many of them stage 1 or stage 2 refuted. */
  readonly killed: number;
  /** How many of them pass finite differences with PyTorch's tolerances. */
  readonly slipped: number;
  /** How many mutants are wrong at a kink alone. */
  readonly conventions: number;
  /** How many of those the check at the kink refuted. */
  readonly conventionsKilled: number;
}

/**
 * Counts the rows of a mutation report, mutants of a convention apart.
 *
 * @example
 * ```ts
 * import { mutationReport, MUTANTS, summarizeMutations } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(summarizeMutations(mutationReport({ mutants: MUTANTS.slice(0, 2) })).killed, 2);
 * ```
 */
export function summarizeMutations(rows: readonly MutationRow[]): MutationSummary {
  const conventions = rows.filter(({ keepsConvention }) => keepsConvention !== undefined);
  const mutants = rows.filter(({ keepsConvention }) => keepsConvention === undefined);
  return {
    mutants: mutants.length,
    killed: mutants.filter(({ killed }) => killed).length,
    slipped: mutants.filter(({ passesGradcheck }) => passesGradcheck).length,
    conventions: conventions.length,
    conventionsKilled: conventions.filter(({ killed }) => killed).length,
  };
}

/** Whether a slope is the documented one at each kink. */
function keepsConvention({ used, documented }: Convention): boolean {
  return documented.kinks.every((z) => {
    const a = documented.value(float64, z);
    return used.slope(float64, { z, a }) === documented.slope(float64, { z, a });
  });
}
