import { type ClassCounts, classCounts, pooledCounts } from "./class_counts.ts";
import type { DecideOptions } from "./decide.ts";
import { type Metric, readAs } from "./metric.ts";
import { QUOTIENTS } from "./quotients.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Measures over all decisions of all classes, pooled.
 * @category Classification
 */
export interface MicroAverages {
  /** (TP + TN) / (TP + TN + FP + FN), (104). */
  readonly accuracy: number;
  /** TP / (TP + FP), (105); NaN without positive decisions. */
  readonly precision: number;
  /** TP / (TP + FN), (106); NaN without positive targets. */
  readonly recall: number;
}

/**
 * The paper's micro-averaged accuracy, precision and recall, (104) to (106).
 *
 * @param options The threshold of {@linkcode decide}. A target above 0.5 is positive.
 *
 * @example
 * ```ts
 * import { matrix, measure, microAverages } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.7, 0.2, 0.1], [0.2, 0.7, 0.1]]);
 * const { accuracy, recall } = measure(microAverages(), outputs, matrix([[1, 0, 0], [0, 0, 1]]));
 * assertEquals([accuracy, recall], [4 / 6, 1 / 2]);
 * ```
 * @category Classification
 */
export function microAverages(options: DecideOptions = {}): Metric<ClassCounts, MicroAverages> {
  checkOptions("microAverages()", options, "threshold");
  return readAs("microAverages", classCounts(options), (counts) => {
    const pooled = pooledCounts(counts);
    return {
      accuracy: QUOTIENTS.accuracy(pooled),
      precision: QUOTIENTS.precision(pooled),
      recall: QUOTIENTS.recall(pooled),
    };
  });
}
