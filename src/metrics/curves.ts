import type { Metric } from "./metric.ts";
import { type Cut, perRanking, type Ranked } from "./ranking.ts";

/**
 * The points of a curve in its order.
 * @category Classification
 */
export type Curve = readonly (readonly [x: number, y: number])[];

/**
 * The ROC curve of each output: the true positive rate by the false positive rate at every threshold.
 *
 * TP / (TP + FN) by FP / (FP + TN), from (0, 0), where nothing is decided positive, to (1, 1), each
 * class against all others. Points between two others on a straight line are left out. The area below
 * it is {@linkcode rocAuc}.
 *
 * @returns The metric; it stores all outputs. A curve is empty without positive and negative targets.
 *
 * @example
 * ```ts
 * import { matrix, measure, rocCurve } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.1], [0.4], [0.35], [0.8]]), targets = matrix([[0], [0], [1], [1]]);
 * const [curve] = measure(rocCurve(), outputs, targets);
 * assertEquals(curve, [[0, 0], [0, 0.5], [0.5, 0.5], [0.5, 1], [1, 1]]);
 * ```
 * @category Classification
 */
export function rocCurve(): Metric<Ranked, readonly Curve[]> {
  return perRanking("rocCurve", rocOf);
}

/** The ROC curve of cuts; empty if they are undefined. */
export function rocOf(cuts: readonly Cut[] = []): Curve {
  const { truePositives = 0, falsePositives = 0 } = cuts.at(-1) ?? {};
  if (truePositives === 0 || falsePositives === 0) return [];
  return corners([NOTHING, ...cuts]).map((cut) => [
    cut.falsePositives / falsePositives,
    cut.truePositives / truePositives,
  ]);
}

/**
 * The precision–recall curve of each output: precision by recall at every threshold.
 *
 * TP / (TP + FP) by TP / (TP + FN), from the highest threshold to the lowest, each class against all
 * others. Between two points precision is not on their straight line: it is drawn in steps, as
 * {@linkcode averagePrecision} sums it. Thresholds that change neither the recall nor raise the precision
 * are left out.
 *
 * @returns The metric; it stores all outputs. A curve is empty without positive targets.
 *
 * @example
 * ```ts
 * import { matrix, measure, precisionRecallCurve } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.1], [0.4], [0.35], [0.8]]), targets = matrix([[0], [0], [1], [1]]);
 * const [curve] = measure(precisionRecallCurve(), outputs, targets);
 * assertEquals(curve, [[0.5, 1], [1, 2 / 3]]);
 * ```
 * @category Classification
 */
export function precisionRecallCurve(): Metric<Ranked, readonly Curve[]> {
  return perRanking("precisionRecallCurve", precisionRecallOf);
}

/** The precision–recall curve of cuts; empty if they are undefined. */
export function precisionRecallOf(cuts: readonly Cut[] = []): Curve {
  const positives = cuts.at(-1)?.truePositives ?? 0;
  if (positives === 0) return [];
  // The first cut of a recall has its highest precision.
  return cuts.filter((cut, k) => cut.truePositives > (cuts[k - 1] ?? NOTHING).truePositives)
    .map(({ truePositives, falsePositives }) => [
      truePositives / positives,
      truePositives / (truePositives + falsePositives),
    ]);
}

const NOTHING: Cut = { truePositives: 0, falsePositives: 0 };

/** Cuts without those that lie on the straight line between their neighbours. */
function corners(cuts: readonly Cut[]): readonly Cut[] {
  return cuts.filter((cut, k) => {
    const before = cuts[k - 1], after = cuts[k + 1];
    if (!before || !after) return true;
    const up = cut.truePositives - before.truePositives;
    const along = cut.falsePositives - before.falsePositives;
    return up * (after.falsePositives - cut.falsePositives) !==
      along * (after.truePositives - cut.truePositives);
  });
}
