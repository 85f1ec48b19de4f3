import type { Initializer } from "./initializer.ts";

/**
 * All weights 0: for a last layer, or to demonstrate symmetry.
 *
 * Identical units of a hidden layer stay identical, as they get the same gradients.
 *
 * @example
 * ```ts
 * import { randomKey, zeros } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(zeros.weights(randomKey(1), { inputs: 2, units: 1 }), new Float64Array(2));
 * ```
 * @category Initializers
 */
export const zeros: Initializer = /* @__PURE__ */ Object.freeze<Initializer>({
  name: "zeros",
  weights: (_key, { inputs, units }) => new Float64Array(inputs * units),
});
