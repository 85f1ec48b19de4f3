import { type ClassCounts, classCounts, countsByClass } from "./class_counts.ts";
import type { DecideOptions } from "./decide.ts";
import { type Metric, readAs } from "./metric.ts";
import { averagedQuotient, supportOf } from "./precision_recall.ts";
import { QUOTIENTS } from "./quotients.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * The quotients of a class, or their averages.
 * @category Classification
 */
export interface PrecisionRecallF1 {
  /** TP / (TP + FP). */
  readonly precision: number;
  /** TP / (TP + FN). */
  readonly recall: number;
  /** 2 TP / (2 TP + FP + FN). */
  readonly f1: number;
}

/**
 * Precision, recall and F1 of each class, and their averages.
 * @category Classification
 */
export interface ClassReport {
  /** One record for each class. */
  readonly perClass: readonly (PrecisionRecallF1 & {
    /** The number of examples of the class. */
    readonly support: number;
  })[];
  /** Of all classes pooled. */
  readonly micro: PrecisionRecallF1;
  /** The means over the classes. */
  readonly macro: PrecisionRecallF1;
  /** The means, each class weighted by its support. */
  readonly weighted: PrecisionRecallF1;
}

/**
 * Precision, recall and F1 of each class and their micro, macro and weighted averages.
 *
 * See `precision`, `recall` and `f1` for undefined quotients.
 *
 * @param options The threshold of {@linkcode decide}. A target above 0.5 is positive.
 *
 * @example
 * ```ts
 * import { classReport, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.2, 0.8]]);
 * const { perClass, macro } = measure(classReport(), outputs, matrix([[1, 0], [0, 1]]));
 * assertEquals(perClass[1], { precision: 1, recall: 1, f1: 1, support: 1 });
 * assertEquals(macro, { precision: 1, recall: 1, f1: 1 });
 * ```
 * @category Classification
 */
export function classReport(options: DecideOptions = {}): Metric<ClassCounts, ClassReport> {
  checkOptions("classReport()", options, "threshold");
  return readAs("classReport", classCounts(options), (counts) => {
    const all = (value: (name: keyof PrecisionRecallF1) => number): PrecisionRecallF1 => {
      return { precision: value("precision"), recall: value("recall"), f1: value("f1") };
    };
    const average = (kind: "micro" | "macro" | "weighted") =>
      all((name) => averagedQuotient(name, counts, kind, options));
    return {
      perClass: countsByClass(counts).map((each) => {
        return { ...all((name) => QUOTIENTS[name](each)), support: supportOf(each) };
      }),
      micro: average("micro"),
      macro: average("macro"),
      weighted: average("weighted"),
    };
  });
}
