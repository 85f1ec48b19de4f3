import { drawSeed } from "../../core/random/random.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { checkTable, type TableEntry } from "./check_table.ts";
import { type CombinationFinding, proveCover, proveShapes, proveTable } from "./engine_stage.ts";
import { type ExecutorFinding, verifyExecutor } from "./executor_stage.ts";
import { mutationReport, type MutationRow } from "../mutants/mutation_report.ts";
import { BUILT_IN_REGULARIZERS } from "../claims/regularizer_claims.ts";
import { type PaperFinding, verifyPaper } from "../paper/paper.ts";
import { type FixtureFinding, provePreconditions } from "./preconditions_stage.ts";
import type { Finding } from "../prover/prove.ts";
import { proveRewrites, type RewriteFinding } from "./rewrites_stage.ts";
import { type DiscontinuityFinding, proveDiscontinuities } from "./discontinuities_stage.ts";
import {
  type GradientFinding,
  proveActivation,
  proveLoss,
  proveRegularizer,
} from "./formula_verdicts.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode climbLadder}.
 * @category Proofs
 */
export interface ClimbOptions {
  /** The seed of all random values; drawn from entropy by default, and recorded in the findings. */
  readonly seed?: number;
  /**
   * Whether to prove every built-in combination of two layers and a loss, which takes minutes, instead
   * of networks in which each meets each.
   */
  readonly all?: boolean;
  /** Called with the name of each stage before it starts. */
  readonly onStage?: (stage: string) => void;
}

/**
 * The findings of every stage of the ladder, for everything that is built in.
 * @category Proofs
 */
export interface Ladder {
  /** The seed of all random values. */
  readonly seed: number;
  /** Stage 1: slopes, gradients, other forms, discontinuities, pairs. */
  readonly formulas: readonly GradientFinding[];
  /** Stage 1: the paper's equations and its misprints. */
  readonly paper: readonly PaperFinding[];
  /** Stage 2: every activation × activation × loss of the paper, on all regions of a small network. */
  readonly table: readonly CombinationFinding[];
  /** Stage 2: each activation below each and before each loss, or all combinations. */
  readonly cover: readonly CombinationFinding[];
  /** Stage 2: other shapes, the paper's network, whole training steps. */
  readonly shapes: readonly Finding[];
  /** Stage 3: inferred conditions on the targets. */
  readonly preconditions: readonly FixtureFinding[];
  /** Stage 4: finite differences. */
  readonly differences: readonly TableEntry[];
  /** Stage 5: the executor's kernels and steps against the engine's. */
  readonly executor: ExecutorFinding;
  /** Stage 6: wrong backward passes, which must be refuted. */
  readonly mutants: readonly MutationRow[];
  /** Stage 6: right ones, written differently, which must be accepted. */
  readonly rewrites: readonly RewriteFinding[];
  /** Stage 6: functions that jump where they choose, which must be refuted, and some that do not. */
  readonly discontinuities: readonly DiscontinuityFinding[];
  /** The elapsed time. */
  readonly seconds: number;
}

/**
 * Climbs the ladder of verification for everything that is built in.
 *
 * Each stage is independent of the ones below it and catches what they miss. It takes some seconds.
 *
 * @param options The seed, the scope, and a listener for progress.
 * @returns The findings of every stage; `summaryOf` counts them, `failuresOf` lists the failures.
 *
 * @example Its findings, counted, checked and as a page
 * ```ts
 * import {
 *   climbLadder, failuresOf, proofsOf, reportPage, soundnessOf, summaryOf,
 * } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const ladder = climbLadder();
 * const { combinations, proved, refuted, mutants, killed } = summaryOf(ladder);
 * assertEquals([proved, refuted, killed], [combinations, 0, mutants]);
 * assertEquals(failuresOf(ladder), []);
 * assert(proofsOf(ladder).every(({ verdict }) => verdict === "proved"));
 * assert(soundnessOf(ladder).log2FalsePass <= -80);
 * const page = reportPage(ladder);
 * assert(page.startsWith("<!DOCTYPE html>") && !page.includes("://"));
 * ```
 * @category Proofs
 */
export function climbLadder(options: ClimbOptions = {}): Ladder {
  checkOptions("climbLadder()", options, "seed all onStage");
  const started = performance.now(), { seed = drawSeed() } = options;
  const found = climbStages(STAGE_NAMES, { ...options, seed });
  return { ...found, seed, seconds: (performance.now() - started) / 1000 };
}

/** The findings of stages. */
export type StageFindings = Omit<Ladder, "seed" | "seconds">;

/** The name of a stage. */
export type StageName = keyof StageFindings;

/** Climbs some stages, which do not depend on each other. */
export function climbStages<Name extends StageName>(
  names: readonly Name[],
  { seed, all = false, onStage = () => {} }: ClimbOptions & { readonly seed: number },
): Pick<StageFindings, Name> {
  const found = names.map((name) => {
    const { describe, climb } = STAGES[name];
    onStage(describe(all));
    return [name, climb(seed, all)] as const;
  });
  return Object.fromEntries(found) as Pick<StageFindings, Name>;
}

/** A stage: its name in words, and how it is climbed. */
interface Stage<Findings> {
  readonly describe: (all: boolean) => string;
  readonly climb: (seed: number, all: boolean) => Findings;
}

const STAGES: { readonly [Name in StageName]: Stage<StageFindings[Name]> } = {
  formulas: {
    describe: () => "formulas",
    climb: (seed) => [
      ...Object.values(ACTIVATIONS).flatMap((activation) => proveActivation(activation, seed)),
      ...Object.values(LOSSES).flatMap((loss) => proveLoss(loss, seed)),
      ...BUILT_IN_REGULARIZERS.flatMap((regularizer) => proveRegularizer(regularizer, seed)),
    ],
  },
  paper: {
    describe: () => "the paper's equations",
    climb: (seed) => verifyPaper({ seed }),
  },
  table: {
    describe: () => "the engine's code, every combination of the paper",
    climb: (seed) => proveTable(seed),
  },
  cover: {
    describe: (all) => `the engine's code, ${all ? "every combination" : "each with each"}`,
    climb: (seed, all) => proveCover(seed, all),
  },
  shapes: {
    describe: () => "the engine's code, other shapes and training steps",
    climb: (seed) => proveShapes(seed),
  },
  preconditions: {
    describe: () => "preconditions",
    climb: (seed) => provePreconditions(seed),
  },
  differences: {
    describe: () => "finite differences",
    climb: (seed) => checkTable({ seed }),
  },
  executor: {
    describe: () => "the executor",
    climb: (seed) => verifyExecutor(seed),
  },
  mutants: {
    describe: () => "mutants",
    climb: (seed) => mutationReport({ seed }),
  },
  rewrites: {
    describe: () => "right rewrites",
    climb: (seed) => proveRewrites(seed),
  },
  discontinuities: {
    describe: () => "jumps",
    climb: (seed) => proveDiscontinuities(seed),
  },
};

/** The names of all stages, in their order. */
export const STAGE_NAMES = /* @__PURE__ */ Object.keys(STAGES) as readonly StageName[];
