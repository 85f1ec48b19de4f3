import type { Metrics } from "../metrics/metric.ts";
import type { Evaluation } from "./evaluation.ts";

/**
 * The record of an epoch.
 * @category Training
 */
export interface EpochRecord<M extends Metrics = Record<never, never>> {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The mean of the costs of its batches, each taken before its step, the regularizer included. */
  readonly cost: number;
  /** The duration of its steps, without validation. */
  readonly seconds: number;
  /** The evaluation on the validation data after the epoch, if there are any. */
  readonly validation?: Evaluation<M>;
}
