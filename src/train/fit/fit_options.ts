import type { Augmentation } from "../../data/augmentation/augment.ts";
import type { ClassWeights } from "../../data/class_weights.ts";
import type { Examples } from "../../data/stored/stored.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { Network } from "../../engine/network.ts";
import type { Regularized } from "../../engine/regularized.ts";
import type { Checkpoint, CheckpointOptions } from "../checkpoints/checkpoint.ts";
import type { Best, EarlyStopping } from "../early_stopping.ts";
import type { Executor, Plan } from "../../executors/executor.ts";
import type { ExecutorName } from "../../executors/registry.ts";
import type { EpochRecord } from "../history.ts";
import type { ReduceOnPlateau } from "../reduce_on_plateau.ts";
import type { SnapshotOptions } from "./snapshots.ts";

/**
 * Options of `fit`.
 * @category Training
 */
export interface FitOptions<M extends Metrics = Record<never, never>>
  extends Regularized, Pick<Plan, "loss" | "optimizer"> {
  /** The number of passes through all examples; defaults to 1. */
  readonly epochs?: number;
  /** M, the examples in a step; defaults to 32. The last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /** The seed of all random numbers: an integer from 0 to 2⁵³ − 1; defaults to 0. */
  readonly seed?: number;
  /**
   * An executor or the name of a registered one: defaults to `wasm`, compiled for the network, in
   * float32; `reference` is the engine itself, in float64.
   */
  readonly executor?: ExecutorName | Executor;
  /**
   * The number of Web Workers that share each step, for `wasm` only. It defaults to `auto`: training
   * begins with one, on this thread, measures whether more are faster, and settles on as many as are.
   * Results are bit-identical for any number.
   */
  readonly workers?: number | "auto";
  /**
   * How much the examples of each class count in training, times the weights of the data set. Validation
   * data have weights of their own.
   */
  readonly classWeights?: ClassWeights;
  /** Changes the inputs of each batch at random, by the seed and the number of the step. */
  readonly augmentation?: Augmentation;
  /** Examples to evaluate on after each epoch: in memory, or read then. */
  readonly validation?: Examples;
  /** Further metrics of the validation data, by the names of their results. */
  readonly metrics?: M;
  /**
   * Stops training between two steps; `fit` then rejects with the signal's reason. With checkpoints, the
   * steps under way are finished and one is saved first.
   */
  readonly signal?: AbortSignal;
  /** Saves checkpoints, to resume training after an interruption. */
  readonly checkpoint?: CheckpointOptions;
  /**
   * The checkpoint to resume from, with the same layers, data and options; only `epochs` may be more.
   * Parameters are those of the checkpoint, not of the network passed. The result, except `seconds`, is
   * bit-identical to that of an uninterrupted training.
   */
  readonly resume?: Checkpoint;
  /**
   * Called with what is probably a mistake, such as an activation that is not meant for the loss or a
   * training that ran away, and with reasons why the result of a resumed training may differ. Defaults
   * to `console.warn`; the result has all of them.
   */
  readonly onWarning?: (message: string) => void;
  /** Stops before the last epoch; the result then includes the best epoch's network. */
  readonly earlyStopping?: EarlyStopping<M>;
  /** Reduces the learning rate where the validation data, or what is monitored, no longer improves. */
  readonly reduceOnPlateau?: ReduceOnPlateau<M>;
  /**
   * Called and awaited after each epoch. Returns `"stop"` to end training, which then resumes only with
   * more `epochs`.
   */
  readonly onEpoch?: (
    epoch: EpochRecord<M>,
    network: Network,
  ) => EpochAnswer | Promise<EpochAnswer>;
  /** Reads the network between steps, such as to record how it changes. */
  readonly snapshots?: SnapshotOptions;
  /** Called after each step. */
  readonly onStep?: (progress: StepProgress) => void;
}

/**
 * The return value of `onEpoch`.
 * @category Training
 */
export type EpochAnswer = void | "stop";

/**
 * The progress of training.
 * @category Training
 */
export interface StepProgress {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The number of the step within the epoch, from 1. */
  readonly step: number;
  /** S, the steps of each epoch (68). */
  readonly steps: number;
  /** The cost of the batch before the step, the regularizer included. */
  readonly cost: number;
}

/**
 * The result of `fit`.
 * @category Training
 */
export interface FitResult<M extends Metrics = Record<never, never>> {
  /** The trained network, after the last epoch. */
  readonly network: Network;
  /** The best epoch and the network after it, with early stopping. */
  readonly best?: Best;
  /** One record for each epoch. */
  readonly history: readonly EpochRecord<M>[];
  /** The duration of all steps, without validation. */
  readonly seconds: number;
  /** The name of the executor that carried out the steps. */
  readonly executor: string;
  /** The build of it that its bits depend on, if it has several: that of SIMD, or a library. */
  readonly variant?: string;
  /** How many workers took the last steps. */
  readonly workers: number;
  /** What `onWarning` was called with. */
  readonly warnings: readonly string[];
}
