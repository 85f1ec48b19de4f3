import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The softsign function z / (1 + |z|), between −1 and 1.
 *
 * J. Bergstra, G. Desjardins, P. Lamblin, Y. Bengio: Quadratic polynomials learn better image features.
 * Université de Montréal, technical report 1337 (2009).
 *
 * @example
 * ```ts
 * import { float64, softsign } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-1, 0, 3].map((z) => softsign.value(float64, z)), [-0.5, 0, 0.75]);
 * ```
 * @category Activations
 */
export const softsign: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "softsign",
  value: (m, z) => m.div(z, onePlusSize(m, z)),
  /** 1 / (1 + |z|)². */
  slope: (m, { z }) => {
    const share = m.div(m.one, onePlusSize(m, z));
    return m.mul(share, share);
  },
  bends: [0],
});

function onePlusSize<T>(m: Arithmetic<T>, z: T): T {
  return m.add(m.one, m.choose(z, z, m.neg(z)));
}
