import { mean } from "../../core/arithmetic/reductions.ts";
import { errorsOf, shares } from "./errors.ts";
import { type Loss, loss } from "./loss.ts";

/**
 * The mean over the outputs of log cosh(a − y): about ½ e² for small errors, |e| − log 2 for large ones.
 *
 * R. A. Saleh, A. K. M. E. Saleh: Statistical properties of the log-cosh loss function used in machine
 * learning. 2022; Keras' `LogCosh`.
 *
 * @example
 * ```ts
 * import { float64, logCosh } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(logCosh.value(float64, { a: [1, 1000], y: [0, 0] }), (Math.log(Math.cosh(1)) + 1000 - Math.log(2)) / 2, 1e-12);
 * ```
 * @category Losses
 */
export const logCosh: Loss = /* @__PURE__ */ loss({
  name: "logCosh",
  /** 1/N Σ (|e| + log(1 + ½ (e^−2|e| − 1))): no positive number is exponentiated. */
  value: (m, outcome) => {
    const terms = errorsOf(m, outcome).map((error) => {
      const size = m.choose(error, error, m.neg(error));
      const less = m.mul(m.constant(0.5), m.expm1(m.mul(m.constant(-2), size)));
      return m.add(size, m.log1p(less));
    });
    return mean(m, terms);
  },
  /** 1/N tanh(a − y). */
  gradient: (m, outcome) => shares(m, errorsOf(m, outcome).map((error) => m.tanh(error))),
});
