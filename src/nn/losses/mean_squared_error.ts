import { mean } from "../../core/arithmetic/reductions.ts";
import { errorsOf, shares } from "./errors.ts";
import { type Loss, loss } from "./loss.ts";

/**
 * The mean of the squared errors of one example, in the square of the outputs' unit.
 *
 * `sumOfSquaredErrors` is N/2 times this for N outputs.
 *
 * @example
 * ```ts
 * import { float64, meanSquaredError } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(meanSquaredError.value(float64, { a: [1, 5], y: [2, 2] }), 5);
 * ```
 * @category Losses
 */
export const meanSquaredError: Loss = /* @__PURE__ */ loss({
  name: "meanSquaredError",
  /** 1/N Σ (a − y)². */
  value: (m, outcome) => mean(m, errorsOf(m, outcome).map((error) => m.mul(error, error))),
  /** 2/N (a − y). */
  gradient: (m, outcome) => {
    return shares(m, errorsOf(m, outcome).map((error) => m.add(error, error)));
  },
});
