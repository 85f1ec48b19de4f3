import { elementwise, type ElementwiseActivation } from "./activation.ts";

/**
 * The identity: a = z, with slope 1.
 *
 * @example
 * ```ts
 * import { float64, linear } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-2, 3].map((z) => linear.value(float64, z)), [-2, 3]);
 * ```
 * @category Activations
 */
export const linear: ElementwiseActivation = /* @__PURE__ */ elementwise({
  name: "linear",
  value: (_, z) => z,
  slope: (m) => m.one,
});
