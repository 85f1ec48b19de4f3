import type { Matrix } from "../core/matrix/matrix.ts";
import { checkOutcomes } from "../core/matrix/shape_checks.ts";
import { settledDataset } from "../data/dataset.ts";
import type { Dataset } from "../data/dataset.ts";
import { accuracy } from "../metrics/confusion.ts";
import { labelsOf } from "../metrics/decide.ts";
import { targetsAreClasses } from "../metrics/kinds.ts";
import { measure, type Metric } from "../metrics/metric.ts";
import { type RegressionReport, regressionReport } from "../metrics/regression.ts";

/**
 * How well one answer does for all examples: what a network must exceed.
 * @category Training
 */
export interface Baseline {
  /** The answer: the mean of the targets to train on, which of classes are their shares. */
  readonly outputs: readonly number[];
  /** The most frequent class, among equals the lowest, if the targets are classes. */
  readonly label?: number;
  /** The share of examples of that class. */
  readonly accuracy?: number;
  /** MAE, RMSE and R² of the mean, if the targets are numbers. */
  readonly regression?: RegressionReport;
}

/**
 * Measures the mean of the targets to train on as the answer for other examples.
 *
 * For classes it decides on the most frequent one, (8). Weights of examples count in both parts.
 *
 * @param train The examples whose targets are averaged.
 * @param test The examples to measure on.
 * @throws {TypeError} If one is not a data set, or the numbers of outputs differ.
 * @throws {RangeError} If one is empty, or a number is not finite.
 *
 * @example
 * ```ts
 * import { baseline, classification, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const inputs = matrix([[0], [0], [0], [0]]);
 * const train = classification(inputs, [0, 1, 1, 1], 2);
 * const test = classification(inputs, [0, 0, 0, 1], 2);
 * assertEquals(baseline(train, test), { outputs: [0.25, 0.75], label: 1, accuracy: 0.25 });
 *
 * const prices = { inputs, targets: matrix([[1], [2], [3], [2]]) };
 * const { regression } = baseline(prices, { inputs, targets: matrix([[1], [3], [1], [3]]) });
 * assertEquals(regression, { mae: 1, rmse: 1, rSquared: 0 });
 * ```
 * @category Training
 */
export function baseline(train: Dataset, test: Dataset): Baseline {
  const { targets, weights } = settledDataset(train, "train");
  const held = settledDataset(test, "test");
  const { columns } = targets, outputs = meansOf(targets, weights);
  const answers: Matrix = {
    ...{ rows: held.targets.rows, columns },
    data: Float64Array.from({ length: held.targets.rows * columns }, (_, i) => {
      return outputs[i % columns]!;
    }),
  };
  checkOutcomes(answers, held.targets);
  // Signs are decided at 0, zeros and ones at a half.
  const isSigned = Array.prototype.includes.call(targets.data, -1), threshold = isSigned ? 0 : 0.5;
  const resultOf = <Sum, Result>(metric: Metric<Sum, Result>): Result =>
    metric.result(
      metric.update(metric.reset(), answers, held.targets, threshold, held.weights),
    );
  const areClasses = [targets, held.targets].every((each) =>
    measure(targetsAreClasses(), each, each)
  );
  if (!areClasses) return { outputs, regression: resultOf(regressionReport()) };
  const label = columns === 1
    ? Number(outputs[0]! > threshold)
    : labelsOf({ rows: 1, columns, data: outputs })[0]!;
  return { outputs, label, accuracy: resultOf(accuracy()) };
}

/** The weighted mean of each column. */
function meansOf({ rows, columns, data }: Matrix, weights?: ArrayLike<number>): number[] {
  let total = 0;
  const sums = new Array<number>(columns).fill(0);
  for (let i = 0; i < rows; i++) {
    const weight = weights?.[i] ?? 1;
    total += weight;
    for (let j = 0; j < columns; j++) sums[j]! += weight * data[i * columns + j]!;
  }
  return sums.map((sum) => sum / total);
}
