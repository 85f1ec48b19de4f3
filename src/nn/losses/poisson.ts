import { sum } from "../../core/arithmetic/reductions.ts";
import { sigmoid } from "../activations/sigmoid.ts";
import { softplus } from "../activations/softplus.ts";
import { type Loss, loss } from "./loss.ts";
import { COUNTS } from "./targets.ts";

/**
 * The negative log-likelihood of counts y for Poisson distributions of rates a, in nats, without log y!,
 * which does not depend on a. Outputs must be positive; those of `softplus` may underflow to 0.
 *
 * @example
 * ```ts
 * import { float64, poisson } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(poisson.value(float64, { a: [1, 2], y: [3, 0] }), 3);
 * ```
 * @category Losses
 */
export const poisson: Loss = /* @__PURE__ */ loss({
  name: "poisson",
  /** Σ (a − y log a), where 0 log 0 = 0. */
  value: (m, { a, y }) => sum(m, a.map((aj, j) => m.sub(aj, m.xlogy(y[j]!, aj)))),
  /** 1 − y / a. */
  gradient: (m, { a, y }) => a.map((aj, j) => m.sub(m.one, m.xdivy(y[j]!, aj))),
  domain: { text: "a > 0", positive: (_, a) => a, edge: (_m, _a, y) => y },
  targets: COUNTS,
  pairs: [{
    activation: softplus,
    /** Σ (a − y log a), where log a is z once a underflows. */
    value: (m, { z, a }, y) =>
      sum(m, a.map((aj, j) => m.sub(aj, m.mul(y[j]!, m.choose(aj, m.log(aj), z[j]!))))),
    /** σ(z) − y σ(z) / a, where σ(z) / a is 1 once both underflow. */
    error: (m, { z, a }, y) =>
      a.map((aj, j) => {
        const share = sigmoid.value(m, z[j]!);
        return m.sub(share, m.mul(y[j]!, m.choose(aj, m.div(share, aj), m.one)));
      }),
  }],
});
