import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import type { Reading } from "../arithmetic/reading.ts";
import { byEntries, type Matrix, shapeOf } from "../matrix/matrix.ts";
import type { Gradients } from "../network/backward.ts";
import type { Network } from "../network/network.ts";

/** One parameter before a step. */
export interface Moving<T> {
  /** The parameter. */
  readonly parameter: T;
  /** The derivative of the cost by it. */
  readonly derivative: T;
  /** What is remembered of it, by name. */
  readonly memory: Readonly<Record<string, T>>;
  /** The numbers of the step that all parameters share, by name. */
  readonly shared: Readonly<Record<string, T>>;
}

/** How each parameter moves in a step, written once over any arithmetic: computed, or compiled. */
export interface Rule {
  /** What is remembered of each parameter from step to step, 0 before the first. */
  readonly memory: readonly string[];
  /** The numbers that all parameters share in a step, such as the learning rate; steps count from 1. */
  readonly shared: (step: number) => Readonly<Record<string, number>>;
  /** The parameter after the step, and what is remembered of it then. */
  readonly move: <T>(
    m: Arithmetic<T>,
    moving: Moving<T>,
  ) => { readonly parameter: T; readonly memory: Readonly<Record<string, T>> };
}

/** A rule that takes gradients to new parameters. */
export interface Optimizer<State = unknown> {
  /** The name, for reports. */
  readonly name: string;
  /** The rule for each parameter by itself, for executors that compile it. */
  readonly rule?: Rule;
  /** The state before the first step. */
  init(network: Network<unknown>): State;
  /** One step: new parameters and a new state; nothing that was passed in changes. */
  update<T = number>(
    network: Network<T>,
    gradients: Gradients<T>,
    state: State,
    options?: Reading<T>,
  ): { readonly network: Network<T>; readonly state: State };
}

/**
 * A network whose parameters are made from the old ones and their gradients, entry by entry.
 *
 * @param m The arithmetic of the parameters.
 * @param network The network.
 * @param gradients Its gradients.
 * @throws {TypeError} If the shapes of network and gradients differ.
 * @param rule The new value of a parameter from the old one and its derivative.
 */
export function updateParameters<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  gradients: Gradients<T>,
  rule: (parameter: T, derivative: T) => T,
): Network<T> {
  const updated = (old: Matrix<T>, slope: Matrix<T> | undefined) => {
    if (slope === undefined || shapeOf(slope) !== shapeOf(old)) {
      throw new TypeError(
        `The gradients must be of this network: (${slope ? shapeOf(slope) : "none"}) ` +
          `for parameters (${shapeOf(old)})`,
      );
    }
    return Object.freeze(byEntries(m, old, (index) => rule(old.data[index]!, slope.data[index]!)));
  };
  return Object.freeze({
    ...network,
    layers: Object.freeze(network.layers.map((layer, l) =>
      Object.freeze({
        ...layer,
        weights: updated(layer.weights, gradients.layers[l]?.weights),
        biases: updated(layer.biases, gradients.layers[l]?.biases),
      })
    )),
  });
}
