import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss } from "./loss.ts";

/**
 * Half the sum of the squared errors of one example.
 *
 * @example
 * ```ts
 * import { float64, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sumOfSquaredErrors.value(float64, { a: [1, 5], y: [1, 1] }), 8);
 * ```
 * @category Losses
 */
export const sumOfSquaredErrors: Loss = /* @__PURE__ */ loss({
  name: "sumOfSquaredErrors",
  /** (71): ½ Σ (y − a)². */
  value: (m, { a, y }) => {
    const errors = a.map((aj, j) => m.sub(y[j]!, aj));
    return m.mul(m.constant(0.5), sum(m, errors.map((error) => m.mul(error, error))));
  },
  /** (72): −(y − a). */
  gradient: (m, { a, y }) => a.map((aj, j) => m.sub(aj, y[j]!)),
});
