import { softmax } from "../activations/softmax.ts";
import { maximum, sum } from "../arithmetic/reductions.ts";
import type { Pair } from "./loss.ts";

/**
 * Softmax with cross-entropy as one function of z, finite for every finite z.
 *
 * Neither a logarithm of an underflowed softmax nor a division by it is ever taken, so that a
 * confident wrong prediction has its true cost and gradient.
 */
export const softmaxCrossEntropy: Pair = Object.freeze<Pair>({
  activation: softmax,
  /** (15) of (90), multiplied out: Σy (max z + log Σ e^(z − max z)) − Σ y z. */
  value: (m, { z }, y) => {
    const top = maximum(m, z);
    const total = sum(m, z.map((zj) => m.exp(m.sub(zj, top))));
    const scores = sum(m, z.map((zj, j) => m.mul(y[j]!, zj)));
    return m.sub(m.mul(sum(m, y), m.add(top, m.log(total))), scores);
  },
  /** (31): a Σy − y, for any targets. (32), a − y, holds only where Σy = 1. */
  error: (m, { a }, y) => {
    const total = sum(m, y);
    return a.map((aj, j) => m.sub(m.mul(aj, total), y[j]!));
  },
});
