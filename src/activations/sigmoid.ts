import { elementwise, type ElementwiseActivation } from "./activation.ts";

/** The sigmoid function, between 0 and 1. */
export const sigmoid: ElementwiseActivation = elementwise({
  name: "sigmoid",
  /** (5), (73) and (75) in one: no positive number is exponentiated, as the argument is chosen. */
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
