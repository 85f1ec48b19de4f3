import { elementwise, type ElementwiseActivation } from "./activation.ts";
import { sigmoid } from "./sigmoid.ts";

/**
 * The softplus function log(1 + eᶻ), a smooth ReLU.
 *
 * C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau, R. Garcia: Incorporating second-order functional knowledge
 * for better option pricing. NIPS 2000.
 *
 * @example
 * ```ts
 * import { float64, softplus } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-1000, 0, 1000].map((z) => softplus.value(float64, z)), [0, Math.log(2), 1000]);
 * ```
 * @category Activations
 */
export const softplus: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "softplus",
  /** max(0, z) + log(1 + e^−|z|): no positive number is exponentiated. */
  value: (m, z) => {
    const e = m.exp(m.choose(z, m.neg(z), z));
    return m.add(m.choose(z, z, m.zero), m.log1p(e));
  },
  /** The sigmoid function. */
  slope: (m, { z }) => sigmoid.value(m, z),
  equivalents: [{ equation: "log(1 + eᶻ)", value: (m, z) => m.log(m.add(m.one, m.exp(z))) }],
});
