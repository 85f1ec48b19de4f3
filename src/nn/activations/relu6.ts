import { heUniform } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The rectified linear unit, at most 6: min(max(0, z), 6).
 *
 * Its slope at both kinks is 0, as outside. A. Krizhevsky: Convolutional deep belief networks on
 * CIFAR-10. 2010, section 2.
 *
 * @example
 * ```ts
 * import { float64, relu6 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-2, 2, 8].map((z) => relu6.value(float64, z)), [0, 2, 6]);
 * ```
 * @category Activations
 */
export const relu6: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "relu6",
  value: (m, z) => {
    const six = m.constant(6);
    return m.choose(m.sub(six, z), m.choose(z, z, m.zero), six);
  },
  slope: (m, { z }) => {
    return m.choose(m.sub(m.constant(6), z), m.choose(z, m.one, m.zero), m.zero);
  },
  kinks: [0, 6],
  initializer: heUniform,
});
