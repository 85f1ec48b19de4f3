import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { sum } from "../core/arithmetic/reductions.ts";
import { byEntries } from "../core/matrix/matrix.ts";
import type { Penalty } from "../nn/penalties/penalty.ts";
import type { LayerGradients } from "./backward.ts";
import type { Layer } from "./layer.ts";
import type { Network } from "./network.ts";

/** What is added to the cost of the examples. */
export interface Penalised {
  /** What each weight adds to the cost; nothing if left out. Biases add nothing. */
  readonly penalty?: Penalty | undefined;
}

/**
 * C + Σ p(w): the cost of the examples with the penalty of all weights of all layers.
 *
 * @param m The arithmetic of the entries.
 * @param network The network.
 * @param cost C, the mean loss (19).
 * @param penalty p; nothing is added without one.
 */
export function penalisedCost<T>(
  m: Arithmetic<T>,
  { layers }: Network<T>,
  cost: T,
  penalty: Penalty | undefined,
): T {
  if (penalty === undefined) return cost;
  const sums = layers.map(({ weights }) =>
    sum(m, Array.from(weights.data, (weight) => penalty.value(m, weight)))
  );
  return m.add(cost, sum(m, sums));
}

/**
 * The gradients of one layer with what the penalty adds to them: p′(w) for weights, nothing for biases.
 *
 * @param m The arithmetic of the entries.
 * @param layer The layer.
 * @param gradients ∂C/∂W and ∂C/∂b of the mean loss.
 * @param penalty p.
 */
export function penaltyGradient<T>(
  m: Arithmetic<T>,
  { weights }: Layer<T>,
  gradients: LayerGradients<T>,
  penalty: Penalty,
): LayerGradients<T> {
  return {
    ...gradients,
    weights: byEntries(m, weights, (index) => {
      return m.add(gradients.weights.data[index]!, penalty.slope(m, weights.data[index]!));
    }),
  };
}
