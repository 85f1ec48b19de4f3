import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { categoricalCrossEntropy } from "./categorical_cross_entropy.ts";
import { checkLoss, type Loss, loss, pairsOf } from "./loss.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode labelSmoothing}.
 * @category Losses
 */
export interface LabelSmoothingOptions {
  /** ε, the share of each target that is spread over all classes; defaults to 0.1. */
  readonly amount?: number;
  /** The name; defaults to that of the loss with the amount. */
  readonly name?: string;
}

const AMOUNT = 0.1;

/**
 * A loss with smoothed targets: (1 − ε) y + ε / N instead of y, for N mutually exclusive classes.
 *
 * N is the number of outputs, but 2 for a single output, which stands for the second of two classes.
 * Independent labels move towards the middle of both their values instead: (1 − ε) y + ε / 2 for
 * binary cross-entropy, as in Keras, and (1 − ε) y for hinge. C. Szegedy, V. Vanhoucke, S. Ioffe,
 * J. Shlens, Z. Wojna: Rethinking the Inception architecture for computer vision. CVPR 2016, section 7.
 *
 * @throws {TypeError} If `of` is not a loss.
 * @throws {RangeError} If ε is not a number from 0 to 1.
 *
 * @example
 * ```ts
 * import { categoricalCrossEntropy, float64, labelSmoothing } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const smoothed = labelSmoothing(categoricalCrossEntropy, { amount: 0.5 });
 * const a = [0.5, 0.5];
 * assertEquals(smoothed.gradient(float64, { a, y: [1, 0] }), [-1.5, -0.5]);
 * ```
 * @category Losses
 */
export function labelSmoothing(of: Loss, options: LabelSmoothingOptions = {}): Loss {
  checkOptions("labelSmoothing()", options, "amount name");
  const { amount = AMOUNT, name = `${of?.name}, labels smoothed by ${amount}` } = options;
  checkLoss(of);
  if (!(amount >= 0 && amount <= 1)) {
    throw new RangeError(`amount must be a number from 0 to 1, but found ${amount}`);
  }
  const middle = of.targets?.middle;
  const smooth = <T>(m: Arithmetic<T>, y: readonly T[]): T[] => {
    const kept = m.sub(m.one, m.constant(amount));
    const even = middle === undefined
      ? m.div(m.constant(amount), m.constant(Math.max(2, y.length)))
      : m.mul(m.constant(amount), m.constant(middle));
    return y.map((yj) => m.add(m.mul(kept, yj), even));
  };
  const { kinks, domain, targets, signed, decisionThreshold } = of;
  return loss({
    name,
    ...(domain && { domain }),
    ...(targets && { targets }),
    ...(signed !== undefined && { signed }),
    ...(decisionThreshold !== undefined && { decisionThreshold }),
    value: (m, { a, y }) => of.value(m, { a, y: smooth(m, y) }),
    gradient: (m, { a, y }) => of.gradient(m, { a, y: smooth(m, y) }),
    ...(kinks && { kinks: (m, { a, y }) => kinks(m, { a, y: smooth(m, y) }) }),
    pairs: pairsOf(of).map(({ activation, value, error }) => ({
      activation,
      value: (m, at, y) => value(m, at, smooth(m, y)),
      error: (m, at, y) => error(m, at, smooth(m, y)),
    })),
  });
}

/**
 * Categorical cross-entropy of labels smoothed by 0.1.
 *
 * @example
 * ```ts
 * import { float64, smoothedCrossEntropy } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const at = { a: [0.5, 0.5], y: [1, 0] }; // and not −2 and 0
 * assertAlmostEquals(smoothedCrossEntropy.gradient(float64, at)[0]!, -1.9, 1e-15);
 * ```
 * @category Losses
 */
export const smoothedCrossEntropy: Loss = /* @__PURE__ */ labelSmoothing(categoricalCrossEntropy, {
  name: "smoothedCrossEntropy",
});
