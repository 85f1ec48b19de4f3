import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";
import { sigmoid } from "./sigmoid.ts";

/**
 * The sigmoid linear unit z σ(z), also called swish.
 *
 * S. Elfwing, E. Uchibe, K. Doya: Sigmoid-weighted linear units for neural network function approximation
 * in reinforcement learning. Neural Networks 107 (2018), equations (10) and (11).
 *
 * @example
 * ```ts
 * import { float64, silu } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(silu.value(float64, 1), 1 / (1 + Math.exp(-1)), 1e-15);
 * ```
 * @category Activations
 */
export const silu: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "silu",
  value: (m, z) => m.mul(z, sigmoid.value(m, z)),
  /** σ(z) (1 + z σ(−z)), without the cancellation in 1 − σ(z). */
  slope: (m, { z }) => {
    const rest = m.mul(z, sigmoid.value(m, m.neg(z)));
    return m.mul(sigmoid.value(m, z), m.add(m.one, rest));
  },
  initializer: heUniform,
});
