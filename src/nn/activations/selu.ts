import { lecunNormal } from "../initializers/scaled.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/** λ and α of {@linkcode selu}, to all digits of a double. */
const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;

/**
 * The scaled exponential linear unit: λ z where z > 0, else λ α (eᶻ − 1).
 *
 * λ and α preserve mean 0 and variance 1 from layer to layer. Its slope at the kink is λ α, that on the
 * left. G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter: Self-normalizing neural networks. NIPS
 * 2017, equation (2).
 *
 * @example
 * ```ts
 * import { float64, selu } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(selu.value(float64, -1000), -1.0507009873554805 * 1.6732632423543772, 1e-15); // −λ α
 * ```
 * @category Activations
 */
export const selu: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "selu",
  initializer: lecunNormal,
  value: (m, z) => {
    const below = m.mul(m.constant(ALPHA), m.expm1(m.choose(z, m.zero, z)));
    return m.mul(m.constant(SCALE), m.choose(z, z, below));
  },
  slope: (m, { z }) => {
    const below = m.mul(m.constant(ALPHA), m.exp(m.choose(z, m.zero, z)));
    return m.mul(m.constant(SCALE), m.choose(z, m.one, below));
  },
  kinks: [0],
});
