import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The softsign function z / (1 + |z|), between −1 and 1.
 *
 * J. Bergstra, G. Desjardins, P. Lamblin, Y. Bengio: Quadratic polynomials learn better image features.
 * Université de Montréal, technical report 1337 (2009).
 */
export const softsign: ElementwiseActivation = elementwise({
  name: "softsign",
  value: (m, z) => m.div(z, reach(m, z)),
  /** 1 / (1 + |z|)². */
  slope: (m, { z }) => {
    const share = m.div(m.one, reach(m, z));
    return m.mul(share, share);
  },
  bends: [0],
});

/** 1 + |z|. */
function reach<T>(m: Arithmetic<T>, z: T): T {
  return m.add(m.one, m.choose(z, z, m.neg(z)));
}
