import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { maximum, sum } from "../../core/arithmetic/reductions.ts";
import { rowwise, type RowwiseActivation } from "./activation.ts";

/**
 * The softmax function: positive outputs that sum to 1 in each row.
 *
 * @example
 * ```ts
 * import { float64, softmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(softmax.value(float64, [1000, 1000]), [0.5, 0.5]);
 * ```
 * @category Activations
 */
export const softmax: RowwiseActivation = /* @__PURE__ */ rowwise({
  name: "softmax",
  /** (90): subtracts the maximum of the row, so that no positive number is exponentiated. */
  value: (m, z) => {
    const top = maximum(m, z);
    return shares(m, z.map((zj) => m.exp(m.sub(zj, top))));
  },
  /** (29), (89): J e = a ⊙ (e − a·e), as J = diag(a) − a aᵀ is symmetric. */
  pullback: (m, { a }, error) => {
    const mean = sum(m, a.map((aj, j) => m.mul(aj, error[j]!)));
    return a.map((aj, j) => m.mul(aj, m.sub(error[j]!, mean)));
  },
  equivalents: [{ equation: "(24)", value: (m, z) => shares(m, z.map((zj) => m.exp(zj))) }],
});

function shares<T>(m: Arithmetic<T>, powers: readonly T[]): T[] {
  const total = sum(m, powers);
  return powers.map((power) => m.div(power, total));
}
