import type { Average, Averaged, AverageOptions } from "./averages.ts";
import type { Metric } from "./metric.ts";
import { type Cut, type Ranked, ranking } from "./ranking.ts";

/**
 * ROC AUC: how often an example of a class has a larger output than one of another class.
 *
 * The area under the curve of recall over the false-positive rate, by trapezia, which equals the
 * share of pairs (positive, negative) in the right order, ties counting one half (Mann and
 * Whitney's U). Each class against all others. The counts are integers: nothing is rounded before
 * the last division. NaN for a class of all or no examples, which is left out of a mean.
 *
 * @param options The average. A target above 0.5 is positive.
 * @returns The metric; it stores all outputs.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { matrix, measure, rocAuc } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * // Of 4 pairs 0.8 wins two, 0.35 wins one and loses one.
 * const outputs = matrix([[0.1], [0.4], [0.35], [0.8]]);
 * assertEquals(measure(rocAuc(), outputs, matrix([[0], [0], [1], [1]])), 0.75);
 * ```
 * @category Classification
 */
export function rocAuc<A extends Average = "macro">(
  options: AverageOptions<A> = {},
): Metric<Ranked, Averaged<A>> {
  return ranking("rocAuc", areaUnderCurve, options);
}

/** The area below the ROC curve of cuts; undefined without one. */
export function areaUnderCurve(cuts: readonly Cut[]): number | undefined {
  const { truePositives = 0, falsePositives = 0 } = cuts.at(-1) ?? {};
  if (truePositives === 0 || falsePositives === 0) return undefined;
  let twice = 0, before: Cut = { truePositives: 0, falsePositives: 0 };
  for (const cut of cuts) {
    twice += (cut.falsePositives - before.falsePositives) *
      (cut.truePositives + before.truePositives);
    before = cut;
  }
  return twice / (2 * truePositives * falsePositives);
}
