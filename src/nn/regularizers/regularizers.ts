import { checkPositive } from "../../core/support/checks.ts";
import { type Regularizer, regularizer } from "./regularizer.ts";

/**
 * The L1 penalty: λ |w| for each weight, which drives weights to exactly 0.
 *
 * Its slope is λ where w > 0 and −λ where w < 0; at the kink it is 0, a subgradient, so that a weight of
 * 0 stays. R. Tibshirani: Regression shrinkage and selection via the lasso. JRSS B 58 (1996).
 *
 * @throws {RangeError} If `strength`, λ, is not a positive number.
 *
 * @example
 * ```ts
 * import { float64, l1 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { value, slope } = l1(0.5);
 * assertEquals([-2, 0, 2].map((w) => value(float64, w)), [1, 0, 1]);
 * assertEquals([-2, 0, 2].map((w) => slope(float64, w)), [-0.5, 0, 0.5]);
 * ```
 * @category Regularizers
 */
export function l1(strength: number): Regularizer {
  checkPositive(strength, "strength");
  return regularizer({
    name: `l1(${strength})`,
    value: (m, w) => m.mul(m.constant(strength), m.choose(m.neg(w), m.neg(w), w)),
    slope: (m, w) => {
      const right = m.constant(strength);
      return m.choose(w, right, m.choose(m.neg(w), m.neg(right), m.zero));
    },
    kinks: [0],
  });
}

/**
 * The L2 penalty: λ w² for each weight, whose slope is 2 λ w.
 *
 * Where others write ½ λ w², their λ is twice this one. A. N. Tikhonov (1943); A. E. Hoerl, R. W.
 * Kennard: Ridge regression. Technometrics 12 (1970).
 *
 * @throws {RangeError} If `strength`, λ, is not a positive number.
 *
 * @example
 * ```ts
 * import { float64, l2 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { value, slope } = l2(0.5);
 * assertEquals([value(float64, 3), slope(float64, 3)], [4.5, 3]);
 * ```
 * @category Regularizers
 */
export function l2(strength: number): Regularizer {
  checkPositive(strength, "strength");
  return regularizer({
    name: `l2(${strength})`,
    value: (m, w) => m.mul(m.constant(strength), m.mul(w, w)),
    slope: (m, w) => m.mul(m.mul(m.constant(2), m.constant(strength)), w),
  });
}

/**
 * All built-in regularizers by name, as functions of their strength.
 *
 * @example
 * ```ts
 * import { REGULARIZERS } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(REGULARIZERS.l2(0.5).name, "l2(0.5)");
 * ```
 * @category Regularizers
 */
export const REGULARIZERS: Readonly<Record<"l1" | "l2", (strength: number) => Regularizer>> =
  /* @__PURE__ */ Object.freeze({ l1, l2 });
