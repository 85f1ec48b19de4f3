import { float64, scratch64 } from "../../core/arithmetic/float64.ts";
import { type Batch, costOf, passOf } from "../../engine/cost.ts";
import { passOn, type Trace } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { withParameter } from "../../engine/parameters.ts";
import type { ParameterPlace } from "../../engine/place.ts";
import type { Regularized } from "../../engine/regularized.ts";
import type { Loss } from "../../nn/losses/loss.ts";

/** A cost, and what it is computed from. */
export interface CostParts extends Regularized {
  readonly network: Network;
  /** The forward pass of the network through the batch. */
  readonly whole: Trace;
  readonly batch: Batch;
  readonly loss: Loss;
}

/** The network with one parameter moved, its forward pass and its cost; valid until the next one. */
export interface Moved {
  readonly network: Network;
  readonly trace: Trace;
  readonly cost: number;
}

/** The cost as a function of each entry of a parameter: from its layer on, as nothing below depends on it. */
export function alongParameter(
  { network, whole, batch, loss, regularizer }: CostParts,
  place: ParameterPlace,
): (index: number, x: number) => Moved {
  const { data, ...shape } = network.layers[place.l]!.parameters[place.name]!;
  const moved = Float64Array.from(data); // one copy for all entries, each put back at the next
  const shifted = withParameter(network, place, Object.freeze({ ...shape, data: moved }));
  const below = { inputs: whole.inputs, layers: whole.layers.slice(0, place.l) };
  const pass = passOf(batch);
  let last = 0;
  return (index, x) => {
    moved[last] = data[last]!;
    moved[index] = x;
    last = index;
    const trace = passOn(scratch64, shifted, below, pass);
    const cost = costOf(float64, shifted, trace, batch, loss, regularizer);
    return { network: shifted, trace, cost };
  };
}
