import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";
import { relu } from "./relu.ts";

/**
 * The square of the rectified linear unit, max(0, z)², whose slope is continuous.
 *
 * It grows as z², and is infinite where that is. D. R. So et al.: Primer: searching for efficient
 * transformers for language modeling. NeurIPS 2021, section 3.
 *
 * @example
 * ```ts
 * import { float64, squaredRelu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-2, 0, 3].map((z) => squaredRelu.value(float64, z)), [0, 0, 9]);
 * ```
 * @category Activations
 */
export const squaredRelu: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "squaredRelu",
  value: (m, z) => m.mul(relu.value(m, z), relu.value(m, z)),
  slope: (m, { z }) => m.mul(m.constant(2), relu.value(m, z)),
  bends: [0],
  initializer: heUniform,
});
