import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";
import { sigmoid } from "./sigmoid.ts";
import { softplus } from "./softplus.ts";

/**
 * The function z tanh(softplus(z)), a smooth ReLU that is slightly negative below 0.
 *
 * D. Misra: Mish: a self regularized non-monotonic activation function. BMVC 2020, equation (1).
 *
 * @example
 * ```ts
 * import { float64, mish } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(mish.value(float64, 1), Math.tanh(Math.log(1 + Math.E)), 1e-15);
 * ```
 * @category Activations
 */
export const mish: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "mish",
  value: (m, z) => m.mul(z, m.tanh(softplus.value(m, z))),
  /** t + z σ(z) (1 − t²), with t = tanh(softplus(z)). */
  slope: (m, { z }) => {
    const t = m.tanh(softplus.value(m, z));
    const rest = m.mul(m.sub(m.one, t), m.add(m.one, t));
    return m.add(t, m.mul(m.mul(z, sigmoid.value(m, z)), rest));
  },
  initializer: heUniform,
});
