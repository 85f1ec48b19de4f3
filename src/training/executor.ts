import type { Loss } from "../losses/loss.ts";
import { backward } from "../network/backward.ts";
import type { Batch } from "../network/cost.ts";
import { forward } from "../network/forward.ts";
import type { Network } from "../network/network.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { describe } from "../support/describe.ts";

/** What carries out the steps of training. Batching, shuffling and the loop live above it. */
export interface Executor {
  /** The name that `fit` asks for it by. */
  readonly name: string;
  /** Takes over a network. */
  readonly open: (network: Network, plan: Plan) => Session;
}

/** What a session is to do in each step. */
export interface Plan {
  /** The loss whose mean is to fall. */
  readonly loss: Loss;
  /** The rule that takes gradients to new parameters. */
  readonly optimizer: Optimizer;
}

/** A network in training: the only thing that changes. */
export interface Session {
  /**
   * One step on one batch.
   *
   * @returns The cost before the step. Where it is not finite, nothing was updated.
   */
  readonly step: (batch: Batch) => number;
  /** The network as it is now. */
  readonly network: () => Network;
}

/** The living definition: the engine itself, in float64. */
const reference: Executor = Object.freeze<Executor>({
  name: "reference",
  open: (untrained, { loss, optimizer }) => {
    let network = untrained;
    let state = optimizer.init(network);
    return {
      step: ({ inputs, targets }) => {
        const gradients = backward(network, forward(network, inputs), targets, loss);
        if (Number.isFinite(gradients.cost)) {
          ({ network, state } = optimizer.update(network, gradients, state));
        }
        return gradients.cost;
      },
      network: () => network,
    };
  },
});

/** Every executor by its name. */
export const EXECUTORS: Readonly<Partial<Record<ExecutorName, Executor>>> = Object.freeze({
  reference,
});

/** The name of an executor. */
export type ExecutorName = "wasm" | "reference";

/**
 * The executor of a name.
 *
 * @param name Its name.
 * @throws {RangeError} If there is none of that name; the message lists what exists.
 */
export function executorOf(name: string): Executor {
  const executor = new Map(Object.entries(EXECUTORS)).get(name);
  if (executor) return executor;
  throw new RangeError(
    `executor must be one of ${Object.keys(EXECUTORS).join(", ")}, but found ${describe(name)}`,
  );
}
