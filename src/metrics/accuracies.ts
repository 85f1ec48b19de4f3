import { checkCount } from "../core/support/checks.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Matrix } from "../core/matrix/matrix.ts";
import { type ClassCounts, countsOf, pooledCounts } from "./class_counts.ts";
import { decide, type DecideOptions, labelsOf } from "./decide.ts";
import { meanMetric, type RunningMean } from "./mean.ts";
import { type Metric, readAs } from "./metric.ts";
import { QUOTIENTS } from "./quotients.ts";

/**
 * Exact match: the share of examples all of whose outputs are decided correctly.
 *
 * For examples of several labels, with a threshold: an example counts only if every label is right.
 *
 * @param options The threshold of {@linkcode decide}. A target above 0.5 is positive.
 * @returns The metric, from 0 to 1; NaN without examples.
 *
 * @example
 * ```ts
 * import { exactMatch, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.8], [0.9, 0.1]]), targets = matrix([[1, 1], [1, 1]]);
 * assertEquals(measure(exactMatch({ threshold: 0.5 }), outputs, targets), 0.5);
 * ```
 * @category Classification
 */
export function exactMatch(options: DecideOptions = {}): Metric<RunningMean, number> {
  checkOptions("exactMatch()", options, "threshold");
  return share("exactMatch", (outputs, targets, decisionThreshold) => {
    const { rows, columns, data } = decide(outputs, options, decisionThreshold);
    return Array.from({ length: rows }, (_, i) => {
      for (let index = i * columns; index < (i + 1) * columns; index++) {
        if ((data[index] === 1) !== (targets.data[index]! > 0.5)) return false;
      }
      return true;
    });
  });
}

/**
 * Top-k accuracy: the share of examples whose class is among the k largest outputs.
 *
 * Among equal outputs the one of lowest index comes first, as in `decide`: `topK(1)` is `accuracy`.
 * A class whose output is NaN is not among the largest.
 *
 * @returns The metric, from 0 to 1; NaN without examples.
 * @throws {RangeError} If k is not a positive integer or, in `update`, exceeds the outputs.
 *
 * @example
 * ```ts
 * import { matrix, measure, topK } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]]);
 * const targets = matrix([[0, 1, 0], [0, 0, 1]]);
 * assertEquals(measure(topK(2), outputs, targets), 0.5);
 * ```
 * @category Classification
 */
export function topK(k: number): Metric<RunningMean, number> {
  checkCount(k, "k");
  return share(`topK(${k})`, (outputs, targets) => {
    const { columns, data } = outputs;
    if (k > columns || columns === 1) {
      const wanted = `${Math.max(k, 2)} outputs or more, one for each class`;
      throw new RangeError(`topK(${k}) needs ${wanted}, but found ${columns}`);
    }
    return Array.from(labelsOf(targets), (label, i) => {
      const own = data[i * columns + label]!;
      let ahead = 0;
      for (let j = 0; j < columns; j++) {
        const other = data[i * columns + j]!;
        if (other > own || (other === own && j < label)) ahead++;
      }
      return !Number.isNaN(own) && ahead < k;
    });
  });
}

/**
 * Binary accuracy: the share of correct decisions, each output decided by itself.
 *
 * With several outputs it counts true negatives, as (104) does: of 10 classes, 0.9 is trivial.
 *
 * @param options The threshold. Defaults to that of the loss, or 0.5.
 * @returns The metric, from 0 to 1; NaN without examples.
 *
 * @example
 * ```ts
 * import { binaryAccuracy, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9], [0.4], [0.6]]);
 * assertEquals(measure(binaryAccuracy(), outputs, matrix([[1], [0], [0]])), 2 / 3);
 * ```
 * @category Classification
 */
export function binaryAccuracy(options: DecideOptions = {}): Metric<ClassCounts, number> {
  const { threshold } = checkOptions("binaryAccuracy()", options, "threshold");
  const counts = countsOf("binaryAccuracy", (outputs, decisionThreshold = 0.5) => {
    return decide(outputs, { threshold: threshold ?? decisionThreshold });
  });
  return readAs("binaryAccuracy", counts, (each) => QUOTIENTS.accuracy(pooledCounts(each)));
}

/** The share of examples that are right. */
function share(
  name: string,
  right: (outputs: Matrix, targets: Matrix, decisionThreshold?: number) => readonly boolean[],
): Metric<RunningMean, number> {
  return meanMetric(name, (...batch) => right(...batch).map(Number));
}
