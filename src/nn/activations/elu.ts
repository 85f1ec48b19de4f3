import { heUniform } from "../initializers/scaled.ts";
import { type Family, family } from "../../core/support/family.ts";
import { checkOptions } from "../../core/support/options.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * Options of {@linkcode elu}.
 * @category Activations
 */
export interface EluOptions {
  /** The activation tends to −α where z → −∞; defaults to 1. */
  readonly alpha?: number;
}

const ALPHA = 1;

/** All exponential linear units. */
export const ELUS: Family<ElementwiseActivation> = /* @__PURE__ */ family(
  "elu",
  ALPHA,
  (alpha) => alpha > 0 && alpha < Infinity,
  (name, alpha) =>
    elementwise({
      name,
      // The argument is chosen so that no positive number is exponentiated.
      value: (m, z) => m.choose(z, z, m.mul(m.constant(alpha), m.expm1(m.choose(z, m.zero, z)))),
      slope: (m, { z }) => {
        const below = m.mul(m.constant(alpha), m.exp(m.choose(z, m.zero, z)));
        return m.choose(z, m.one, below);
      },
      ...(alpha === 1 ? { bends: [0] } : { kinks: [0] }),
      initializer: heUniform,
    }),
);

/**
 * The exponential linear unit: z where z > 0, else α (eᶻ − 1).
 *
 * Its slope is 1 where z > 0, else α eᶻ: it jumps at 0, where it is α, unless α is 1. D.-A. Clevert,
 * T. Unterthiner, S. Hochreiter: Fast and accurate deep network learning by exponential linear units.
 * ICLR 2016, equation (15).
 *
 * @returns The activation, the same record for the same α.
 * @throws {RangeError} If α is not positive and finite.
 *
 * @example
 * ```ts
 * import { elu, float64 } from "@backproof/backproof";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * assertEquals(elu().value(float64, 3), 3);
 * assertAlmostEquals(elu({ alpha: 2 }).value(float64, -1), 2 / Math.E - 2, 1e-15);
 * ```
 * @category Activations
 */
export function elu(options: EluOptions = {}): ElementwiseActivation {
  const { alpha = ALPHA } = checkOptions("elu()", options, "alpha");
  return ELUS.of(alpha);
}
