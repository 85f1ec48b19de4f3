import { mean } from "../../core/arithmetic/reductions.ts";
import { shares } from "./errors.ts";
import { margin } from "./hinge.ts";
import { type Loss, loss } from "./loss.ts";
import { SIGNS } from "./targets.ts";

/**
 * The squared hinge loss, max(0, 1 − y a)² averaged over the outputs, for targets of −1 and 1.
 *
 * Its gradient is continuous. Y. Tang: Deep learning using linear support vector machines. ICML 2013
 * workshop, equation (10); Keras' `SquaredHinge`.
 *
 * @example
 * ```ts
 * import { float64, squaredHinge } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(squaredHinge.value(float64, { a: [0.5, -3], y: [1, -1] }), 0.125);
 * ```
 * @category Losses
 */
export const squaredHinge: Loss = /* @__PURE__ */ loss({
  name: "squaredHinge",
  /** 1/N Σ max(0, 1 − y a)². */
  value: (m, outcome) => {
    return mean(m, margin(m, outcome).map((rest) => m.choose(rest, m.mul(rest, rest), m.zero)));
  },
  /** −2 y (1 − y a) / N where y a < 1, else 0. */
  gradient: (m, outcome) => {
    const minusTwo = m.constant(-2);
    const slopes = margin(m, outcome).map((rest, j) => {
      return m.choose(rest, m.mul(minusTwo, m.mul(outcome.y[j]!, rest)), m.zero);
    });
    return shares(m, slopes);
  },
  kinks: margin,
  targets: SIGNS,
  signed: true,
  decisionThreshold: 0,
});
