import type { Matrix } from "../matrix/matrix.ts";
import { labelsOf } from "./decide.ts";

/**
 * The confusion matrix: how many examples of each class were taken for which.
 *
 * @param outputs (examples × classes).
 * @param targets (examples × classes), one-hot.
 * @returns Counts (classes × classes): row the true class, column the decided one, by largest output.
 */
export function confusionMatrix(outputs: Matrix, targets: Matrix): Matrix {
  const classes = Math.max(2, outputs.columns);
  const counts = new Float64Array(classes * classes);
  const decided = labelsOf(outputs);
  labelsOf(targets).forEach((label, i) => counts[label * classes + decided[i]!]!++);
  return { rows: classes, columns: classes, data: counts };
}

/**
 * The share of examples whose largest output is right.
 *
 * Not the paper's accuracy, (104), which counts true negatives.
 *
 * @param confusion A confusion matrix.
 * @returns From 0 to 1.
 */
export function accuracyOf({ rows, data }: Matrix): number {
  let right = 0, all = 0;
  for (let index = 0; index < data.length; index++) {
    all += data[index]!;
    if (index % (rows + 1) === 0) right += data[index]!;
  }
  return right / all;
}
