import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { sum } from "../core/arithmetic/reductions.ts";
import { byEntries } from "../core/matrix/matrix.ts";
import { isShrunk, type Layer, type Parameters } from "../nn/layers/layer.ts";
import type { Regularizer } from "../nn/regularizers/regularizer.ts";
import type { Network } from "./network.ts";
import { mapNamed } from "./parameters.ts";

/** What is added to the cost of the examples. */
export interface Regularized {
  /** What each weight adds to the cost. Offsets such as biases add nothing. */
  readonly regularizer?: Regularizer | undefined;
}

/**
 * C + Σ p(w): the cost of the examples with the regularizer of all parameters but offsets.
 *
 * @param m The arithmetic of the entries.
 * @param network The network.
 * @param cost C, the mean loss (19).
 * @param regularizer p; nothing is added without one.
 */
export function regularizedCost<T>(
  m: Arithmetic<T>,
  { layers }: Network<T>,
  cost: T,
  regularizer: Regularizer | undefined,
): T {
  if (regularizer === undefined) return cost;
  const sums = layers.flatMap((layer) =>
    Object.entries(layer.parameters).filter(([name]) => isShrunk(layer, name)).map(([, { data }]) =>
      sum(m, Array.from(data, (weight) => regularizer.value(m, weight)))
    )
  );
  return m.add(cost, sum(m, sums));
}

/**
 * The gradients of one layer with what the regularizer adds: p′(w) for weights, nothing for offsets.
 *
 * @param m The arithmetic of the entries.
 * @param layer The layer.
 * @param gradients The derivatives of the mean loss by its parameters.
 * @param regularizer p.
 */
export function regularizerGradient<T>(
  m: Arithmetic<T>,
  layer: Layer<T>,
  gradients: Parameters<T>,
  regularizer: Regularizer,
): Parameters<T> {
  return mapNamed(gradients, (slopes, name) => {
    if (!isShrunk(layer, name)) return slopes;
    const weights = layer.parameters[name]!;
    return byEntries(m, weights, (index) => {
      return m.add(slopes.data[index]!, regularizer.slope(m, weights.data[index]!));
    });
  });
}
