import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss, type Outcome } from "./loss.ts";

/**
 * The negative log-likelihood of numbers for Gaussians whose means and variances are both outputs.
 *
 * Outputs are pairs (μ, log σ²), so that a network has two for each number; targets are pairs (y, 0). In
 * nats, summed over the pairs and without ½ log 2π: Σ ½ (log σ² + (μ − y)² / σ²). D. A. Nix, A. S.
 * Weigend: Estimating the mean and variance of the target probability distribution. ICNN 1994; PyTorch's
 * `GaussianNLLLoss`. `fit` and `evaluate` refuse an odd number of outputs; here a last mean without a
 * variance has the variance 1.
 *
 * @example
 * ```ts
 * import { float64, gaussianNegativeLogLikelihood } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const at = { a: [3, 0, 5, Math.log(4)], y: [1, 0, 5, 0] };
 * assertEquals(gaussianNegativeLogLikelihood.value(float64, at), 2 + Math.log(2));
 * ```
 * @category Losses
 */
export const gaussianNegativeLogLikelihood: Loss = /* @__PURE__ */ loss({
  name: "gaussianNegativeLogLikelihood",
  value: (m, outcome) => {
    const terms = pairsOf(m, outcome).map(({ error, logVariance, precision }) => {
      return m.add(logVariance, m.mul(m.mul(error, error), precision));
    });
    return m.mul(m.constant(0.5), sum(m, terms));
  },
  /** (μ − y) / σ², and ½ (1 − (μ − y)² / σ²). */
  gradient: (m, outcome) =>
    pairsOf(m, outcome).flatMap(({ error, precision }) => {
      const scaled = m.mul(error, precision);
      return [scaled, m.mul(m.constant(0.5), m.sub(m.one, m.mul(error, scaled)))];
    }).slice(0, outcome.a.length),
  targets: {
    text: "in pairs of a number and 0, as outputs are of a mean and a log variance",
    includes: (y, count, column) => count % 2 === 0 && (column % 2 === 0 || y === 0),
    remedy: "give the network two outputs for each number",
  },
  signed: true,
});

/** μ − y, log σ² and 1 / σ² of each pair. */
function pairsOf<T>(m: Arithmetic<T>, { a, y }: Outcome<T>) {
  return a.filter((_, j) => j % 2 === 0).map((mean, k) => {
    const logVariance = a[2 * k + 1] ?? m.zero;
    const precision = m.exp(m.neg(logVariance));
    return { error: m.sub(mean, y[2 * k]!), logVariance, precision };
  });
}
