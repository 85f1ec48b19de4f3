import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import type { Reading } from "../arithmetic/reading.ts";
import { byEntries, type Matrix, shapeOf } from "../matrix/matrix.ts";
import type { Gradients } from "../network/backward.ts";
import type { Network } from "../network/network.ts";

/** A rule that takes gradients to new parameters. */
export interface Optimizer<State = unknown> {
  /** The name, for reports. */
  readonly name: string;
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
