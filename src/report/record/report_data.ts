import type { Dataset } from "../../data/dataset.ts";
import type { Network } from "../../engine/network.ts";
import type { ModelOutputs } from "../../model/outputs.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { Executor } from "../../executors/executor.ts";
import type { ExecutorName } from "../../executors/registry.ts";
import type { Importance } from "../../train/permutation_importance.ts";
import type { ReportedRun } from "./reported_run.ts";

/**
 * What the report of a training is made from.
 * @category Reports
 */
export interface ReportData {
  /** The run, which the report keeps as JSON. */
  readonly run: ReportedRun;
  /** An earlier run, to show beside it. */
  readonly compared?: ReportedRun;
  /** The trained network. */
  readonly network: Network;
  /** The loss it was trained with. */
  readonly loss: Loss;
  /** The examples to test with. */
  readonly test: Dataset;
  /** What the outputs mean. */
  readonly outputs: ModelOutputs;
  /** The shape of an example, channels last, where examples are images. */
  readonly shape?: Shape;
  /** What runs the network on the examples. Defaults to `wasm`. */
  readonly executor?: ExecutorName | Executor;
  /** What was found of the gradients that were used, such as the verdicts of `verifyGradients`. */
  readonly findings?: readonly ReportedFinding[];
  /** How much the network needs its inputs: the result of `permutationImportance`. */
  readonly importances?: readonly Importance[];
  /** A table to show with the result, such as this run beside the paper's. */
  readonly table?: ReportTable;
}

/**
 * What was found of a gradient.
 * @category Reports
 */
export interface ReportedFinding {
  /** What was compared. */
  readonly subject: string;
  /** What was found of it: `proved`, if all is well. */
  readonly verdict: string;
  /** The shapes in which it was compared. */
  readonly shapes?: string | undefined;
  /** Why it is not proved. */
  readonly reason?: string | undefined;
}

/**
 * A table of texts, the first of each row being its title.
 * @category Reports
 */
export interface ReportTable {
  /** What the table is of. */
  readonly title: string;
  /** The titles of the columns. */
  readonly head: readonly string[];
  /** The cells. */
  readonly rows: readonly (readonly string[])[];
}
