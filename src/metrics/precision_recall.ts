import type { Average, Averaged, AverageOptions } from "./averages.ts";
import { averaged, averageOf } from "./averages.ts";
import type { ClassCounts, Counts } from "./class_counts.ts";
import { classCounts, countsByClass, pooledCounts } from "./class_counts.ts";
import type { DecideOptions } from "./decide.ts";
import { type Metric, readAs } from "./metric.ts";
import { QUOTIENTS } from "./quotients.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Options of {@linkcode precision}, {@linkcode recall} and {@linkcode f1}.
 * @category Classification
 */
export interface PrecisionRecallOptions<A extends Average = Average>
  extends DecideOptions, AverageOptions<A> {}

/**
 * Precision, TP / (TP + FP): the share of positive decisions for a class that are correct, (105).
 *
 * NaN for a class without positive decisions, which counts as 0 in a mean. A class in neither
 * targets nor decisions is left out of a mean where the largest output decides, and counts as 0
 * where a threshold does. So the means equal scikit-learn's, of classes and of several labels.
 *
 * @param options The average, and a threshold.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { matrix, measure, precision } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]), targets = matrix([[1, 0], [0, 1]]);
 * assertEquals(measure(precision({ average: "perClass" }), outputs, targets), [0.5, NaN]);
 * assertEquals(measure(precision(), outputs, targets), 0.25);
 * ```
 * @category Classification
 */
export function precision<A extends Average = "macro">(
  options: PrecisionRecallOptions<A> = {},
): Metric<ClassCounts, Averaged<A>> {
  return quotient("precision", options);
}

/**
 * Recall, TP / (TP + FN): the share of the examples of a class that were assigned to it, (106).
 *
 * NaN for a class without examples, which counts as 0 in a mean if it has positive decisions or a
 * threshold decides, and else is left out.
 *
 * @param options The average, and a threshold.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { matrix, measure, recall } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]), targets = matrix([[1, 0], [0, 1]]);
 * assertEquals(measure(recall({ average: "perClass" }), outputs, targets), [1, 0]);
 * ```
 * @category Classification
 */
export function recall<A extends Average = "macro">(
  options: PrecisionRecallOptions<A> = {},
): Metric<ClassCounts, Averaged<A>> {
  return quotient("recall", options);
}

/**
 * F1, 2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall.
 *
 * NaN for a class in neither targets nor decisions, which a mean leaves out, or counts as 0 where a
 * threshold decides. The macro average is the mean of the classes' F1, not the F1 of the means.
 *
 * @param options The average, and a threshold.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { f1, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]), targets = matrix([[1, 0], [0, 1]]);
 * assertEquals(measure(f1({ average: "perClass" }), outputs, targets), [2 / 3, 0]);
 * ```
 * @category Classification
 */
export function f1<A extends Average = "macro">(
  options: PrecisionRecallOptions<A> = {},
): Metric<ClassCounts, Averaged<A>> {
  return quotient("f1", options);
}

function quotient<A extends Average>(
  name: QuotientName,
  options: PrecisionRecallOptions<A>,
): Metric<ClassCounts, Averaged<A>> {
  const { average: _, ...decision } = checkOptions(`${name}()`, options, "threshold average");
  const average = averageOf(options);
  const read = (counts: ClassCounts) => averagedQuotient(name, counts, average, options);
  return readAs(name, classCounts(decision), read);
}

type QuotientName = "precision" | "recall" | "f1";

/** One quotient of the counts of each class, averaged; with a threshold, all classes count. */
export function averagedQuotient<A extends Average>(
  name: QuotientName,
  counts: ClassCounts,
  average: A,
  { threshold }: DecideOptions,
): Averaged<A> {
  const classes = countsByClass(counts);
  const takesPart = (each: Counts) => threshold !== undefined || occurs(each);
  const quotient = QUOTIENTS[name];
  return averaged(average, {
    perClass: () => classes.map(quotient),
    counted: () => classes.map((each) => takesPart(each) ? quotient(each) || 0 : undefined),
    pooled: () => quotient(pooledCounts(counts)),
    support: () => classes.map(supportOf),
  });
}

/** The number of examples of a class. */
export function supportOf({ truePositives, falseNegatives }: Counts): number {
  return truePositives + falseNegatives;
}

function occurs({ truePositives, falsePositives, falseNegatives }: Counts): boolean {
  return truePositives + falsePositives + falseNegatives > 0;
}
