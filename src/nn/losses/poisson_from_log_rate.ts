import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss } from "./loss.ts";
import { COUNTS } from "./targets.ts";

/**
 * The negative log-likelihood of counts y for Poisson distributions of rates eᵃ, from a linear layer.
 *
 * In nats and without log y!, as `poisson`; PyTorch's `PoissonNLLLoss`, summed over the outputs.
 *
 * @example
 * ```ts
 * import { float64, poissonFromLogRate } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(poissonFromLogRate.value(float64, { a: [0, 0], y: [3, 0] }), 2);
 * ```
 * @category Losses
 */
export const poissonFromLogRate: Loss = /* @__PURE__ */ loss({
  name: "poissonFromLogRate",
  /** Σ (eᵃ − y a). */
  value: (m, { a, y }) => sum(m, a.map((aj, j) => m.sub(m.exp(aj), m.mul(y[j]!, aj)))),
  /** eᵃ − y. */
  gradient: (m, { a, y }) => a.map((aj, j) => m.sub(m.exp(aj), y[j]!)),
  targets: COUNTS,
  signed: true,
});
