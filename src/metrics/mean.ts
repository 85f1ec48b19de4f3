import type { Matrix } from "../core/matrix/matrix.ts";
import { type Metric, metric } from "./metric.ts";

/**
 * A running mean: numbers are added one after the other, so that batches leave no trace.
 * @category Metrics
 */
export interface RunningMean {
  /** How many numbers were added. */
  readonly count: number;
  /** Their sum, from the first to the last. */
  readonly total: number;
}

export const NO_NUMBERS: RunningMean = /* @__PURE__ */ Object.freeze({ count: 0, total: 0 });

/** The running mean with more numbers. */
export function include({ count, total }: RunningMean, numbers: readonly number[]): RunningMean {
  const sum = numbers.reduce((sofar, number) => sofar + number, total);
  return { count: count + numbers.length, total: sum };
}

/** The mean; NaN without numbers. */
export function meanOf({ count, total }: RunningMean): number {
  return total / count;
}

/** The metric that is the mean of one number for each example. */
export function meanMetric(
  name: string,
  numbersOf: (outputs: Matrix, targets: Matrix, decisionThreshold?: number) => readonly number[],
): Metric<RunningMean, number> {
  return metric({
    name,
    empty: () => NO_NUMBERS,
    add: (sum, ...batch) => include(sum, numbersOf(...batch)),
    result: meanOf,
  });
}
