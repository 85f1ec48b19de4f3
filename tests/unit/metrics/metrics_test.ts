import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  kullbackLeibler,
  matrix,
} from "../../../engine.ts";
import {
  accuracy,
  averageLoss,
  averagePrecision,
  classReport,
  combineMetrics,
  confusionMatrix,
  decide,
  f1,
  labelsOf,
  logLoss,
  mae,
  measure,
  type Metric,
  metric,
  microAverages,
  precision,
  recall,
  regressionReport,
  rmse,
  rocAuc,
  rSquared,
  topK,
} from "../../../metrics.ts";
import { outputsAreProbabilities, targetsAreClasses } from "../../../src/metrics/kinds.ts";
import { matrixOf, seeds } from "../../support/arbitraries.ts";

const outputs = matrix([[0.7, 0.2, 0.1], [0.4, 0.4, 0.2], [0.1, 0.2, 0.7]]);
const targets = matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
const none = matrix([]);

Deno.test("decide() takes the largest output, among equals the one of lowest index", () => {
  assertEquals(Array.from(decide(outputs).data), [1, 0, 0, 1, 0, 0, 0, 0, 1]);
  assertEquals(Array.from(labelsOf(outputs)), [0, 0, 2]);
});

Deno.test("decide() with a threshold decides each output by itself, strictly above, (8)", () => {
  const decided = (threshold: number | number[]) => Array.from(decide(outputs, { threshold }).data);
  assertEquals(decided(0.4), [1, 0, 0, 0, 0, 0, 0, 0, 1]);
  assertEquals(decided([0.5, 0.3, 0.1]), [1, 0, 0, 0, 1, 1, 0, 0, 1]);
  assertThrows(() => decided([0.5]), TypeError, "each of 3 outputs, but found 1");
});

Deno.test("decide() of a single output is at 0.5, as in the paper's first example", () => {
  assertEquals(Array.from(decide(matrix([[0.5], [0.51]])).data), [0, 1]);
});

Deno.test("confusionMatrix() counts rows as true and columns as decided classes", () => {
  const confusion = measure(confusionMatrix(), outputs, targets);
  assertEquals(Array.from(confusion.data), [1, 0, 0, 1, 0, 0, 0, 0, 1]);
  assertEquals(measure(accuracy(), outputs, targets), 2 / 3);
});

Deno.test("confusionMatrix() of a single output has two classes", () => {
  const single = matrix([[0.2], [0.8], [0.9]]);
  const confusion = measure(confusionMatrix(), single, matrix([[0], [0], [1]]));
  assertEquals([confusion.rows, ...Array.from(confusion.data)], [2, 1, 1, 0, 1]);
});

Deno.test("microAverages() are (104) to (106), counted by hand", () => {
  // By largest output: TP 2, FP 1, FN 1, TN 5.
  assertEquals(measure(microAverages(), outputs, targets), {
    accuracy: 7 / 9,
    precision: 2 / 3,
    recall: 2 / 3,
  });
  // Above 0.4: TP 2, FP 0, FN 1, TN 6.
  assertEquals(measure(microAverages({ threshold: 0.4 }), outputs, targets), {
    accuracy: 8 / 9,
    precision: 1,
    recall: 2 / 3,
  });
});

Deno.test("microAverages() have no precision where nothing is decided positive", () => {
  const { precision, recall } = measure(microAverages({ threshold: 1 }), outputs, targets);
  assert(Number.isNaN(precision));
  assertEquals(recall, 0);
});

Deno.test("micro-averaged precision and recall by largest output equal the accuracy for one-hot targets", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 2, max: 5 }),
      seeds,
      (rows, columns, seed) => {
        const random = matrixOf(rows, columns, seed);
        const truth = decide(matrixOf(rows, columns, seed >>> 1));
        const share = measure(accuracy(), random, truth);
        const { precision, recall } = measure(microAverages(), random, truth);
        assertEquals([precision, recall], [share, share]);
      },
    ),
  );
});

Deno.test("metrics of no examples are NaN or empty, whatever the width of the batch", () => {
  const shares: Metric<unknown, number>[] = [
    accuracy(),
    topK(2),
    logLoss(),
    mae(),
    rmse(),
    rSquared(),
  ];
  const means: Metric<unknown, number>[] = [
    precision(),
    recall(),
    f1({ average: "micro" }),
    rocAuc(),
    averagePrecision(),
  ];
  for (const each of [...shares, ...means]) {
    assertEquals(each.result(each.reset()), NaN, each.name);
    assertEquals(measure(each, none, none), NaN, each.name);
    assertEquals(measure(each, matrixOf(0, 3, 1), matrixOf(0, 3, 1)), NaN, each.name);
  }
  assertEquals(measure(rocAuc({ average: "perClass" }), none, none), []);
  assertEquals(measure(confusionMatrix(), none, none).rows, 0);
  assertEquals(measure(classReport(), none, none).perClass, []);
});

Deno.test("ranking metrics are undefined without both kinds of examples, and NaN with outputs that are", () => {
  const all = matrix([[1, 1], [1, 0]]);
  const two = matrix([[0.2, 0.3], [0.1, 0.4]]);
  // All are of class 0, which takes no part; of class 1 the one below the other.
  assertEquals(measure(rocAuc({ average: "perClass" }), two, all), [NaN, 0]);
  assertEquals(measure(rocAuc(), two, all), 0);
  assertEquals(measure(averagePrecision({ average: "perClass" }), two, all), [1, 0.5]);
  assertEquals(measure(averagePrecision(), two, matrix([[0, 1], [0, 0]])), 0.5);
  const broken = matrix([[NaN, 0.3], [0.1, 0.4]]);
  assertEquals(measure(rocAuc({ average: "perClass" }), broken, matrix([[1, 1], [0, 0]])), [
    NaN,
    0,
  ]);
  assertEquals(measure(rocAuc(), broken, matrix([[1, 1], [0, 0]])), NaN);
  assertEquals(measure(rocAuc({ average: "micro" }), broken, matrix([[1, 1], [0, 0]])), NaN);
  // Infinite outputs have an order, and one that is always the same decides nothing.
  assertEquals(measure(rocAuc(), matrix([[Infinity], [-Infinity]]), matrix([[1], [0]])), 1);
  assertEquals(measure(rocAuc(), matrix([[3], [3], [3]]), matrix([[1], [0], [0]])), 0.5);
  assertEquals(
    measure(averagePrecision(), matrix([[3], [3], [3]]), matrix([[1], [0], [0]])),
    1 / 3,
  );
});

Deno.test("logLoss() clips nothing: 0 for certainty that is right, infinite for one that is wrong", () => {
  const certain = matrix([[1, 0]]);
  assertEquals(measure(logLoss(), certain, matrix([[1, 0]])), 0);
  assertEquals(measure(logLoss(), certain, matrix([[0, 1]])), Infinity);
  assertEquals(measure(logLoss(), matrix([[1]]), matrix([[0]])), Infinity);
  assertEquals(measure(logLoss(), matrix([[-0.1, 1.1]]), matrix([[0, 1]])), NaN);
  for (const loss of [categoricalCrossEntropy, binaryCrossEntropy, kullbackLeibler]) {
    assertEquals(measure(averageLoss(loss), certain, matrix([[1, 0]])), 0, loss.name);
    // The loss that trains is not defined where its gradient is not.
    assertEquals(measure(averageLoss(loss), certain, matrix([[0, 1]])), NaN, loss.name);
  }
  assertEquals(
    measure(averageLoss(categoricalCrossEntropy), outputs, targets),
    measure(logLoss(), outputs, targets),
  );
});

Deno.test("rSquared() is negative below the mean, and NaN where targets do not vary", () => {
  const rising = matrix([[1], [2], [3]]);
  assertEquals(measure(rSquared(), matrix([[3], [2], [1]]), rising), -3);
  assertEquals(measure(rSquared(), rising, matrix([[0.1], [0.1], [0.1]])), NaN);
  assertEquals(measure(rSquared(), matrix([[1]]), matrix([[5]])), NaN);
  const constant = [matrix([[1, 2], [2, 3]]), matrix([[1, 5], [2, 5]])] as const;
  assertEquals(measure(rSquared({ average: "perOutput" }), ...constant), [1, NaN]);
  assertEquals(measure(rSquared(), ...constant), 1);
  assertEquals(measure(regressionReport(), ...constant).rSquared, 1);
  // Outputs that are not numbers are not left out.
  assertEquals(measure(rSquared(), matrix([[NaN, 2], [2, 3]]), constant[1]), NaN);
  assertEquals(measure(mae(), matrix([[1]]), matrix([[5]])), 4);
});

Deno.test("rSquared() loses no digits to a large mean", () => {
  for (const mean of [0, 1e6, 1e9, 1e15]) { // in which the numbers below are exact
    const [outputs, targets] = [[1, 2, 3], [1, 2, 4]].map((row) =>
      matrix(row.map((y) => [mean + y]))
    );
    // 1 − 1 / (14/3), a few roundings of numbers of order 1
    assertAlmostEquals(measure(rSquared(), outputs!, targets!), 11 / 14, 1e-15, `mean ${mean}`);
  }
});

Deno.test("NaN is never the largest output, wherever it stands", () => {
  const rows = [[NaN, -1, -2], [-2, NaN, -1], [-1, -2, NaN], [NaN, NaN, -Infinity]];
  assertEquals(Array.from(labelsOf(matrix(rows))), [1, 2, 0, 2]);
  for (const row of rows) {
    for (let label = 0; label < 3; label++) {
      const target = matrix([[0, 1, 2].map((j) => j === label ? 1 : 0)]);
      assertEquals(
        measure(accuracy(), matrix([row]), target),
        measure(topK(1), matrix([row]), target),
      );
    }
  }
});

Deno.test("topK() breaks ties as decide() does, and never counts NaN", () => {
  const tied = matrix([[0.4, 0.4, 0.2]]);
  assertEquals(measure(topK(1), tied, matrix([[1, 0, 0]])), 1);
  assertEquals(measure(topK(1), tied, matrix([[0, 1, 0]])), 0);
  assertEquals(measure(topK(2), tied, matrix([[0, 1, 0]])), 1);
  assertEquals(measure(topK(2), matrix([[0.4, 0.4, NaN]]), matrix([[0, 0, 1]])), 0);
  for (const k of [0, -1, 1.5, NaN]) assertThrows(() => topK(k), RangeError, `found ${k}`);
  assertThrows(() => measure(topK(4), tied, tied), RangeError, "4 outputs or more");
  assertThrows(() => measure(topK(1), matrix([[1]]), matrix([[1]])), RangeError, "found 1");
});

Deno.test("targets are of classes if they are zeros and ones, signs or probabilities", () => {
  const of = (rows: number[][]) => measure(targetsAreClasses(), matrix(rows), matrix(rows));
  assert(of([[0], [1]]));
  assert(of([[1, 1], [0, 0]]));
  assert(of([[-1], [1]]));
  assert(of([[0.9, 0.1], [0.3, 0.7]]));
  assert(!of([[0.9, 0.1], [0.9, 0.7]]));
  assert(!of([[-1], [0], [1]]));
  assert(!of([[0.5], [1]]));
  assert(!of([[1.5, -0.5]]));
  assert(!of([[2], [1]]));
  const one = matrix([[0.5, 0.5 + 1e-7]]); // as float32 may have it
  assert(measure(outputsAreProbabilities(), one, one));
  const single = matrix([[1], [1]]); // sums to 1, but lacks a second class
  assert(!measure(outputsAreProbabilities(), single, single));
});

Deno.test("metrics refuse shapes that differ, targets that are not finite and averages unknown", () => {
  assertThrows(() => measure(mae(), outputs, matrix([[1]])), TypeError, "outputs: 3 × 3");
  assertThrows(() => measure(mae(), matrix([[1]]), matrix([[NaN]])), RangeError, "NaN in row 0");
  assertThrows(() => measure(mae(), [1] as never, matrix([[1]])), TypeError, "an array of 1");
  const started = mae().update(mae().reset(), outputs, targets);
  const one = matrix([[1]]);
  assertThrows(() => mae().update(started, one, one), TypeError, "3 columns, as in the batches");
  const unknown = { average: "median" } as never;
  for (const make of [precision, recall, f1, rocAuc, averagePrecision, mae, rmse, rSquared]) {
    assertThrows(() => (make as typeof mae)(unknown), RangeError, "found median");
  }
});

Deno.test("decide(), labelsOf() and measure() throw unless they get a matrix and a metric", () => {
  const rows = [[1, 2]] as never, made = matrix([[1, 2]]);
  assertThrows(() => decide(rows), TypeError, "outputs must be a matrix");
  assertThrows(() => labelsOf(rows), TypeError, "must be a matrix");
  assertThrows(
    () => measure(f1 as never, made, made),
    TypeError,
    "metric must be a metric such as rocAuc() or metric({ … }), but found the function f1",
  );
});

Deno.test("metric() and combineMetrics() throw unless they get formulas and metrics", () => {
  const formulas = { name: "count", empty: () => 0, add: (n: number) => n + 1, result: Number };
  assertEquals(measure(metric(formulas), outputs, targets), 1);
  assertThrows(() => metric({ ...formulas, name: "" }), TypeError, "needs a name");
  assertThrows(() => metric({ ...formulas, add: 1 as never }), TypeError, "add of metric count");
  assertThrows(() => combineMetrics({ auc: rocAuc as never }), TypeError, "metrics.auc");
  assertEquals(measure(combineMetrics({}), outputs, targets), {});
});
