import { TWO_OVER_ROOT_PI } from "../../core/arithmetic/erf.ts";
import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The Gaussian error linear unit z Φ(z) = ½ z (1 + erf(z/√2)), for the normal distribution Φ.
 *
 * The error is some 10⁻¹⁶ |z| at most, which exceeds the function itself below −8. D. Hendrycks,
 * K. Gimpel: Gaussian error linear units. arXiv 1606.08415 (2016).
 *
 * @example
 * ```ts
 * import { float64, gelu } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(gelu.value(float64, 1), 0.8413447460685429, 1e-15); // Φ(1)
 * ```
 * @category Activations
 */
export const gelu: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "gelu",
  value: (m, z) => {
    const u = m.mul(m.constant(Math.SQRT1_2), z);
    return m.mul(m.mul(m.constant(0.5), z), m.add(m.one, m.erf(u)));
  },
  /**
   * Φ(z) + z φ(z) = ½ (1 + erf u) + ½ u erf′(u) with u = z/√2, where erf′(u) = 2/√π e^−u².
   *
   * φ uses the constants of the value, as a literal 1/√(2π) would be rounded differently.
   */
  slope: (m, { z }) => {
    const u = m.mul(m.constant(Math.SQRT1_2), z);
    const bell = m.mul(m.constant(TWO_OVER_ROOT_PI), m.exp(m.neg(m.mul(u, u))));
    return m.mul(m.constant(0.5), m.add(m.add(m.one, m.erf(u)), m.mul(u, bell)));
  },
  initializer: heUniform,
});
