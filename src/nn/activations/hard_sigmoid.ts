import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * A piecewise linear sigmoid: 0 where z ≤ −3, 1 where z ≥ 3, and (z + 3) / 6 between.
 *
 * Its slope at both kinks is 0, as outside. A. Howard et al.: Searching for MobileNetV3. ICCV 2019,
 * section 5.2; PyTorch's `hardsigmoid`. (M. Courbariaux, Y. Bengio, J.-P. David used 2 instead of 6.)
 *
 * @example
 * ```ts
 * import { float64, hardSigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-4, 0, 4].map((z) => hardSigmoid.value(float64, z)), [0, 0.5, 1]);
 * ```
 * @category Activations
 */
export const hardSigmoid: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "hardSigmoid",
  value: (m, z) => {
    const three = m.constant(3);
    const rising = m.div(m.add(z, three), m.constant(6));
    return m.choose(m.sub(three, z), m.choose(m.add(z, three), rising, m.zero), m.one);
  },
  slope: (m, { z }) => {
    const three = m.constant(3);
    const rising = m.div(m.one, m.constant(6));
    return m.choose(m.sub(three, z), m.choose(m.add(z, three), rising, m.zero), m.zero);
  },
  kinks: [-3, 3],
});
