import type { Average, Averaged, AverageOptions } from "./averages.ts";
import type { Metric } from "./metric.ts";
import { type Cut, type Ranked, ranking } from "./ranking.ts";

/**
 * Average precision: Σₙ (Rₙ − Rₙ₋₁) Pₙ over the thresholds from the highest to the lowest.
 *
 * Precision P and recall R of the examples at or above each distinct output, without interpolation,
 * which is optimistic. Each class against all others. NaN for a class without examples; a mean
 * omits it.
 *
 * @param options The average. A target above 0.5 is positive.
 * @returns The metric; it stores all outputs.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { averagePrecision, matrix, measure } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Recall 1/2 with precision 1, then recall 1 with precision 2/3.
 * const outputs = matrix([[0.1], [0.4], [0.35], [0.8]]), targets = matrix([[0], [0], [1], [1]]);
 * assertAlmostEquals(measure(averagePrecision(), outputs, targets), 1 / 2 + 1 / 3, 1e-15);
 * ```
 * @category Classification
 */
export function averagePrecision<A extends Average = "macro">(
  options: AverageOptions<A> = {},
): Metric<Ranked, Averaged<A>> {
  return ranking("averagePrecision", meanPrecision, options);
}

/** The average precision of cuts; undefined without positives. */
export function meanPrecision(cuts: readonly Cut[]): number | undefined {
  let total = 0, before = 0;
  for (const { truePositives, falsePositives } of cuts) {
    total += (truePositives - before) * (truePositives / (truePositives + falsePositives));
    before = truePositives;
  }
  return before === 0 ? undefined : total / before;
}
