import type { Examples } from "../data/stored/stored.ts";
import type { Loss } from "../nn/losses/loss.ts";
import type { Inputs, Matrix } from "../core/matrix/matrix.ts";
import type { Batch } from "../engine/cost.ts";
import type { Network } from "../engine/network.ts";
import type { Regularized } from "../engine/regularized.ts";
import type { RandomKey } from "../core/random/random.ts";
import type { Optimizer } from "../optim/optimizers/optimizer.ts";

/**
 * Carries out training and prediction. Batching, shuffling and the training loop are independent of it.
 *
 * Unlike those of the engine (`forward`, `gradients`, `cost`), its functions return promises, which
 * reject with any error.
 * @category Executors
 */
export interface Executor {
  /** The name, for reports and checkpoints, and to select it once it is registered. */
  readonly name: string;
  /**
   * The name of the executor whose bits it computes, build for build, where that is another: a training
   * of one resumes by the other as if nothing had changed.
   */
  readonly sameBitsAs?: string;
  /** Opens a session that trains a network. */
  readonly open: (network: Network, plan: Plan) => Promise<Session>;
  /** Computes the outputs of a network, for inputs that fit it and are finite. */
  readonly outputs: (network: Network, inputs: Inputs) => Promise<Outputs>;
}

/**
 * What a session does in each step.
 * @category Executors
 */
export interface Plan extends Regularized {
  /** The loss whose mean is minimized. */
  readonly loss: Loss;
  /** The rule that takes gradients to new parameters. */
  readonly optimizer: Optimizer;
  /**
   * The examples that batches are chosen from, maybe with weights that multiply their losses: in memory,
   * or to be read.
   */
  readonly dataset: Examples;
  /** M, the examples in a step. */
  readonly batchSize: number;
  /** How many workers share the work; `auto`: as many as turn out to be fastest. */
  readonly workers: number | "auto";
  /** How many steps are to be taken, where that is known. */
  readonly steps?: number | undefined;
  /** The optimizer's state to resume from; defaults to its initial state. */
  readonly state?: unknown;
  /** The number of steps taken before; defaults to 0. */
  readonly taken?: number;
  /** The key of the mask of a layer that drops outputs, by the step, from 1, and the layer, from 0. */
  readonly maskKey: (step: number, layer: number) => RandomKey;
  /** Changes each batch before its step; steps count from 1. */
  readonly augment?: BatchAugmentation;
}

/**
 * Changes a batch before its step: a pure function of the batch and the number of the step.
 * @category Executors
 */
export type BatchAugmentation = (batch: Batch, step: number) => Batch;

/**
 * A network in training, the only mutable state.
 * @category Executors
 */
export interface Session {
  /** The build that determines its bits, where there are several. */
  readonly variant?: string;
  /**
   * Takes a step for each batch of examples, one after the other.
   *
   * @param rows The numbers of the examples, M for each step; the last step takes the rest.
   * @returns The cost of each batch before its step, up to the first that is not finite, for which
   * nothing is updated.
   */
  readonly steps: (rows: Uint32Array) => Promise<ArrayLike<number>>;
  /** How many workers took the last steps, where work can be shared. */
  readonly workers?: () => number;
  /** Reads the current network. */
  readonly network: () => Promise<Network>;
  /** Reads the current state of the optimizer, of the type that `init` and `update` return. */
  readonly state: () => Promise<unknown>;
  /**
   * Where several processes train together, the least of their numbers, which all ask for at the same
   * steps: so they agree on what depends on time and signals. Absent if there is only this process.
   */
  readonly least?: (number: number) => number;
  /** Releases all resources; the session cannot be used afterwards. */
  readonly close: () => void;
}

/**
 * The outputs of a network.
 * @category Executors
 */
export interface Outputs {
  /** Z^L (examples × outputs), for losses that are paired with the last activation. */
  readonly z: Matrix;
  /** A^L = Ŷ (examples × outputs), (13). */
  readonly a: Matrix;
}
