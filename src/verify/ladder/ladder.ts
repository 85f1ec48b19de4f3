import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { checkTable, type TableEntry } from "./check_table.ts";
import { type CombinationFinding, proveCover, proveShapes, proveTable } from "./engine_rung.ts";
import { type ExecutorFinding, verifyExecutor } from "./executor_rung.ts";
import { type KillRow, killTable } from "../mutants/kill_table.ts";
import { asActivation, BUILT_IN_PENALTIES } from "../claims/penalty_claims.ts";
import { type PaperFinding, verifyPaper } from "../paper/paper.ts";
import { type FixtureFinding, provePreconditions } from "./preconditions_rung.ts";
import type { Finding } from "../prover/prove.ts";
import { proveRewrites, type RewriteFinding } from "./rewrites_rung.ts";
import { proveSeams, type SeamFinding } from "./seams_rung.ts";
import { type GradientFinding, proveActivation, proveLoss } from "./verdicts.ts";

/** Options of {@linkcode climbLadder}. */
export interface ClimbOptions {
  /** Where all random values start, 0 if left out. */
  readonly seed?: number;
  /**
   * Whether every combination of two layers and a loss that is built in is proved, which takes
   * minutes, in place of networks in which each meets each.
   */
  readonly all?: boolean;
  /** Told of each rung before it is climbed. */
  readonly onRung?: (rung: string) => void;
}

/** What every rung of the ladder found, for everything that is built in. */
export interface Ladder {
  /** Where all random values started. */
  readonly seed: number;
  /** Rung 1: slopes, gradients, other forms, seams, pairs. */
  readonly formulas: readonly GradientFinding[];
  /** Rung 1: the paper's equations and its misprints. */
  readonly paper: readonly PaperFinding[];
  /** Rung 2: every activation × activation × loss of the paper, on all pieces of a small network. */
  readonly table: readonly CombinationFinding[];
  /** Rung 2: each activation below each and before each loss, or all combinations. */
  readonly cover: readonly CombinationFinding[];
  /** Rung 2: other shapes, the paper's network, whole training steps. */
  readonly shapes: readonly Finding[];
  /** Rung 3: conditions on the targets that are inferred. */
  readonly preconditions: readonly FixtureFinding[];
  /** Rung 4: finite differences. */
  readonly differences: readonly TableEntry[];
  /** Rung 5: the executor's kernels and steps against the engine's. */
  readonly executor: ExecutorFinding;
  /** Rung 6: wrong backward passes, each of which a rung must refute. */
  readonly mutants: readonly KillRow[];
  /** Rung 6: right ones, written otherwise, each of which must be accepted. */
  readonly rewrites: readonly RewriteFinding[];
  /** Rung 6: functions that jump where they choose, which must be refuted, and some that do not. */
  readonly seams: readonly SeamFinding[];
  /** How long it took. */
  readonly seconds: number;
}

/**
 * Climbs the ladder of verification for everything that is built in.
 *
 * Each rung is independent of the ones below it and catches what they miss. It takes some seconds.
 *
 * @param options The seed, and who is told of progress.
 * @returns What every rung found; `summaryOf` counts it, `failuresOf` lists what is not as it must be.
 *
 * @example
 * ```ts
 * import { climbLadder, failuresOf, summaryOf } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const ladder = climbLadder();
 * const { combinations, proved, mutants, killed } = summaryOf(ladder);
 * assertEquals([proved, killed], [combinations, mutants]);
 * assertEquals(failuresOf(ladder), []);
 * ```
 */
export function climbLadder(options: ClimbOptions = {}): Ladder {
  const { seed = 0, all = false, onRung = () => {} } = options;
  const started = performance.now();
  const on = <T>(rung: string, climb: () => T): T => {
    onRung(rung);
    return climb();
  };
  const found = {
    seed,
    formulas: on("formulas", () => [
      ...Object.values(ACTIVATIONS).flatMap((activation) => proveActivation(activation, seed)),
      ...Object.values(LOSSES).flatMap((loss) => proveLoss(loss, seed)),
      ...BUILT_IN_PENALTIES.flatMap((penalty) => proveActivation(asActivation(penalty), seed)),
    ]),
    paper: on("the paper's equations", () => verifyPaper({ seed })),
    table: on("the engine's code, every combination of the paper", () => proveTable(seed)),
    cover: on(
      all ? "the engine's code, every combination" : "the engine's code, each with each",
      () => proveCover(seed, all),
    ),
    shapes: on("the engine's code, other shapes and training steps", () => proveShapes(seed)),
    preconditions: on("preconditions", () => provePreconditions(seed)),
    differences: on("finite differences", () => checkTable({ seed })),
    executor: on("the executor", () => verifyExecutor(seed)),
    mutants: on("mutants", () => killTable({ seed })),
    rewrites: on("right rewrites", () => proveRewrites(seed)),
    seams: on("jumps", () => proveSeams(seed)),
  };
  return { ...found, seconds: (performance.now() - started) / 1000 };
}
