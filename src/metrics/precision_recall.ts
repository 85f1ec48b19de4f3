import {
  type Average,
  type Averaged,
  averaged,
  averageOf,
  type AverageOptions,
} from "./averages.ts";
import {
  type ClassCounts,
  classCounts,
  type Counts,
  countsByClass,
  pooledCounts,
} from "./class_counts.ts";
import type { DecideOptions } from "./decide.ts";
import { type Metric, readAs } from "./metric.ts";
import { QUOTIENTS } from "./quotients.ts";

/** Options of {@linkcode precision}, {@linkcode recall} and {@linkcode f1}. */
export interface PrecisionRecallOptions<A extends Average = Average>
  extends DecideOptions, AverageOptions<A> {}

/**
 * Precision, TP / (TP + FP): the share of what was taken for a class that is of it, (105).
 *
 * NaN for a class that nothing was taken for, which counts as 0 in a mean. A class that neither
 * targets nor decisions know takes no part in it where the largest output decides, and counts as 0,
 * too, where a threshold does. So the means are scikit-learn's own, of classes and of several labels.
 *
 * @typeParam A Which average.
 * @param options The average, and a threshold if one is wanted.
 * @returns The metric.
 * @throws {RangeError} If there is no such average.
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
 */
export function precision<A extends Average = "macro">(
  options: PrecisionRecallOptions<A> = {},
): Metric<ClassCounts, Averaged<A>> {
  return quotient("precision", options);
}

/**
 * Recall, TP / (TP + FN): the share of what is of a class that was taken for it, (106).
 *
 * NaN for a class that nothing is of, which counts as 0 in a mean if something was taken for it, or if
 * a threshold decides; else it takes no part in it.
 *
 * @typeParam A Which average.
 * @param options The average, and a threshold if one is wanted.
 * @returns The metric.
 * @throws {RangeError} If there is no such average.
 *
 * @example
 * ```ts
 * import { matrix, measure, recall } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]), targets = matrix([[1, 0], [0, 1]]);
 * assertEquals(measure(recall({ average: "perClass" }), outputs, targets), [1, 0]);
 * ```
 */
export function recall<A extends Average = "macro">(
  options: PrecisionRecallOptions<A> = {},
): Metric<ClassCounts, Averaged<A>> {
  return quotient("recall", options);
}

/**
 * F1, 2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall.
 *
 * NaN for a class that neither targets nor decisions know, which takes no part in a mean, or counts as
 * 0 in it where a threshold decides. The macro average is the mean of the classes' F1, not the F1 of the
 * means.
 *
 * @typeParam A Which average.
 * @param options The average, and a threshold if one is wanted.
 * @returns The metric.
 * @throws {RangeError} If there is no such average.
 *
 * @example
 * ```ts
 * import { f1, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.8, 0.2]]), targets = matrix([[1, 0], [0, 1]]);
 * assertEquals(measure(f1({ average: "perClass" }), outputs, targets), [2 / 3, 0]);
 * ```
 */
export function f1<A extends Average = "macro">(
  options: PrecisionRecallOptions<A> = {},
): Metric<ClassCounts, Averaged<A>> {
  return quotient("f1", options);
}

function quotient<A extends Average>(
  name: "precision" | "recall" | "f1",
  options: PrecisionRecallOptions<A>,
): Metric<ClassCounts, Averaged<A>> {
  const average = averageOf(options);
  return readAs(name, classCounts(options), (counts) => {
    return averagedQuotient(name, counts, average, options);
  });
}

/**
 * One quotient of the counts of each class, averaged.
 *
 * @param name Which.
 * @param counts The counts.
 * @param average How.
 * @param options How they were decided: labels that are decided by themselves all have a part in means.
 */
export function averagedQuotient<A extends Average>(
  name: "precision" | "recall" | "f1",
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

/** How many examples are of a class. */
export function supportOf({ truePositives, falseNegatives }: Counts): number {
  return truePositives + falseNegatives;
}

function occurs({ truePositives, falsePositives, falseNegatives }: Counts): boolean {
  return truePositives + falsePositives + falseNegatives > 0;
}
