import type { Dataset } from "../data/dataset.ts";
import type { Loss } from "../nn/losses/loss.ts";
import type { Inputs, Matrix } from "../core/matrix/matrix.ts";
import type { Batch } from "../engine/cost.ts";
import type { Network } from "../engine/network.ts";
import type { Regularized } from "../engine/regularized.ts";
import type { RandomKey } from "../core/random/random.ts";
import type { Optimizer } from "../optim/optimizers/optimizer.ts";

/**
 * What carries out the work of training and prediction. Batching, shuffling and the loop live above it.
 *
 * What the engine does (`forward`, `gradients`, `cost`) is immediate; what an executor does is awaited,
 * whatever the executor, and an error is a rejected promise.
 */
export interface Executor {
  /** The name, for reports and checkpoints, and to ask for it once it is registered. */
  readonly name: string;
  /** Takes over a network in order to train it. */
  readonly open: (network: Network, plan: Plan) => Promise<Session>;
  /** Computes the outputs of a network, for inputs that fit it and are finite. */
  readonly outputs: (network: Network, inputs: Inputs) => Promise<Outputs>;
}

/** What a session is to do in each step. */
export interface Plan extends Regularized {
  /** The loss whose mean is to fall. */
  readonly loss: Loss;
  /** The rule that takes gradients to new parameters. */
  readonly optimizer: Optimizer;
  /** The examples that batches are chosen from. */
  readonly dataset: Dataset;
  /** M, the examples in a step. */
  readonly batchSize: number;
  /** How many workers share the work. */
  readonly workers: number;
  /** The optimizer's state to go on from; defaults to its state before the first step. */
  readonly state?: unknown;
  /** How many steps were taken before; defaults to 0. */
  readonly taken?: number;
  /** The key of the mask of a layer that drops outputs, by the step, from 1, and the layer, from 0. */
  readonly maskKey: (step: number, layer: number) => RandomKey;
  /** What each batch is changed to before its step; steps count from 1. */
  readonly augment?: BatchAugmentation;
}

/** Changes a batch before its step: a pure function of the batch and the number of the step. */
export type BatchAugmentation = (batch: Batch, step: number) => Batch;

/** A network in training: the only thing that changes. */
export interface Session {
  /** The build that its bits depend on, where there are several. */
  readonly variant?: string;
  /**
   * Takes a step for each batch of examples, one after the other.
   *
   * @param rows The examples by their number, M for each step; the last step takes what is left.
   * @returns The cost of each batch before its step. Where one is not finite it is the last: with it,
   * nothing was updated.
   */
  readonly steps: (rows: Uint32Array) => Promise<ArrayLike<number>>;
  /** Reads the network as it is now. */
  readonly network: () => Promise<Network>;
  /** Reads the optimizer's state as it is now, of the kind that its `init` and `update` return. */
  readonly state: () => Promise<unknown>;
  /** Gives back what the session holds; it cannot be used afterwards. */
  readonly close: () => void;
}

/** What comes out of a network. */
export interface Outputs {
  /** Z^L (examples × outputs): what losses that go with their activation are taken of. */
  readonly z: Matrix;
  /** A^L = Ŷ (examples × outputs), (13). */
  readonly a: Matrix;
}
