import { sigmoid } from "../activations/sigmoid.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss } from "./loss.ts";
import { LABELS } from "./targets.ts";

/**
 * Binary cross-entropy of logits, log(p / (1 − p)), from a linear layer, summed over the outputs, in nats.
 *
 * Finite for every finite output.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropyFromLogits, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(binaryCrossEntropyFromLogits.value(float64, { a: [0, -1000], y: [1, 1] }), Math.log(2) + 1000);
 * ```
 * @category Losses
 */
export const binaryCrossEntropyFromLogits: Loss = /* @__PURE__ */ loss({
  name: "binaryCrossEntropyFromLogits",
  /**
   * Σ (log(1 + eᵃ) − y a), which is −y log σ(a) − (1 − y) log(1 − σ(a)).
   *
   * Written as max(0, a) − y a + log(1 + e^−|a|), where the first two terms cancel first.
   */
  value: (m, { a, y }) => {
    const terms = a.map((aj, j) => {
      const large = m.sub(m.choose(aj, aj, m.zero), m.mul(y[j]!, aj));
      return m.add(large, m.log1p(m.exp(m.choose(aj, m.neg(aj), aj))));
    });
    return sum(m, terms);
  },
  /** σ(a) − y. */
  gradient: (m, { a, y }) => a.map((aj, j) => m.sub(sigmoid.value(m, aj), y[j]!)),
  targets: LABELS,
  signed: true,
  /** A probability of ½. */
  decisionThreshold: 0,
});
