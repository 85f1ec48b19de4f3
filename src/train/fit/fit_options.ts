import type { Augmentation } from "../../data/augmentation/augment.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import type { Metrics } from "../../metrics/metric.ts";
import type { Network } from "../../engine/network.ts";
import type { Regularized } from "../../engine/regularized.ts";
import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import type { Checkpoint, CheckpointOptions } from "../checkpoints/checkpoint.ts";
import type { Best, EarlyStopping } from "../early_stopping.ts";
import type { Executor } from "../../executors/executor.ts";
import type { ExecutorName } from "../../executors/registry.ts";
import type { EpochRecord } from "../history.ts";

/** Options of `fit`. */
export interface FitOptions<M extends Metrics = Record<never, never>> extends Regularized {
  /** The loss whose mean is to fall. */
  readonly loss: Loss;
  /** The rule that takes gradients to new parameters. */
  readonly optimizer: Optimizer;
  /** How many times training goes through all examples; defaults to 1. */
  readonly epochs?: number;
  /** M, the examples in a step; defaults to 32. The last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /** Where the shuffles start: an integer from 0 to 2⁵³ − 1; defaults to 0. */
  readonly seed?: number;
  /**
   * What carries out the steps, an executor or the name of a registered one: defaults to `wasm`,
   * compiled for the network, in float32; `reference` is the engine itself, in float64.
   */
  readonly executor?: ExecutorName | Executor;
  /**
   * How many Web Workers share the steps; defaults to 1, which starts none. More than one gives the
   * same bits. Only for `wasm`.
   */
  readonly workers?: number;
  /** Changes the inputs of each batch at random, from the seed and the number of the step. */
  readonly augmentation?: Augmentation;
  /** Examples to evaluate on after each epoch. */
  readonly validation?: Dataset;
  /** Further metrics of the validation data, by the names that their results are to have. */
  readonly metrics?: M;
  /**
   * Stops training between two steps; `fit` then rejects with the signal's reason. If there are
   * checkpoints, the steps under way are finished and one is saved before.
   */
  readonly signal?: AbortSignal;
  /** Saves what is needed to go on after an interruption. */
  readonly checkpoint?: CheckpointOptions;
  /**
   * Where to go on, with the same network, data and options. Parameters come from here; the result,
   * `seconds` aside, has the bits of an uninterrupted training. `epochs` may be more than it was.
   */
  readonly resume?: Checkpoint;
  /** Told what may make the result of a resumed training differ. */
  readonly onWarning?: (message: string) => void;
  /** When to end before the last epoch; the result then also has the best epoch's network. */
  readonly earlyStopping?: EarlyStopping<M>;
  /**
   * Called, and waited for, after each epoch. Returns `"stop"` where it is to be the last: also where
   * training is resumed, unless for more `epochs` than it had.
   */
  readonly onEpoch?: (
    epoch: EpochRecord<M>,
    network: Network,
  ) => EpochAnswer | Promise<EpochAnswer>;
  /** Called after each step. */
  readonly onStep?: (progress: StepProgress) => void;
}

/** What a callback of an epoch may return. */
export type EpochAnswer = void | "stop";

/** How far training has come. */
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

/** What `fit` resolves to. */
export interface FitResult<M extends Metrics = Record<never, never>> {
  /** The trained network, after the last epoch. */
  readonly network: Network;
  /** The best epoch and the network after it, where early stopping watched. */
  readonly best?: Best;
  /** One record for each epoch. */
  readonly history: readonly EpochRecord<M>[];
  /** How long all steps took, without validation. */
  readonly seconds: number;
  /** The name of the executor that carried out the steps. */
  readonly executor: string;
}
