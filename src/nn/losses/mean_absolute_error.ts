import { mean } from "../../core/arithmetic/reductions.ts";
import { errorsOf, shares } from "./errors.ts";
import { type Loss, loss } from "./loss.ts";

/**
 * The mean of the absolute errors of one example, in the outputs' unit.
 *
 * Its gradient jumps where an error is 0; there it is 0 by convention.
 *
 * @example
 * ```ts
 * import { float64, meanAbsoluteError } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(meanAbsoluteError.value(float64, { a: [1, 5], y: [2, 2] }), 2);
 * ```
 * @category Losses
 */
export const meanAbsoluteError: Loss = /* @__PURE__ */ loss({
  name: "meanAbsoluteError",
  /** 1/N Σ |a − y|. */
  value: (m, outcome) => {
    return mean(m, errorsOf(m, outcome).map((error) => m.choose(error, error, m.neg(error))));
  },
  /** 1/N sign(a − y). */
  gradient: (m, outcome) => {
    const minus = m.neg(m.one);
    const signs = errorsOf(m, outcome).map((error) => {
      return m.choose(error, m.one, m.choose(m.neg(error), minus, m.zero));
    });
    return shares(m, signs);
  },
  kinks: errorsOf,
});
