import type { Initializer } from "./initializer.ts";

/**
 * All weights 0: for a last layer, or to see what becomes of symmetry.
 *
 * Units of a hidden layer that begin alike stay alike, as they get the same gradients.
 */
export const zeros: Initializer = Object.freeze<Initializer>({
  name: "zeros",
  weights: (_key, { inputs, units }) => new Float64Array(inputs * units),
});
