import { sigmoid } from "../activations/sigmoid.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { binaryCrossEntropyFromLogits } from "./binary_cross_entropy_from_logits.ts";
import { errorsOf } from "./errors.ts";
import { type Loss, loss, type Pair } from "./loss.ts";
import { LABELS } from "./targets.ts";

/**
 * Sigmoid and binary cross-entropy as one function of z, finite for every finite z.
 *
 * @example
 * ```ts
 * import { float64, sigmoidBinaryCrossEntropy } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { value } = sigmoidBinaryCrossEntropy;
 * assertEquals(value(float64, { z: [-1000], a: [0] }, [1]), 1000); // where −log 0 is ∞
 * ```
 * @category Losses
 */
export const sigmoidBinaryCrossEntropy: Pair = /* @__PURE__ */ Object.freeze<Pair>({
  activation: sigmoid,
  value: (m, { z }, y) => binaryCrossEntropyFromLogits.value(m, { a: z, y }),
  /** a − y, for any targets. */
  error: (m, { a }, y) => errorsOf(m, { a, y }),
});

/**
 * The cross-entropy of the probabilities of independent labels, summed over the outputs, in nats.
 *
 * Outputs must lie between 0 and 1; paired with `sigmoid` it is finite for every finite z.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(binaryCrossEntropy.value(float64, { a: [0.5], y: [1] }), Math.log(2));
 * ```
 * @category Losses
 */
export const binaryCrossEntropy: Loss = /* @__PURE__ */ loss({
  name: "binaryCrossEntropy",
  /** −Σ (y log a + (1 − y) log(1 − a)), where 0 log 0 = 0. */
  value: (m, { a, y }) => {
    const terms = a.map((aj, j) => {
      const rest = m.xlogy(m.sub(m.one, y[j]!), m.sub(m.one, aj));
      return m.add(m.xlogy(y[j]!, aj), rest);
    });
    return m.neg(sum(m, terms));
  },
  /** (1 − y) / (1 − a) − y / a. */
  gradient: (m, { a, y }) =>
    a.map((aj, j) => {
      const rest = m.xdivy(m.sub(m.one, y[j]!), m.sub(m.one, aj));
      return m.sub(rest, m.xdivy(y[j]!, aj));
    }),
  domain: {
    text: "0 < a < 1",
    positive: (m, a) => m.choose(a, m.sub(m.one, a), a),
    /** y at a = 0, and 1 − y at a = 1. */
    edge: (m, a, y) => m.choose(a, m.sub(m.one, y), y),
  },
  targets: LABELS,
  pairs: [sigmoidBinaryCrossEntropy],
});
