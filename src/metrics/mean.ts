import type { Matrix } from "../core/matrix/matrix.ts";
import { type Metric, metric } from "./metric.ts";

/**
 * A running mean: numbers are added one after the other, so that batches leave no trace.
 * @category Metrics
 */
export interface RunningMean {
  /** How many numbers were added, or the sum of their weights. */
  readonly count: number;
  /** Their sum, each times its weight, from the first to the last. */
  readonly total: number;
}

export const NO_NUMBERS: RunningMean = /* @__PURE__ */ Object.freeze({ count: 0, total: 0 });

/** The running mean with more numbers, each of a weight, by default 1. */
export function include(
  { count, total }: RunningMean,
  numbers: readonly number[],
  weights?: ArrayLike<number>,
): RunningMean {
  const weightOf = (i: number) => weights?.[i] ?? 1;
  return {
    count: numbers.reduce((sofar, _, i) => sofar + weightOf(i), count),
    total: numbers.reduce((sofar, number, i) => sofar + weightOf(i) * number, total),
  };
}

/** The mean; NaN without numbers. */
export function meanOf({ count, total }: RunningMean): number {
  return total / count;
}

/** The metric that is the mean of one number for each example, Σ w x / Σ w with weights. */
export function meanMetric(
  name: string,
  numbersOf: (outputs: Matrix, targets: Matrix, decisionThreshold?: number) => readonly number[],
): Metric<RunningMean, number> {
  return metric({
    name,
    weighted: true,
    empty: () => NO_NUMBERS,
    add: (sum, outputs, targets, decisionThreshold, weights) =>
      include(sum, numbersOf(outputs, targets, decisionThreshold), weights),
    result: meanOf,
  });
}
