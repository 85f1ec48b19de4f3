/**
 * Metrics against those of scikit-learn 1.9.1 (Python 3.11), called as the comments say; the numbers
 * below were printed by it. `zero_division=0`, and for each class by itself `zero_division=nan`.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { type Matrix, matrix } from "../../engine.ts";
import {
  accuracy,
  averagePrecision,
  binaryAccuracy,
  classReport,
  confusionMatrix,
  decide,
  exactMatch,
  f1,
  logLoss,
  mae,
  measure,
  type Metric,
  precision,
  recall,
  rmse,
  rocAuc,
  rSquared,
  topK,
} from "../../metrics.ts";

/** Both sides are a few dozen sums and quotients of order 1: some 1e-15 of rounding. */
const ROUNDING = 1e-14;

/** Checks a metric on examples: numbers near the expected ones, NaN where NaN is expected. */
function expectations(outputs: Matrix, targets: Matrix, weights?: readonly number[]) {
  return (metric: Metric<unknown, number | readonly number[]>, expected: number | number[]) => {
    const found = [measure(metric, outputs, targets, { weights })].flat();
    const wanted = [expected].flat();
    assertEquals(found.length, wanted.length, metric.name);
    found.forEach((value, j) => {
      if (Number.isNaN(wanted[j])) assertEquals(value, NaN, metric.name);
      else assertAlmostEquals(value, wanted[j]!, ROUNDING, metric.name);
    });
  };
}

const perClass = "perClass", micro = "micro", macro = "macro", weighted = "weighted";

Deno.test("metrics equal scikit-learn's where a class is absent, never decided or never true", () => {
  // Class 2 is never decided, class 3 occurs nowhere, class 4 is decided but never true.
  const outputs = matrix([
    [0.6, 0.1, 0.1, 0.1, 0.1],
    [0.4, 0.3, 0.2, 0.05, 0.05],
    [0.2, 0.5, 0.1, 0.1, 0.1],
    [0.3, 0.4, 0.2, 0.05, 0.05],
    [0.1, 0.2, 0.3, 0.05, 0.35],
    [0.5, 0.1, 0.2, 0.1, 0.1],
    [0.1, 0.6, 0.2, 0.05, 0.05],
    [0.3, 0.1, 0.2, 0.1, 0.3],
  ]);
  const labels = [0, 0, 1, 1, 2, 2, 0, 0];
  const targets = matrix(labels.map((label) => [0, 1, 2, 3, 4].map((j) => j === label ? 1 : 0)));
  const check = expectations(outputs, targets);
  // precision_recall_fscore_support(y, argmax)
  check(precision({ average: perClass }), [3 / 4, 2 / 3, NaN, NaN, 0]);
  check(recall({ average: perClass }), [3 / 4, 1, 0, NaN, NaN]);
  check(f1({ average: perClass }), [3 / 4, 4 / 5, 0, NaN, 0]);
  check(precision(), 0.35416666666666663);
  check(recall({ average: macro }), 0.4375);
  check(f1({ average: macro }), 0.3875);
  check(precision({ average: weighted }), 0.5416666666666666);
  check(recall({ average: weighted }), 0.625);
  check(f1({ average: weighted }), 0.575);
  for (const metric of [precision, recall, f1]) check(metric({ average: micro }), 0.625);
  // accuracy_score, top_k_accuracy_score, log_loss, confusion_matrix
  check(accuracy(), 0.625);
  check(exactMatch(), 0.625);
  check(topK(2), 0.875);
  check(topK(3), 1);
  check(logLoss(), 1.169565360269283);
  assertEquals(
    Array.from(measure(confusionMatrix(), outputs, targets).data),
    [3, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  );
  // roc_auc_score and average_precision_score of the columns that have positives
  check(rocAuc({ average: perClass }), [0.625, 0.8333333333333334, 0.8333333333333334, NaN, NaN]);
  check(rocAuc(), 0.763888888888889);
  check(rocAuc({ average: weighted }), 0.7291666666666667);
  check(rocAuc({ average: micro }), 0.833984375);
  check(
    averagePrecision({ average: perClass }),
    [0.6916666666666667, 0.5833333333333333, 0.6666666666666666, NaN, NaN],
  );
  check(averagePrecision(), 0.6472222222222221);
  check(averagePrecision({ average: weighted }), 0.6583333333333333);
  check(averagePrecision({ average: micro }), 0.4930223285486443);

  const report = measure(classReport(), outputs, targets);
  assertEquals(report.perClass[2], { precision: NaN, recall: 0, f1: 0, support: 2 });
  assertEquals(report.macro.recall, 0.4375);
  assertEquals(report.weighted.recall, 0.625);
  assertEquals(report.micro, { precision: 0.625, recall: 0.625, f1: 0.625 });
});

Deno.test("metrics of a single output equal scikit-learn's with ties", () => {
  const outputs = matrix([0.9, 0.8, 0.8, 0.8, 0.5, 0.5, 0.3, 0.3, 0.3, 0.1].map((a) => [a]));
  const targets = matrix([1, 1, 0, 1, 0, 1, 0, 0, 1, 0].map((y) => [y]));
  const check = expectations(outputs, targets);
  // roc_auc_score, average_precision_score, log_loss, then precision_score(y, a > 0.5) …
  for (const average of [micro, macro, weighted] as const) check(rocAuc({ average }), 0.78);
  check(averagePrecision(), 0.7444444444444445);
  check(logLoss(), 0.5570063099701463);
  check(precision(), 0.75);
  check(recall(), 0.6);
  check(f1(), 0.6666666666666666);
  for (const metric of [accuracy(), binaryAccuracy(), exactMatch()]) check(metric, 0.7);
  assertEquals(Array.from(measure(confusionMatrix(), outputs, targets).data), [4, 1, 2, 3]);
});

Deno.test("metrics of several labels equal scikit-learn's", () => {
  const outputs = matrix([
    [0.9, 0.2, 0.6],
    [0.7, 0.6, 0.4],
    [0.2, 0.9, 0.5],
    [0.6, 0.6, 0.1],
    [0.1, 0.4, 0.8],
    [0.5, 0.3, 0.2],
  ]);
  const targets = matrix([[1, 0, 1], [1, 1, 1], [0, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]);
  const check = expectations(outputs, targets);
  const threshold = 0.5;
  // precision_recall_fscore_support(Y, S > 0.5), roc_auc_score(Y, S), average_precision_score(Y, S)
  check(precision({ threshold, average: micro }), 0.875);
  check(recall({ threshold, average: micro }), 0.7777777777777778);
  check(f1({ threshold, average: micro }), 0.8235294117647058);
  check(precision({ threshold }), 0.8888888888888888);
  check(recall({ threshold }), 0.7777777777777777);
  check(f1({ threshold }), 0.8222222222222223);
  check(f1({ threshold, average: weighted }), 0.8222222222222223);
  check(f1({ threshold, average: perClass }), [0.6666666666666666, 1, 0.8]);
  check(rocAuc({ average: perClass }), [0.888888888888889, 1, 0.888888888888889]);
  check(rocAuc({ average: micro }), 0.9320987654320988);
  check(rocAuc({ average: weighted }), 0.925925925925926);
  check(averagePrecision({ average: perClass }), [0.9166666666666665, 1, 0.9166666666666665]);
  check(averagePrecision({ average: micro }), 0.9083333333333333);
  // accuracy_score(Y, S > 0.5), 1 − hamming_loss(Y, S > 0.5)
  check(exactMatch({ threshold }), 0.5);
  check(binaryAccuracy({ threshold }), 0.8333333333333334);
  check(binaryAccuracy(), 0.8333333333333334);
  assertEquals(measure(exactMatch({ threshold }), decide(outputs, { threshold }), targets), 0.5);
});

Deno.test("metrics of several labels equal scikit-learn's where a label occurs nowhere", () => {
  const outputs = matrix([[0.9, 0.1, 0.1], [0.9, 0.8, 0.1]]);
  const targets = matrix([[1, 0, 0], [1, 1, 0]]);
  const check = expectations(outputs, targets), threshold = 0.5;
  // precision_recall_fscore_support(Y, S > 0.5)
  for (const metric of [precision, recall, f1]) {
    check(metric({ threshold }), 0.6666666666666666);
    check(metric({ threshold, average: weighted }), 1);
    check(metric({ threshold, average: micro }), 1);
    check(metric({ threshold, average: perClass }), [1, 1, NaN]);
  }
  assertEquals(measure(classReport({ threshold }), outputs, targets).macro.f1, 2 / 3);
});

Deno.test("metrics of numbers equal scikit-learn's", () => {
  const outputs = matrix([[2.5, 0.1], [0, -3], [2, 8], [8, 1.5]]);
  const targets = matrix([[3, 0.2], [-0.5, -1], [2, 7], [7, 1]]);
  const check = expectations(outputs, targets);
  const average = "perOutput";
  // mean_absolute_error, root_mean_squared_error, r2_score
  check(mae(), 0.7);
  check(mae({ average }), [0.5, 0.9]);
  check(rmse(), 0.879553464906883);
  check(rmse({ average }), [0.6123724356957945, 1.1467344941179716]);
  check(rSquared(), 0.9052389424720638);
  check(rSquared({ average }), [0.9486081370449679, 0.8618697478991597]);
});

Deno.test("metrics with weights equal scikit-learn's (1.2.1) with sample_weight", () => {
  const weights = [1, 2, 0.5, 3, 0, 1.5];
  const outputs = matrix([
    [0.6, 0.3, 0.1],
    [0.2, 0.5, 0.3],
    [0.35, 0.4, 0.25],
    [0.1, 0.2, 0.7],
    [0.4, 0.35, 0.25],
    [0.25, 0.15, 0.6],
  ]);
  const labels = [0, 1, 0, 2, 2, 1];
  const targets = matrix(labels.map((label) => [0, 1, 2].map((j) => j === label ? 1 : 0)));
  const check = expectations(outputs, targets, weights);
  // accuracy_score, top_k_accuracy_score, log_loss, confusion_matrix
  check(accuracy(), 0.75);
  check(topK(2), 0.8125);
  check(logLoss(), 0.7922169820350299);
  const { data } = measure(confusionMatrix(), outputs, targets, { weights });
  assertEquals(Array.from(data), [1, 0.5, 0, 0, 2, 1.5, 0, 0, 3]);
  // precision_recall_fscore_support
  check(precision({ average: perClass }), [1, 0.8, 0.6666666666666666]);
  check(recall({ average: perClass }), [0.6666666666666666, 0.5714285714285714, 1]);
  check(f1({ average: perClass }), [0.8, 0.6666666666666666, 0.8]);
  check(precision(), 0.8222222222222223);
  check(recall(), 0.746031746031746);
  check(f1(), 0.7555555555555555);
  for (const metric of [precision, recall, f1]) check(metric({ average: micro }), 0.75);
  check(precision({ average: weighted }), 0.7875000000000001);
  check(recall({ average: weighted }), 0.75);
  check(f1({ average: weighted }), 0.7416666666666667);
  const report = measure(classReport(), outputs, targets, { weights });
  assertEquals(report.perClass.map(({ support }) => support), [1.5, 3.5, 3]);

  const decided = matrix([[1, 0], [1, 0], [0, 0], [1, 1], [0, 0], [1, 0]]);
  const several = matrix([[1, 0], [1, 1], [0, 0], [0, 1], [1, 1], [1, 0]]);
  // accuracy_score of several labels
  expectations(decided, several, weights)(exactMatch({ threshold: 0.5 }), 0.375);

  const predicted = matrix([[1.5, 2], [2, 1], [2, 4], [5, 4.5], [9, 9], [6, 3.5]]);
  const numbers = matrix([[1, 2], [3, 0], [2, 5], [4, 4], [0, 1], [7, 3]]);
  const checkNumbers = expectations(predicted, numbers, weights);
  // mean_absolute_error, mean_squared_error(multioutput="raw_values"), r2_score
  checkNumbers(mae(), 0.734375);
  checkNumbers(rmse({ average: "perOutput" }), [Math.sqrt(0.84375), Math.sqrt(0.453125)]);
  checkNumbers(rSquared(), 0.7920403550935605);
});
