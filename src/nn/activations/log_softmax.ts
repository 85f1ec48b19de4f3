import { maximum, sum } from "../../core/arithmetic/reductions.ts";
import { rowwise, type RowwiseActivation } from "./activation.ts";
import { softmax } from "./softmax.ts";

/**
 * The logarithm of softmax: negative outputs whose exponentials sum to 1 in each row.
 *
 * Finite if all differences of weighted sums are, whereas softmax underflows to 0 at a difference of 745.
 * Use it with `crossEntropyFromLogits`, as log-probabilities are logits, too.
 *
 * @example
 * ```ts
 * import { float64, logSoftmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const half = Math.log(0.5);
 * assertEquals(logSoftmax.value(float64, [1000, 1000]), [half, half]);
 * ```
 * @category Activations
 */
export const logSoftmax: RowwiseActivation = /* @__PURE__ */ rowwise({
  name: "logSoftmax",
  /** (z − max z) − log Σ e^(z − max z). */
  value: (m, z) => {
    const top = maximum(m, z);
    const distances = z.map((zj) => m.sub(zj, top));
    const total = m.log(sum(m, distances.map((distance) => m.exp(distance))));
    return distances.map((distance) => m.sub(distance, total));
  },
  /** e − softmax(z) Σe, as J = I − 1 softmax(z)ᵀ. */
  pullback: (m, { a }, error) => {
    const total = sum(m, error);
    return a.map((aj, j) => m.sub(error[j]!, m.mul(m.exp(aj), total)));
  },
  equivalents: [{
    equation: "log of (90)",
    value: (m, z) => softmax.value(m, z).map((share) => m.log(share)),
  }],
});
