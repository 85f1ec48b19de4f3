import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The sigmoid function, between 0 and 1.
 *
 * @example
 * ```ts
 * import { float64, sigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-1000, 0, 1000].map((z) => sigmoid.value(float64, z)), [0, 0.5, 1]);
 * ```
 * @category Activations
 */
export const sigmoid: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "sigmoid",
  /** (5), (73) and (75) in one, the argument chosen so that no positive number is exponentiated. */
  value: (m, z) => {
    const e = m.exp(m.choose(z, m.neg(z), z));
    return m.div(m.choose(z, m.one, e), m.add(m.one, e));
  },
  /** (39) and (74): a (1 − a). */
  slope: (m, { a }) => m.mul(a, m.sub(m.one, a)),
  equivalents: [
    { equation: "(5)", value: (m, z) => m.div(m.one, m.add(m.one, m.exp(m.neg(z)))) },
    { equation: "(75)", value: (m, z) => m.div(m.exp(z), m.add(m.one, m.exp(z))) },
  ],
});
