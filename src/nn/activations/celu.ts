import { heUniform } from "../initializers/scaled.ts";
import { type Family, family } from "../../core/support/family.ts";
import { checkOptions } from "../../core/support/options.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * Options of {@linkcode celu}.
 * @category Activations
 */
export interface CeluOptions {
  /** The activation tends to −α where z → −∞; defaults to 1, where it is `elu`. */
  readonly alpha?: number;
}

const ALPHA = 1;

/** All continuously differentiable exponential linear units. */
export const CELUS: Family<ElementwiseActivation> = /* @__PURE__ */ family(
  "celu",
  ALPHA,
  (alpha) => alpha > 0 && alpha < Infinity,
  (name, α) =>
    elementwise({
      name,
      // The argument is chosen so that no positive number is exponentiated.
      value: (m, z) => {
        const alpha = m.constant(α);
        return m.choose(z, z, m.mul(alpha, m.expm1(m.div(m.choose(z, m.zero, z), alpha))));
      },
      slope: (m, { z }) => {
        const below = m.exp(m.div(m.choose(z, m.zero, z), m.constant(α)));
        return m.choose(z, m.one, below);
      },
      bends: [0],
      initializer: heUniform,
    }),
);

/**
 * The continuously differentiable exponential linear unit: z where z > 0, else α (e^(z/α) − 1).
 *
 * Its slope, 1 or e^(z/α), is continuous for every α. J. T. Barron: Continuously differentiable
 * exponential linear units. 2017, equation (2).
 *
 * @returns The activation, the same record for the same α.
 * @throws {RangeError} If α is not positive and finite.
 *
 * @example
 * ```ts
 * import { celu, float64 } from "@backproof/backproof";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * assertEquals(celu().value(float64, 3), 3);
 * assertAlmostEquals(celu({ alpha: 2 }).value(float64, -2), 2 / Math.E - 2, 1e-15);
 * ```
 * @category Activations
 */
export function celu(options: CeluOptions = {}): ElementwiseActivation {
  const { alpha = ALPHA } = checkOptions("celu()", options, "alpha");
  return CELUS.of(alpha);
}
