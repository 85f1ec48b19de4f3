import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The hyperbolic tangent, between −1 and 1.
 *
 * @example
 * ```ts
 * import { float64, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-1000, 0, 1000].map((z) => tanh.value(float64, z)), [-1, 0, 1]);
 * ```
 * @category Activations
 */
export const tanh: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "tanh",
  /** (81) as one operation, as the stable forms (84) and (86) lose digits near 0. */
  value: (m, z) => m.tanh(z),
  /** (82), (83): 1 − a². */
  slope: (m, { a }) => m.sub(m.one, m.mul(a, a)),
  equivalents: [
    {
      equation: "(81)",
      value: (m, z) => {
        const up = m.exp(z), down = m.exp(m.neg(z));
        return m.div(m.sub(up, down), m.add(up, down));
      },
    },
    {
      equation: "(84)",
      value: (m, z) => {
        const e = m.exp(m.neg(twice(m, z)));
        return m.div(m.sub(m.one, e), m.add(m.one, e));
      },
    },
    {
      equation: "(86)",
      value: (m, z) => {
        const e = m.exp(twice(m, z));
        return m.div(m.sub(e, m.one), m.add(e, m.one));
      },
    },
  ],
});

function twice<T>(m: Arithmetic<T>, z: T): T {
  return m.mul(m.constant(2), z);
}
