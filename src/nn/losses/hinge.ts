import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { mean } from "../../core/arithmetic/reductions.ts";
import { shares } from "./errors.ts";
import { type Loss, loss, type Outcome } from "./loss.ts";
import { SIGNS } from "./targets.ts";

/**
 * The hinge loss, max(0, 1 − y a) averaged over the outputs, for targets of −1 and 1.
 *
 * Its gradient jumps where y a = 1; there it is 0 by convention. C. Cortes, V. Vapnik: Support-vector
 * networks. Machine Learning 20 (1995).
 *
 * @example
 * ```ts
 * import { float64, hinge } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hinge.value(float64, { a: [0.25, -3], y: [1, -1] }), 0.375);
 * ```
 * @category Losses
 */
export const hinge: Loss = /* @__PURE__ */ loss({
  name: "hinge",
  /** 1/N Σ max(0, 1 − y a). */
  value: (m, outcome) => {
    return mean(m, margin(m, outcome).map((rest) => m.choose(rest, rest, m.zero)));
  },
  /** −y/N where y a < 1, else 0. */
  gradient: (m, outcome) => {
    const { y } = outcome;
    return shares(m, margin(m, outcome).map((rest, j) => m.choose(rest, m.neg(y[j]!), m.zero)));
  },
  kinks: margin,
  targets: SIGNS,
  signed: true,
  decisionThreshold: 0,
});

/** 1 − y a. */
export function margin<T>(m: Arithmetic<T>, { a, y }: Outcome<T>): T[] {
  return a.map((aj, j) => m.sub(m.one, m.mul(y[j]!, aj)));
}
