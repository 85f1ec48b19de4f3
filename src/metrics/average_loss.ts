import { float64 } from "../core/arithmetic/float64.ts";
import { crossEntropy } from "../nn/losses/categorical_cross_entropy.ts";
import { checkLoss, type Loss } from "../nn/losses/loss.ts";
import { rowOf } from "../core/matrix/matrix.ts";
import { include, meanOf, NO_NUMBERS, type RunningMean } from "./mean.ts";
import { type Metric, metric } from "./metric.ts";

/**
 * The mean of any loss over the examples, (19), from outputs alone.
 *
 * @param loss The loss, built in or one's own.
 * @returns The metric; NaN without examples, or if an output lies outside the domain of the loss.
 * @throws {TypeError} If it is no loss.
 *
 * @example
 * ```ts
 * import { averageLoss, matrix, measure, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = averageLoss(sumOfSquaredErrors);
 * assertEquals(measure(squares, matrix([[1], [5]]), matrix([[1], [1]])), 4); // (0 + ½ 4²) / 2
 * ```
 */
export function averageLoss(loss: Loss): Metric<RunningMean, number> {
  checkLoss(loss);
  return meanOfRows(`averageLoss(${loss.name})`, (a, y) => loss.value(float64, { a, y }));
}

/**
 * Log loss: the mean of −Σ y log a in nats, the categorical cross-entropy of probabilities.
 *
 * A single output stands for two classes, of probabilities 1 − a and a. Nothing is clipped:
 * infinite where something was said to be impossible and occurs. NaN if an output is no probability.
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
 */
export function logLoss(): Metric<RunningMean, number> {
  return meanOfRows("logLoss", (a, y) => {
    if (!a.every((aj) => aj >= 0 && aj <= 1)) return NaN;
    return crossEntropy(float64, { a: bothClasses(a), y: bothClasses(y) });
  });
}

/** The second of two classes says all about the first. */
function bothClasses(row: readonly number[]): readonly number[] {
  return row.length === 1 ? [1 - row[0]!, row[0]!] : row;
}

function meanOfRows(
  name: string,
  value: (outputs: readonly number[], targets: readonly number[]) => number,
): Metric<RunningMean, number> {
  return metric({
    name,
    empty: () => NO_NUMBERS,
    add: (sum, outputs, targets) => {
      const values = Array.from(
        { length: outputs.rows },
        (_, i) => value(rowOf(outputs, i), rowOf(targets, i)),
      );
      return include(sum, values);
    },
    result: meanOf,
  });
}
