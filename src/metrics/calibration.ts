import { checkCount } from "../core/support/checks.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Matrix } from "../core/matrix/matrix.ts";
import { labelsOf } from "./decide.ts";
import { type Metric, metric } from "./metric.ts";

/**
 * Options of {@linkcode calibration}.
 * @category Classification
 */
export interface CalibrationOptions {
  /** The number of ranges of probabilities, all equally wide. Defaults to 10. */
  readonly bins?: number;
  /**
   * Whether each output is a probability of its own, as those of several labels are. By default the
   * largest output of an example is the probability that it is right; a single output is one of its own.
   */
  readonly perOutput?: boolean;
}

/**
 * Predictions whose probabilities lie in one range.
 * @category Classification
 */
export interface CalibrationBin {
  /** The smallest probability of the range. */
  readonly from: number;
  /** The end of the range. */
  readonly to: number;
  /** The number of predictions. */
  readonly count: number;
  /** The mean of their probabilities; NaN without any. */
  readonly confidence: number;
  /** The share of them that came true; NaN without any. */
  readonly frequency: number;
}

/**
 * How far probabilities can be taken at their word.
 * @category Classification
 */
export interface Calibration {
  /** The ranges, from 0 to 1. */
  readonly bins: readonly CalibrationBin[];
  /** The mean of |confidence − frequency| over all predictions; NaN without any. */
  readonly expectedError: number;
}

/**
 * Sums over the predictions of each range.
 * @category Classification
 */
export interface CalibrationSums {
  /** The number of predictions. */
  readonly counts: Float64Array;
  /** Σ p. */
  readonly confidences: Float64Array;
  /** The number of predictions that came true. */
  readonly hits: Float64Array;
}

/**
 * The reliability diagram and the expected calibration error: of predictions made with 80 %, do 80 %
 * come true?
 *
 * C. Guo, G. Pleiss, Y. Sun, K. Weinberger: On calibration of modern neural networks. ICML 2017, (2)
 * and (3). Outputs that are not probabilities belong to no range.
 *
 * @param options The ranges, and what a prediction is. A target above 0.5 is positive.
 * @returns The metric.
 * @throws {RangeError} If `bins` is not a positive integer.
 *
 * @example
 * ```ts
 * import { calibration, matrix, measure } from "@backproof/backproof";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.1, 0.9]]), targets = matrix([[1, 0], [1, 0]]);
 * const { bins, expectedError } = measure(calibration({ bins: 2 }), outputs, targets);
 * assertEquals(bins.map(({ count }) => count), [0, 2]);
 * assertEquals(bins[1]!.frequency, 0.5);
 * assertAlmostEquals(expectedError, 0.4, 1e-15); // 90 % are promised, 50 % come true
 * ```
 * @category Classification
 */
export function calibration(
  options: CalibrationOptions = {},
): Metric<CalibrationSums, Calibration> {
  const { bins = 10, perOutput } = checkOptions("calibration()", options, "bins perOutput");
  checkCount(bins, "bins");
  return metric<CalibrationSums, Calibration>({
    name: "calibration",
    empty: () => ({
      counts: new Float64Array(bins),
      confidences: new Float64Array(bins),
      hits: new Float64Array(bins),
    }),
    add: (sums, outputs, targets) => {
      const counts = sums.counts.slice(), confidences = sums.confidences.slice();
      const hits = sums.hits.slice();
      const predictions = (perOutput ?? outputs.columns === 1) ? eachOutput : largestOutputs;
      for (const { p, isRight } of predictions(outputs, targets)) {
        if (!(p >= 0 && p <= 1)) continue;
        const bin = Math.min(Math.floor(p * bins), bins - 1);
        counts[bin]!++;
        confidences[bin]! += p;
        if (isRight) hits[bin]!++;
      }
      return { counts, confidences, hits };
    },
    result: ({ counts, confidences, hits }) => {
      const total = counts.reduce((sum, n) => sum + n, 0);
      const errors = counts.map((_, k) => Math.abs(confidences[k]! - hits[k]!));
      return {
        bins: Array.from(counts, (count, k) => ({
          ...{ from: k / bins, to: (k + 1) / bins, count },
          ...{ confidence: confidences[k]! / count, frequency: hits[k]! / count },
        })),
        expectedError: errors.reduce((sum, error) => sum + error, 0) / total,
      };
    },
  });
}

/** A probability, and whether what it is of came true. */
interface Forecast {
  readonly p: number;
  readonly isRight: boolean;
}

function* eachOutput({ data }: Matrix, targets: Matrix): Generator<Forecast> {
  for (let k = 0; k < data.length; k++) yield { p: data[k]!, isRight: targets.data[k]! > 0.5 };
}

function* largestOutputs(outputs: Matrix, targets: Matrix): Generator<Forecast> {
  const decided = labelsOf(outputs), labels = labelsOf(targets);
  for (let i = 0; i < outputs.rows; i++) {
    const label = decided[i]!;
    yield { p: outputs.data[i * outputs.columns + label]!, isRight: label === labels[i] };
  }
}
