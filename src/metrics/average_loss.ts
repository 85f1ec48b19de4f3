import { float64 } from "../core/arithmetic/float64.ts";
import { crossEntropy } from "../nn/losses/categorical_cross_entropy.ts";
import { checkLoss, type Loss } from "../nn/losses/loss.ts";
import { rowOf } from "../core/matrix/matrix.ts";
import { meanMetric, type RunningMean } from "./mean.ts";
import type { Metric } from "./metric.ts";

/**
 * The mean of any loss, built in or custom, over the examples, (19), from outputs alone.
 *
 * @returns The metric; NaN without examples, or if an output lies outside the domain of the loss.
 * @throws {TypeError} If `loss` is not a loss.
 *
 * @example
 * ```ts
 * import { averageLoss, matrix, measure, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = averageLoss(sumOfSquaredErrors);
 * assertEquals(measure(squares, matrix([[1], [5]]), matrix([[1], [1]])), 4); // (0 + ½ 4²) / 2
 * ```
 * @category Metrics
 */
export function averageLoss(loss: Loss): Metric<RunningMean, number> {
  checkLoss(loss);
  return meanOfRows(`averageLoss(${loss.name})`, (a, y) => loss.value(float64, { a, y }));
}

/**
 * Log loss: the mean of −Σ y log a in nats, the categorical cross-entropy of probabilities.
 *
 * A single output stands for two classes, of probabilities 1 − a and a. Nothing is clipped:
 * infinite where an outcome of probability 0 occurs. NaN if an output is not a probability.
 *
 * @returns The metric; NaN without examples.
 *
 * @example
 * ```ts
 * import { logLoss, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { log } = Math;
 * assertEquals(measure(logLoss(), matrix([[0.25, 0.75]]), matrix([[0, 1]])), -log(0.75));
 * assertEquals(measure(logLoss(), matrix([[0.75]]), matrix([[0]])), -log(0.25));
 * ```
 * @category Metrics
 */
export function logLoss(): Metric<RunningMean, number> {
  return meanOfRows("logLoss", (a, y) => {
    if (!a.every((aj) => aj >= 0 && aj <= 1)) return NaN;
    return crossEntropy(float64, { a: bothClasses(a), y: bothClasses(y) });
  });
}

/** The probability of one of two classes determines the other. */
function bothClasses(row: readonly number[]): readonly number[] {
  return row.length === 1 ? [1 - row[0]!, row[0]!] : row;
}

function meanOfRows(
  name: string,
  value: (outputs: readonly number[], targets: readonly number[]) => number,
): Metric<RunningMean, number> {
  return meanMetric(name, (outputs, targets) => {
    const valueOf = (_: unknown, i: number) => value(rowOf(outputs, i), rowOf(targets, i));
    return Array.from({ length: outputs.rows }, valueOf);
  });
}
