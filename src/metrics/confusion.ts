import type { Matrix } from "../core/matrix/matrix.ts";
import { decide, type DecideOptions, labelsOf } from "./decide.ts";
import { type Metric, metric, readAs } from "./metric.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * The confusion matrix: how many examples of each class were assigned to each, by largest output.
 *
 * @param options The threshold of a single output, which stands for two classes. Defaults to that
 * of the loss, or 0.5.
 * @returns The metric; its result holds counts (classes × classes), row the true class, column the
 * predicted one. Without examples it is empty.
 *
 * @example
 * ```ts
 * import { confusionMatrix, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]);
 * const { data } = measure(confusionMatrix(), outputs, matrix([[1, 0], [0, 1]]));
 * assertEquals(Array.from(data), [1, 0, 1, 0]);
 * ```
 * @category Classification
 */
export function confusionMatrix(options: DecideOptions = {}): Metric<Matrix, Matrix> {
  checkOptions("confusionMatrix()", options, "threshold");
  return metric<Matrix, Matrix>({
    name: "confusionMatrix",
    weighted: true,
    empty: (columns) => {
      const classes = columns === 1 ? 2 : columns;
      return { rows: classes, columns: classes, data: new Float64Array(classes * classes) };
    },
    add: ({ rows, columns, data }, outputs, targets, decisionThreshold, weights) => {
      const counts = Float64Array.from(data);
      const decided = outputs.columns === 1
        ? decide(outputs, options, decisionThreshold).data
        : labelsOf(outputs);
      labelsOf(targets).forEach((label, i) => {
        counts[label * columns + decided[i]!]! += weights?.[i] ?? 1;
      });
      return { rows, columns, data: counts };
    },
    result: (counts) => counts,
  });
}

/**
 * Accuracy: the share of examples whose largest output is that of their class.
 *
 * The paper's accuracy, (104), counts true negatives instead: that is `microAverages`.
 *
 * @param options The threshold of a single output, which stands for two classes. Defaults to that
 * of the loss, or 0.5.
 * @returns The metric, from 0 to 1; NaN without examples.
 *
 * @example
 * ```ts
 * import { accuracy, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]);
 * assertEquals(measure(accuracy(), outputs, matrix([[1, 0], [0, 1]])), 0.5);
 * ```
 * @category Classification
 */
export function accuracy(options: DecideOptions = {}): Metric<Matrix, number> {
  checkOptions("accuracy()", options, "threshold");
  return readAs("accuracy", confusionMatrix(options), accuracyOf);
}

/** The share of the examples of a confusion matrix on its diagonal; NaN without examples. */
export function accuracyOf({ rows, data }: Matrix): number {
  let right = 0, all = 0;
  for (let index = 0; index < data.length; index++) {
    all += data[index]!;
    if (index % (rows + 1) === 0) right += data[index]!;
  }
  return right / all;
}

/** How often one class was taken for another. */
export interface ConfusedPair {
  /** The true class. */
  readonly is: number;
  /** The decided one. */
  readonly taken: number;
  readonly times: number;
}

/** The mistakes of a confusion matrix, the most frequent first. */
export function confusedPairs({ columns, data }: Matrix): ConfusedPair[] {
  return Array.from(
    data,
    (times, at) => ({ is: Math.floor(at / columns), taken: at % columns, times }),
  ).filter(({ is, taken, times }) => times > 0 && is !== taken).sort((a, b) => b.times - a.times);
}
