import type { Matrix } from "../core/matrix/matrix.ts";
import { weightedMean } from "./averages.ts";
import { type Metric, metric, readAs } from "./metric.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * How the numbers of several outputs are combined; `perOutput` keeps them apart.
 * @category Regression
 */
export type OutputAverage = "mean" | "perOutput";

/**
 * One number, or one for each output.
 * @category Regression
 */
export type OutputAveraged<A extends OutputAverage> = A extends "perOutput" ? readonly number[]
  : number;

/**
 * Options of metrics of numbers.
 * @category Regression
 */
export interface RegressionOptions<A extends OutputAverage = OutputAverage> {
  /** `"mean"`, the default: the mean over the outputs; `"perOutput"`: one number for each. */
  readonly average?: A;
}

/**
 * Sums over the examples, one for each output.
 * @category Regression
 */
export interface ErrorSums {
  /** The number of examples, or the sum Σ w of their weights, which multiply the terms of all sums. */
  readonly count: number;
  /** Σ |a − y|. */
  readonly absolute: Float64Array;
  /** Σ (a − y)². */
  readonly squared: Float64Array;
  /** The first target, which is subtracted from all others. */
  readonly origin: Float64Array;
  /** ȳ, the mean of the targets, minus the first. */
  readonly mean: Float64Array;
  /** Σ (y − ȳ)². */
  readonly spread: Float64Array;
}

/**
 * The measures of numbers, means over the outputs.
 * @category Regression
 */
export interface RegressionReport {
  /** Mean absolute error. */
  readonly mae: number;
  /** Root mean squared error. */
  readonly rmse: number;
  /** R², the share of the targets' variance that is explained. */
  readonly rSquared: number;
}

/** The measures of one output; undefined where it has none. */
const MEASURES = {
  mae: ({ count, absolute }: ErrorSums, j: number) => absolute[j]! / count,
  rmse: ({ count, squared }: ErrorSums, j: number) => Math.sqrt(squared[j]! / count),
  rSquared: ({ squared, spread }: ErrorSums, j: number) =>
    spread[j] === 0 ? undefined : 1 - squared[j]! / spread[j]!,
} as const;

/**
 * Mean absolute error, Σ |a − y| / M, in the unit of the targets.
 *
 * @returns The metric; NaN without examples.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { mae, matrix, measure } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(measure(mae(), matrix([[1], [5]]), matrix([[2], [2]])), 2);
 * ```
 * @category Regression
 */
export function mae<A extends OutputAverage = "mean">(
  options: RegressionOptions<A> = {},
): Metric<ErrorSums, OutputAveraged<A>> {
  return errorMeasure("mae", options);
}

/**
 * Root mean squared error, √(Σ (a − y)² / M), in the unit of the targets.
 *
 * @typeParam A Mean over the outputs (of the roots), or each.
 * @returns The metric; NaN without examples.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { matrix, measure, rmse } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(measure(rmse(), matrix([[1], [9]]), matrix([[2], [2]])), 5); // √((1 + 49) / 2)
 * ```
 * @category Regression
 */
export function rmse<A extends OutputAverage = "mean">(
  options: RegressionOptions<A> = {},
): Metric<ErrorSums, OutputAveraged<A>> {
  return errorMeasure("rmse", options);
}

/**
 * R², 1 − Σ (a − y)² / Σ (y − ȳ)²: 1 is exact, 0 equals predicting the mean of the targets.
 *
 * The spread of the targets is summed by Welford's recurrence, from their distances to the first of
 * them, so that a large mean costs no digits. NaN for an output whose targets are all equal, which is
 * left out of a mean.
 *
 * @returns The metric, at most 1; NaN without examples.
 * @throws {RangeError} If the average is unknown.
 *
 * @example
 * ```ts
 * import { matrix, measure, rSquared } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const targets = matrix([[1], [2], [3]]);
 * assertEquals(measure(rSquared(), matrix([[1], [2], [2]]), targets), 0.5);
 * assertEquals(measure(rSquared(), matrix([[2], [2], [2]]), targets), 0);
 * ```
 * @category Regression
 */
export function rSquared<A extends OutputAverage = "mean">(
  options: RegressionOptions<A> = {},
): Metric<ErrorSums, OutputAveraged<A>> {
  return errorMeasure("rSquared", options);
}

/**
 * MAE, RMSE and R² from one pass, means over the outputs.
 *
 * @example
 * ```ts
 * import { matrix, measure, regressionReport } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const report = measure(regressionReport(), matrix([[1], [3]]), matrix([[0], [4]]));
 * assertEquals(report, { mae: 1, rmse: 1, rSquared: 0.75 });
 * ```
 * @category Regression
 */
export function regressionReport(): Metric<ErrorSums, RegressionReport> {
  return readAs("regressionReport", errorSums(), (sums) => ({
    mae: overOutputs("mae", sums, "mean"),
    rmse: overOutputs("rmse", sums, "mean"),
    rSquared: overOutputs("rSquared", sums, "mean"),
  }));
}

function errorMeasure<A extends OutputAverage>(
  name: keyof typeof MEASURES,
  options: RegressionOptions<A>,
): Metric<ErrorSums, OutputAveraged<A>> {
  checkOptions(`${name}()`, options, "average");
  const average = options.average ?? "mean" as A;
  if (average !== "mean" && average !== "perOutput") {
    throw new RangeError(`average must be one of mean, perOutput, but found ${average}`);
  }
  return readAs(name, errorSums(), (sums) => overOutputs(name, sums, average));
}

function overOutputs<A extends OutputAverage>(
  name: keyof typeof MEASURES,
  sums: ErrorSums,
  average: A,
): OutputAveraged<A> {
  const each = Array.from(sums.mean, (_, j) => MEASURES[name](sums, j));
  const numbers = average === "perOutput"
    ? each.map((value) => value ?? NaN)
    : weightedMean(each, () => 1);
  return numbers as OutputAveraged<A>;
}

function errorSums(): Metric<ErrorSums, ErrorSums> {
  return metric<ErrorSums, ErrorSums>({
    name: "errorSums",
    weighted: true,
    empty: (columns) => ({
      count: 0,
      absolute: new Float64Array(columns),
      squared: new Float64Array(columns),
      origin: new Float64Array(columns),
      mean: new Float64Array(columns),
      spread: new Float64Array(columns),
    }),
    add: (sums, { rows, columns, data }, targets, _decisionThreshold, weights) => {
      const absolute = sums.absolute.slice(), squared = sums.squared.slice();
      const mean = sums.mean.slice(), spread = sums.spread.slice();
      const origin = sums.count > 0 ? sums.origin : firstRow(targets);
      let count = sums.count;
      for (let i = 0; i < rows; i++) {
        const weight = weights?.[i] ?? 1;
        if (weight === 0) continue; // 0 / 0 before any other
        count += weight;
        for (let j = 0; j < columns; j++) {
          const y = targets.data[i * columns + j]!;
          const error = data[i * columns + j]! - y;
          absolute[j]! += weight * Math.abs(error);
          squared[j]! += weight * (error * error);
          // Welford: ȳ ← ȳ + w (y − ȳ)/Σw, Σ ← Σ + w (y − ȳ before)(y − ȳ after); with weights by
          // D. H. D. West: Updating mean and variance estimates. CACM 22, 1979.
          const shifted = y - origin[j]!, distance = shifted - mean[j]!;
          mean[j]! += weight * distance / count;
          spread[j]! += weight * distance * (shifted - mean[j]!);
        }
      }
      return { count, absolute, squared, origin, mean, spread };
    },
    result: (sums) => sums,
  });
}

function firstRow({ columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: columns }, (_, j) => data[j]!);
}
