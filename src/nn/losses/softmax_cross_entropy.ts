import { softmax } from "../activations/softmax.ts";
import { maximum, sum } from "../../core/arithmetic/reductions.ts";
import type { Pair } from "./loss.ts";

/**
 * Softmax and cross-entropy as one function of z, finite unless the cost itself overflows.
 *
 * It never takes the logarithm of an underflowed softmax or divides by it, so that a confident wrong
 * prediction has its true cost and gradient.
 *
 * @example
 * ```ts
 * import { float64, softmaxCrossEntropy } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { value } = softmaxCrossEntropy;
 * assertEquals(value(float64, { z: [0, 1000], a: [0, 1] }, [1, 0]), 1000); // where −log 0 is ∞
 * ```
 * @category Losses
 */
export const softmaxCrossEntropy: Pair = /* @__PURE__ */ Object.freeze<Pair>({
  activation: softmax,
  /**
   * (15) of (90), multiplied out: Σy log Σ e^(z − max z) + Σ y (max z − z).
   *
   * Differences of halves are doubled, so that none overflows.
   */
  value: (m, { z }, y) => {
    const top = maximum(m, z);
    const total = sum(m, z.map((zj) => m.exp(m.sub(zj, top))));
    const half = m.constant(0.5), two = m.constant(2);
    const distances = z.map((zj, j) => {
      const halved = m.sub(m.mul(half, top), m.mul(half, zj));
      return m.mul(m.mul(two, y[j]!), halved);
    });
    return m.add(m.mul(sum(m, y), m.log(total)), sum(m, distances));
  },
  /** (31): a Σy − y, for any targets. (32), a − y, holds only where Σy = 1. */
  error: (m, { a }, y) => {
    const total = sum(m, y);
    return a.map((aj, j) => m.sub(m.mul(aj, total), y[j]!));
  },
});
