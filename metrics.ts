/**
 * How good predictions are: accuracy, precision, recall, F1, ROC AUC, average precision, errors of
 * regression; gathered batch by batch or computed at once.
 *
 * @example
 * ```ts
 * import { matrix } from "@backproof/backproof/engine";
 * import { accuracy, measure } from "@backproof/backproof/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.9, 0.1], [0.4, 0.6]]), targets = matrix([[1, 0], [1, 0]]);
 * assertEquals(measure(accuracy(), outputs, targets), 0.5);
 * ```
 *
 * @module
 */

export { binaryAccuracy, exactMatch, topK } from "./src/metrics/accuracies.ts";
export { averageLoss, logLoss } from "./src/metrics/average_loss.ts";
export { averagePrecision } from "./src/metrics/average_precision.ts";
export type { Average, Averaged, AverageOptions } from "./src/metrics/averages.ts";
export {
  type Calibration,
  calibration,
  type CalibrationBin,
  type CalibrationOptions,
  type CalibrationSums,
} from "./src/metrics/calibration.ts";
export { type ClassCounts, classCounts, type Counts } from "./src/metrics/class_counts.ts";
export {
  type ClassReport,
  classReport,
  type PrecisionRecallF1,
} from "./src/metrics/class_report.ts";
export { accuracy, confusionMatrix } from "./src/metrics/confusion.ts";
export { type Curve, precisionRecallCurve, rocCurve } from "./src/metrics/curves.ts";
export { decide, type DecideOptions, labelsOf } from "./src/metrics/decide.ts";
export type { RunningMean } from "./src/metrics/mean.ts";
export {
  combineMetrics,
  measure,
  type MeasureOptions,
  type Metric,
  metric,
  type MetricFormulas,
  type MetricResults,
  type Metrics,
  type MetricState,
} from "./src/metrics/metric.ts";
export { type MicroAverages, microAverages } from "./src/metrics/micro_averages.ts";
export {
  f1,
  precision,
  type PrecisionRecallOptions,
  recall,
} from "./src/metrics/precision_recall.ts";
export type { Ranked, Scores } from "./src/metrics/ranking.ts";
export {
  type ErrorSums,
  mae,
  type OutputAverage,
  type OutputAveraged,
  type RegressionOptions,
  type RegressionReport,
  regressionReport,
  rmse,
  rSquared,
} from "./src/metrics/regression.ts";
export { rocAuc } from "./src/metrics/roc_auc.ts";
