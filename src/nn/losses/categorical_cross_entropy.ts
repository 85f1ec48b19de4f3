import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss, type Outcome } from "./loss.ts";
import { softmaxCrossEntropy } from "./softmax_cross_entropy.ts";
import { PROBABILITIES } from "./targets.ts";

/**
 * The categorical cross-entropy of one example, in nats. Outputs must be positive.
 *
 * @example
 * ```ts
 * import { categoricalCrossEntropy, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(categoricalCrossEntropy.value(float64, { a: [0.25, 0.75], y: [1, 0] }), Math.log(4));
 * ```
 * @category Losses
 */
export const categoricalCrossEntropy: Loss = /* @__PURE__ */ loss({
  name: "categoricalCrossEntropy",
  value: crossEntropy,
  /** (25), (70): −y / a. */
  gradient: (m, { a, y }) => a.map((aj, j) => m.neg(m.xdivy(y[j]!, aj))),
  domain: { text: "a > 0", positive: (_, a) => a, edge: (_m, _a, y) => y },
  targets: PROBABILITIES,
  pairs: [softmaxCrossEntropy],
});

/** (15), (18), (69): −Σ y log a, where 0 log 0 = 0. */
export function crossEntropy<T>(m: Arithmetic<T>, { a, y }: Outcome<T>): T {
  return m.neg(sum(m, a.map((aj, j) => m.xlogy(y[j]!, aj))));
}
