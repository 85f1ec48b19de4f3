import { sum } from "../../core/arithmetic/reductions.ts";
import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { type Family, family } from "../../core/support/family.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type Loss, loss, type Outcome } from "./loss.ts";
import { LABELS } from "./targets.ts";

/**
 * Options of {@linkcode dice}.
 * @category Losses
 */
export interface DiceOptions {
  /** s, added to numerator and denominator, a positive number; defaults to 1. */
  readonly smooth?: number;
}

const SMOOTH = 1;

/** The Dice losses of all s. */
const DICES: Family<Loss> = /* @__PURE__ */ family(
  "dice",
  SMOOTH,
  (smooth) => smooth > 0 && smooth < Infinity,
  (name, s) =>
    loss({
      name,
      value: (m, outcome) => {
        const { overlap, size } = partsOf(m, outcome, s);
        return m.sub(m.one, m.div(overlap, size));
      },
      // 2 (a N / D − y) / D
      gradient: (m, outcome) => {
        const { overlap, size } = partsOf(m, outcome, s);
        const share = m.div(overlap, size), two = m.constant(2);
        return outcome.a.map((aj, j) => {
          return m.div(m.mul(two, m.sub(m.mul(aj, share), outcome.y[j]!)), size);
        });
      },
      targets: LABELS,
    }),
);

/** N = 2 Σ a y + s, and D = Σ a² + Σ y² + s. */
function partsOf<T>(m: Arithmetic<T>, { a, y }: Outcome<T>, s: number) {
  const smooth = m.constant(s);
  const both = sum(m, a.map((aj, j) => m.mul(aj, y[j]!)));
  const squares = sum(m, a.map((aj, j) => m.add(m.mul(aj, aj), m.mul(y[j]!, y[j]!))));
  return { overlap: m.add(m.mul(m.constant(2), both), smooth), size: m.add(squares, smooth) };
}

/**
 * The Dice loss of the outputs of one example, 1 − (2 Σ a y + s) / (Σ a² + Σ y² + s).
 *
 * It compares where labels are set, however few are. F. Milletari, N. Navab, S.-A. Ahmadi: V-Net: fully
 * convolutional neural networks for volumetric medical image segmentation. 3DV 2016, section 3, which
 * has no s; with it, nothing found where nothing is costs nothing.
 *
 * @returns The loss, the same record for the same s.
 * @throws {RangeError} If s is not positive and finite.
 *
 * @example
 * ```ts
 * import { dice, float64 } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dice().value(float64, { a: [1, 0, 1], y: [1, 0, 0] }), 0.25);
 * ```
 * @category Losses
 */
export function dice(options: DiceOptions = {}): Loss {
  const { smooth = SMOOTH } = checkOptions("dice()", options, "smooth");
  return DICES.of(smooth);
}
