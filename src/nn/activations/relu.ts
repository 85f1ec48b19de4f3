import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The rectified linear unit. Its slope at the kink is 0 by convention, (78): ReLU′(0) = 0.
 *
 * @example
 * ```ts
 * import { float64, relu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-2, 0, 2].map((z) => relu.value(float64, z)), [0, 0, 2]);
 * ```
 * @category Activations
 */
export const relu: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "relu",
  /** (77): max(0, z). */
  value: (m, z) => m.choose(z, z, m.zero),
  /** (78): 1 where z > 0, else 0. */
  slope: (m, { z }) => m.choose(z, m.one, m.zero),
  kinks: [0],
  initializer: heUniform,
});
