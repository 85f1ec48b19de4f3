import type { Dataset } from "../../data/dataset.ts";
import type { Network } from "../../engine/network.ts";
import type { ModelOutputs } from "../../model/outputs.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import type { Shape } from "../../nn/layers/shape.ts";
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
}
