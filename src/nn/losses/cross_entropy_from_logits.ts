import { softmax } from "../activations/softmax.ts";
import { type Loss, loss } from "./loss.ts";
import { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";
import { PROBABILITIES } from "./targets.ts";

/**
 * Categorical cross-entropy of logits, from a linear layer, in nats.
 *
 * Finite unless the cost itself overflows. Log-probabilities are logits, too.
 *
 * @example
 * ```ts
 * import { crossEntropyFromLogits, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(crossEntropyFromLogits.value(float64, { a: [0, 0], y: [1, 0] }), Math.log(2));
 * ```
 * @category Losses
 */
export const crossEntropyFromLogits: Loss = /* @__PURE__ */ loss({
  name: "crossEntropyFromLogits",
  /** (15) of (90), with a for z. */
  value: (m, { a, y }) => softmaxCrossEntropy.value(m, { z: a, a }, y),
  /** (31): softmax(a) Σy − y. */
  gradient: (m, { a, y }) => softmaxCrossEntropy.error(m, { z: a, a: softmax.value(m, a) }, y),
  targets: PROBABILITIES,
  signed: true,
});
