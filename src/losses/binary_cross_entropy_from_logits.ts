import { sigmoid } from "../activations/sigmoid.ts";
import { softplus } from "../activations/softplus.ts";
import { sum } from "../arithmetic/reductions.ts";
import { type Loss, loss } from "./loss.ts";

/**
 * Binary cross-entropy of outputs that are logits, log(p / (1 − p)): any numbers, from a linear layer.
 *
 * The sum over the outputs, in nats; finite for every finite output.
 */
export const binaryCrossEntropyFromLogits: Loss = loss({
  name: "binaryCrossEntropyFromLogits",
  /** Σ (log(1 + eᵃ) − y a), which is −y log σ(a) − (1 − y) log(1 − σ(a)). */
  value: (m, { a, y }) => {
    return sum(m, a.map((aj, j) => m.sub(softplus.value(m, aj), m.mul(y[j]!, aj))));
  },
  /** σ(a) − y. */
  gradient: (m, { a, y }) => a.map((aj, j) => m.sub(sigmoid.value(m, aj), y[j]!)),
});
