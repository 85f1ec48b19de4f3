import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";
import { sigmoid } from "./sigmoid.ts";

/** √(2/π), to all digits of a double. */
const SCALE = 0.7978845608028654;
const CUBIC = 0.044715;

/**
 * The tanh form of the Gaussian error linear unit: ½ z (1 + tanh u), u = √(2/π) (z + 0.044715 z³).
 *
 * It differs from `gelu` by at most 5e-4. D. Hendrycks, K. Gimpel: Gaussian error linear units. arXiv
 * 1606.08415 (2016), section 2.
 *
 * @example
 * ```ts
 * import { float64, geluTanh } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(geluTanh.value(float64, 1), 0.8411919906082768, 1e-15); // gelu(1) is 0.8413…
 * ```
 * @category Activations
 */
export const geluTanh: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "geluTanh",
  value: (m, z) => {
    const half = m.mul(m.constant(0.5), z);
    return m.mul(half, m.add(m.one, m.tanh(m.mul(z, ratio(m, z)))));
  },
  /** ½ (1 + tanh u) + ½ z tanh′(u) u′. */
  slope: (m, { z }) => {
    const r = ratio(m, z);
    const tripled = m.mul(m.mul(m.constant(3), m.constant(CUBIC)), m.mul(z, z));
    const within = m.mul(m.constant(SCALE), m.add(m.one, tripled));
    // tanh′(u) = 4 e / (1 + e)² with e = e^−2|u|. It is 0 long before u′ is ∞, and so must be their
    // product: xdivy(y, 1 / x) is x y, and 0 where y is 0.
    const e = m.exp(m.mul(m.mul(m.constant(2), r), m.choose(z, m.neg(z), z)));
    const sum = m.add(m.one, e);
    const steep = m.div(m.mul(m.constant(4), e), m.mul(sum, sum));
    const chain = m.mul(z, m.xdivy(steep, m.div(m.one, within)));
    return m.mul(m.constant(0.5), m.add(m.add(m.one, m.tanh(m.mul(z, r))), chain));
  },
  equivalents: [{
    equation: "z σ(2u)",
    value: (m, z) => m.mul(z, sigmoid.value(m, m.mul(m.constant(2), m.mul(z, ratio(m, z))))),
  }],
  initializer: heUniform,
});

/** u / z = √(2/π) (1 + 0.044715 z²). */
function ratio<T>(m: Arithmetic<T>, z: T): T {
  const square = m.mul(m.constant(CUBIC), m.mul(z, z));
  return m.mul(m.constant(SCALE), m.add(m.one, square));
}
