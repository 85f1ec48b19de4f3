import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { sum } from "../core/arithmetic/reductions.ts";
import { byEntries } from "../core/matrix/matrix.ts";
import { isShrunk, type Layer, type Parameters } from "../nn/layers/layer.ts";
import type { Regularizer } from "../nn/regularizers/regularizer.ts";
import type { Network } from "./network.ts";
import { mapNamed } from "./parameters.ts";

/**
 * The option that regularizes training, the cost and its gradients.
 * @category Backpropagation
 */
export interface Regularized {
  /** The term that each weight adds to the cost; offsets such as biases add none. */
  readonly regularizer?: Regularizer | undefined;
}

/**
 * C + Σ p(w) over all parameters except offsets.
 *
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

/** Adds p′(w) of a regularizer to the gradients of one layer, except those of offsets. */
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
