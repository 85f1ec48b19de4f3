import { heUniform } from "../initializers/scaled.ts";
import { type Family, family } from "../../core/support/family.ts";
import { checkOptions } from "../../core/support/options.ts";
import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * Options of {@linkcode leakyRelu}.
 * @category Activations
 */
export interface LeakyReluOptions {
  /** The slope where z ≤ 0; defaults to 0.01. */
  readonly slope?: number;
}

const SLOPE = 0.01;

/** All leaky rectified linear units. */
export const LEAKY_RELUS: Family<ElementwiseActivation> = /* @__PURE__ */ family(
  "leakyRelu",
  SLOPE,
  (slope) => Number.isFinite(slope),
  (name, leak) =>
    elementwise({
      name,
      value: (m, z) => m.choose(z, z, m.mul(m.constant(leak), z)),
      slope: (m, { z }) => m.choose(z, m.one, m.constant(leak)),
      kinks: leak === 1 ? [] : [0],
      initializer: heUniform,
    }),
);

/**
 * The leaky rectified linear unit: z where z > 0, else `slope` z.
 *
 * Its slope at the kink is that on the left, as for `relu`. A. L. Maas, A. Y. Hannun, A. Y. Ng:
 * Rectifier nonlinearities improve neural network acoustic models. ICML 2013.
 *
 * @returns The activation, the same record for the same slope.
 * @throws {RangeError} If the slope is not finite.
 *
 * @example
 * ```ts
 * import { float64, leakyRelu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const leaky = leakyRelu({ slope: 0.25 });
 * assertEquals([-2, 2].map((z) => leaky.value(float64, z)), [-0.5, 2]);
 * assertEquals(leaky.name, "leakyRelu(0.25)");
 * ```
 * @category Activations
 */
export function leakyRelu(options: LeakyReluOptions = {}): ElementwiseActivation {
  const { slope = SLOPE } = checkOptions("leakyRelu()", options, "slope");
  return LEAKY_RELUS.of(slope);
}
