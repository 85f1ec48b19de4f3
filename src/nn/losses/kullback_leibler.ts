import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { softmax } from "../activations/softmax.ts";
import { categoricalCrossEntropy } from "./categorical_cross_entropy.ts";
import { type Loss, loss } from "./loss.ts";
import { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";
import { PROBABILITIES } from "./targets.ts";

/**
 * The Kullback–Leibler divergence of the outputs from the targets, in nats: cross-entropy minus the
 * entropy of the targets.
 *
 * Outputs must be positive, and targets probabilities. S. Kullback, R. A. Leibler: On information and
 * sufficiency. Annals of Mathematical Statistics 22 (1951).
 *
 * @example
 * ```ts
 * import { float64, kullbackLeibler } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(kullbackLeibler.value(float64, { a: [0.5, 0.5], y: [1, 0] }), Math.log(2));
 * ```
 * @category Losses
 */
export const kullbackLeibler: Loss = /* @__PURE__ */ loss({
  name: "kullbackLeibler",
  /** Σ y log(y / a), where 0 log 0 = 0. */
  value: (m, { a, y }) => {
    return m.sub(categoricalCrossEntropy.value(m, { a, y }), entropy(m, y));
  },
  /** −y / a. */
  gradient: (m, { a, y }) => a.map((aj, j) => m.neg(m.xdivy(y[j]!, aj))),
  domain: { text: "a > 0", positive: (_, a) => a, edge: (_m, _a, y) => y },
  targets: PROBABILITIES,
  pairs: [{
    activation: softmax,
    value: (m, at, y) => m.sub(softmaxCrossEntropy.value(m, at, y), entropy(m, y)),
    error: (m, at, y) => softmaxCrossEntropy.error(m, at, y),
  }],
});

/** −Σ y log y. */
function entropy<T>(m: Arithmetic<T>, y: readonly T[]): T {
  return m.neg(sum(m, y.map((yj) => m.xlogy(yj, yj))));
}
