import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss, type Outcome } from "./loss.ts";

/** ε, so that a row of zeros has a length. */
const EPSILON = 1e-12;

/**
 * One minus the cosine of the angle between the outputs of one example and its targets.
 *
 * 1 − Σ a y / √((Σ a² + ε) (Σ y² + ε)), where ε is 1e-12: 0 for one direction, 1 for right angles and
 * rows of zeros, 2 for opposite directions. PyTorch's `CosineEmbeddingLoss` of similar pairs; Keras'
 * `CosineSimilarity` is less by 1. A single output has the angle 0 or π.
 *
 * @example
 * ```ts
 * import { cosineSimilarity, float64 } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(cosineSimilarity.value(float64, { a: [3, 4], y: [1, 0] }), 0.4, 1e-12);
 * ```
 * @category Losses
 */
export const cosineSimilarity: Loss = /* @__PURE__ */ loss({
  name: "cosineSimilarity",
  value: (m, outcome) => m.sub(m.one, cosineOf(m, outcome).cosine),
  /** (a/‖a‖ cos − y/‖y‖) / ‖a‖, where ‖x‖ is √(Σ x² + ε). */
  gradient: (m, outcome) => {
    const { length, targetLength, cosine } = cosineOf(m, outcome);
    return outcome.a.map((aj, j) => {
      const along = m.mul(m.div(aj, length), cosine);
      return m.div(m.sub(along, m.div(outcome.y[j]!, targetLength)), length);
    });
  },
  // Around a row of zeros the gradient turns, within 1e-6: no differences resolve that.
  kinks: (m, { a }) => [sum(m, a.map((x) => m.mul(x, x)))],
});

function cosineOf<T>(m: Arithmetic<T>, { a, y }: Outcome<T>) {
  const lengthOf = (row: readonly T[]) => {
    return m.sqrt(m.add(sum(m, row.map((x) => m.mul(x, x))), m.constant(EPSILON)));
  };
  const length = lengthOf(a), targetLength = lengthOf(y);
  const product = sum(m, a.map((aj, j) => m.mul(aj, y[j]!)));
  return { length, targetLength, cosine: m.div(product, m.mul(length, targetLength)) };
}
