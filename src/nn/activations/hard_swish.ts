import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";
import { hardSigmoid } from "./hard_sigmoid.ts";

/**
 * A piecewise quadratic swish, z times `hardSigmoid`: 0 where z ≤ −3, z where z ≥ 3, z (z + 3) / 6 between.
 *
 * Its slope at both kinks is that outside. A. Howard et al.: Searching for MobileNetV3. ICCV 2019,
 * section 5.2.
 *
 * @example
 * ```ts
 * import { float64, hardSwish } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-4, -1.5, 0, 3, 4].map((z) => hardSwish.value(float64, z) + 0), [0, -0.375, 0, 3, 4]);
 * ```
 * @category Activations
 */
export const hardSwish: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "hardSwish",
  value: (m, z) => m.mul(z, hardSigmoid.value(m, z)),
  slope: (m, { z }) => {
    const share = hardSigmoid.value(m, z);
    return m.add(share, m.mul(z, hardSigmoid.slope(m, { z, a: share })));
  },
  kinks: [-3, 3],
  initializer: heUniform,
});
