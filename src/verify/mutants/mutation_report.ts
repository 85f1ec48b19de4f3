import { float64 } from "../../core/arithmetic/float64.ts";
import type { Claim } from "../prover/claim.ts";
import { proveEngine } from "../claims/prove_engine.ts";
import { prove, type Verdict } from "../prover/prove.ts";
import { passesGradcheck } from "./gradcheck.ts";
import type { Convention, Mutant } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode mutationReport}.
 * @category Mutants
 */
export interface MutationReportOptions {
  /** Seeds all random values. Defaults to 0. */
  readonly seed?: number;
  /** Defaults to {@linkcode MUTANTS}. */
  readonly mutants?: readonly Mutant[];
}

/**
 * One mutant, and the verdict of each stage.
 * @category Mutants
 */
export interface MutationRow {
  /** What is wrong with it. */
  readonly name: string;
  /** The mistake that it is modelled on. */
  readonly source: string;
  /** Stage 1, the formula; absent if no formula was replaced. */
  readonly formula?: Verdict;
  /** Stage 2, the engine's code with the replacement. */
  readonly engine: Verdict;
  /** Whether it passes finite differences with PyTorch's tolerances for all seeds tried. */
  readonly passesGradcheck: boolean;
  /** Stage 4: whether the slope at a kink is the documented one; absent away from kinks. */
  readonly keepsConvention?: boolean;
  /** Whether the stage that judges it refuted it. */
  readonly killed: boolean;
}

/** How many networks are drawn for finite differences; a mutant slips if it passes on all of them. */
const SEEDS = 10;

/**
 * Tests the stages on planted errors, which they must refute.
 *
 * A mutant is killed if stage 1 or stage 2 refutes it. One that is wrong only at a kink is right
 * wherever a derivative exists, so both stages prove it: it is killed if its value at the kink is not
 * the documented one.
 *
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
 * @category Mutants
 */
export function mutationReport(options: MutationReportOptions = {}): MutationRow[] {
  checkOptions("mutationReport()", options, "seed mutants");
  const { seed = 0, mutants = MUTANTS } = options;
  return mutants.map((mutant) => rowOf(mutant, seed));
}

function rowOf({ name, source, plan, formula, convention }: Mutant, seed: number): MutationRow {
  const first = formula && judge(formula, seed);
  const engine = proveEngine(plan, seed).verdict;
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

/** Decides a claim on one region and, unless that refutes it, on all. */
function judge(claim: Claim, seed: number): Verdict {
  const { verdict } = prove(claim, { seed, oneRegion: true });
  return verdict === "refuted" ? verdict : prove(claim, { seed }).verdict;
}

/**
 * The counts of a mutation report.
 * @category Mutants
 */
export interface MutationSummary {
  /** Mutants, except those that are wrong only at a kink. */
  readonly mutants: number;
  /** Those that stage 1 or stage 2 refuted. */
  readonly killed: number;
  /** Those that pass finite differences with PyTorch's tolerances. */
  readonly slipped: number;
  /** Mutants that are wrong only at a kink. */
  readonly conventions: number;
  /** Those that the check at the kink refuted. */
  readonly conventionsKilled: number;
}

/**
 * Counts the rows of a mutation report, those of conventions separately.
 *
 * @example
 * ```ts
 * import { mutationReport, MUTANTS, summarizeMutations } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(summarizeMutations(mutationReport({ mutants: MUTANTS.slice(0, 2) })).killed, 2);
 * ```
 * @category Mutants
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
