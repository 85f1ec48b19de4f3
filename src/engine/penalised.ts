import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { sum } from "../core/arithmetic/reductions.ts";
import { byEntries } from "../core/matrix/matrix.ts";
import { isShrunk, type Layer, type Parameters } from "../nn/layers/layer.ts";
import type { Penalty } from "../nn/penalties/penalty.ts";
import type { Network } from "./network.ts";
import { mapNamed } from "./parameters.ts";

/** What is added to the cost of the examples. */
export interface Penalised {
  /** What each weight adds to the cost. Offsets such as biases add nothing. */
  readonly penalty?: Penalty | undefined;
}

/**
 * C + Σ p(w): the cost of the examples with the penalty of all parameters but offsets.
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
  const sums = layers.flatMap((layer) =>
    Object.entries(layer.parameters).filter(([name]) => isShrunk(layer, name)).map(([, { data }]) =>
      sum(m, Array.from(data, (weight) => penalty.value(m, weight)))
    )
  );
  return m.add(cost, sum(m, sums));
}

/**
 * The gradients of one layer with what the penalty adds to them: p′(w) for weights, nothing for offsets.
 *
 * @param m The arithmetic of the entries.
 * @param layer The layer.
 * @param gradients The derivatives of the mean loss by its parameters.
 * @param penalty p.
 */
export function penaltyGradient<T>(
  m: Arithmetic<T>,
  layer: Layer<T>,
  gradients: Parameters<T>,
  penalty: Penalty,
): Parameters<T> {
  return mapNamed(gradients, (slopes, name) => {
    if (!isShrunk(layer, name)) return slopes;
    const weights = layer.parameters[name]!;
    return byEntries(m, weights, (index) => {
      return m.add(slopes.data[index]!, penalty.slope(m, weights.data[index]!));
    });
  });
}
