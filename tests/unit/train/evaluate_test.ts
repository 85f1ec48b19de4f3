import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { classification } from "../../../data.ts";
import {
  binaryCrossEntropyFromLogits,
  categoricalCrossEntropy,
  cost,
  dense,
  denseFrom,
  hinge,
  labelSmoothing,
  linear,
  matrix,
  network,
  relu,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
} from "../../../engine.ts";
import {
  accuracy,
  binaryAccuracy,
  combineMetrics,
  confusionMatrix,
  exactMatch,
  f1,
  mae,
  measure,
  precision,
  recall,
  rocAuc,
  topK,
} from "../../../metrics.ts";
import { evaluate, predict } from "../../../train.ts";
import { matrixOf } from "../../support/arbitraries.ts";

const loss = categoricalCrossEntropy;
// More rows than pass through a network at a time.
const inputs = matrixOf(600, 3, 1);
const labels = Uint8Array.from({ length: 600 }, (_, i) => i % 3);
const dataset = classification(inputs, labels, 3);
const net = network({ inputs: 3, layers: [dense(3, softmax)], seed: 1 });

Deno.test("evaluate() agrees with cost(), and with its own confusion matrix", async () => {
  const result = await evaluate(net, dataset, { loss });
  // A mean over 600 losses of order 1, each off by some ε: 1e-13 is ample.
  assertAlmostEquals(result.cost, cost(net, dataset, loss), 1e-13);
  assertEquals(result.crossEntropy, result.cost);
  const { data } = result.confusion;
  assertEquals(Array.from(data).reduce((sum, n) => sum + n), 600);
  assertEquals(result.accuracy, (data[0]! + data[4]! + data[8]!) / 600);
  assertEquals([result.microPrecision, result.microRecall], [result.accuracy, result.accuracy]);
  assertEquals(result.examples, 600);
});

Deno.test("evaluate() gives cross-entropy beside another loss, where outputs are probabilities", async () => {
  const other = await evaluate(net, dataset, { loss: sumOfSquaredErrors });
  assertEquals(other.crossEntropy, (await evaluate(net, dataset, { loss })).crossEntropy);
  for (const activation of [linear, relu]) {
    const scores = network({ inputs: 3, layers: [dense(3, activation)], seed: 1 });
    assert(!("crossEntropy" in await evaluate(scores, dataset, { loss: sumOfSquaredErrors })));
  }
  // The outputs of sigmoid do not exclude each other, and a linear one may happen to lie in [0, 1].
  const separate = network({ inputs: 3, layers: [dense(3, sigmoid)], seed: 1 });
  assert(!("crossEntropy" in await evaluate(separate, dataset, { loss: sumOfSquaredErrors })));
  assert("crossEntropy" in await evaluate(separate, dataset, { loss }));
  const identity = {
    inputs: 1,
    layers: [denseFrom(linear, matrix([[1]]), matrix([[0]]))],
  };
  for (const output of [0.5, 1]) {
    const single = { inputs: matrix([[output]]), targets: matrix([[1]]) };
    assert(!("crossEntropy" in await evaluate(identity, single, { loss: sumOfSquaredErrors })));
  }
});

Deno.test("evaluate() decides micro-averages by a threshold where one is given", async () => {
  const { microPrecision, microRecall, accuracy } = await evaluate(net, dataset, {
    loss,
    threshold: 0,
  });
  assertAlmostEquals(microPrecision, 1 / 3, 1e-15); // softmax is above 0 everywhere
  assertEquals(microRecall, 1);
  assertEquals(accuracy, (await evaluate(net, dataset, { loss })).accuracy);
});

Deno.test("evaluate() decides a single output where its loss does: logits and margins at 0", async () => {
  const layer = denseFrom(linear, matrix([[1]]), matrix([[0]]));
  const single = { inputs: 1, layers: [layer] };
  const at = (targets: number[]) => ({
    inputs: matrix([[0.25], [-0.25], [0.75]]),
    targets: matrix(targets.map((target) => [target])),
  });
  // A logit of 0.25 is a probability of 0.56.
  for (const loss of [binaryCrossEntropyFromLogits, labelSmoothing(binaryCrossEntropyFromLogits)]) {
    const { accuracy, microAccuracy } = await evaluate(single, at([1, 0, 1]), { loss });
    assertEquals([accuracy, microAccuracy], [1, 1]);
  }
  assertEquals((await evaluate(single, at([1, -1, 1]), { loss: hinge })).accuracy, 1);
  assertEquals(
    (await evaluate(single, at([1, 0, 1]), { loss: sumOfSquaredErrors })).accuracy,
    2 / 3,
  );
  const high = { loss: hinge, threshold: 0.5 };
  const { confusion, microAccuracy } = await evaluate(single, at([1, -1, 1]), high);
  assertEquals([Array.from(confusion.data), microAccuracy], [[1, 0, 1, 1], 2 / 3]);
});

Deno.test("evaluate()'s metrics decide where the loss does, if not by a threshold of their own", async () => {
  const layer = denseFrom(linear, matrix([[1]]), matrix([[0]]));
  const single = { inputs: 1, layers: [layer] };
  const inputs = matrix([[0.25], [-0.25], [0.75], [-0.75]]);
  const metrics = {
    ...{ accuracy: accuracy(), binary: binaryAccuracy(), exact: exactMatch(), f1: f1() },
    ...{ recall: recall(), both: combineMetrics({ precision: precision() }) },
    high: recall({ threshold: 0.5 }),
  };
  for (const [loss, no] of [[hinge, -1], [binaryCrossEntropyFromLogits, 0]] as const) {
    const result = await evaluate(single, { inputs, targets: matrix([[1], [no], [1], [no]]) }, {
      ...{ loss, metrics },
    });
    assertEquals(result.accuracy, 1);
    assertEquals(result.metrics, {
      ...{ accuracy: 1, binary: 1, exact: 1, f1: 1, recall: 1, both: { precision: 1 }, high: 0.5 },
    });
  }
  const two = denseFrom(linear, matrix([[1], [-1]]), matrix([[0, 0]]));
  const { metrics: { binary } } = await evaluate({ inputs: 1, layers: [two] }, {
    ...{ inputs, targets: matrix([[1, 0], [0, 1], [1, 0], [0, 1]]) },
  }, { loss: binaryCrossEntropyFromLogits, metrics });
  assertEquals(binary, 1, "several labels, too");
});

Deno.test("evaluate() throws on empty data, wrong shapes and an invalid loss", async () => {
  const none = { inputs: matrixOf(0, 3, 1), targets: matrixOf(0, 3, 1) };
  await assertRejects(() => evaluate(net, none, { loss }), RangeError, "at least one example");
  const narrow = { inputs, targets: matrixOf(600, 2, 1) };
  await assertRejects(() => evaluate(net, narrow, { loss }), TypeError, "× 2)");
  await assertRejects(
    () => evaluate(net, dataset, { loss: {} as never }),
    TypeError,
    "A loss such as",
  );
  await assertRejects(
    () => evaluate(net, dataset, undefined as never),
    TypeError,
    "The options of evaluate() must be an object such as { loss, metrics }, but found undefined",
  );
});

Deno.test("predict() passes every row through, and refuses what does not fit", async () => {
  const outputs = await predict(net, inputs);
  assertEquals([outputs.rows, outputs.columns], [600, 3]);
  const last = { rows: 1, columns: 3, data: Array.from(inputs.data).slice(-3) };
  assertEquals(Array.from((await predict(net, last)).data), Array.from(outputs.data).slice(-3));
  assertEquals((await predict(net, matrixOf(0, 3, 1))).rows, 0);
  await assertRejects(() => predict(net, matrixOf(0, 2, 1)), TypeError, "3 columns");
  await assertRejects(() => predict(net, matrix([[0, 0, NaN]])), RangeError, "NaN");
  await assertRejects(
    () => predict(net, inputs, "wasm" as never),
    TypeError,
    'The options of predict() must be an object such as { executor }, but found "wasm"',
  );
});

Deno.test("classification() refuses labels that are missing or out of range", () => {
  assertThrows(() => classification(matrix([[1]]), [], 2), TypeError, "1 examples, but found 0");
  for (const label of [2, -1, 0.5, NaN]) {
    assertThrows(() => classification(matrix([[1]]), [label], 2), RangeError, `found ${label}`);
  }
});

Deno.test("evaluate() measures further metrics over all batches, by their names", async () => {
  const { metrics, accuracy, confusion } = await evaluate(net, dataset, {
    loss,
    metrics: { auc: rocAuc({ average: "perClass" }), top1: topK(1), confusion: confusionMatrix() },
  });
  const outputs = await predict(net, inputs);
  assertEquals(metrics.auc, measure(rocAuc({ average: "perClass" }), outputs, dataset.targets));
  assertEquals(metrics.top1, accuracy);
  assertEquals(Array.from(metrics.confusion.data), Array.from(confusion.data));
  assertEquals((await evaluate(net, dataset, { loss })).metrics, {});
  const none = { loss, metrics: { auc: rocAuc as never } };
  await assertRejects(() => evaluate(net, dataset, none), TypeError, "metrics.auc");
});

Deno.test("evaluate() on numbers has errors and R², and claims nothing about classes", async () => {
  const doubler = {
    inputs: 1,
    layers: [denseFrom(linear, matrix([[2]]), matrix([[0]]))],
  };
  const numbers = { inputs: matrix([[1], [2], [3]]), targets: matrix([[2], [5], [8]]) };
  const result = await evaluate(doubler, numbers, {
    loss: sumOfSquaredErrors,
    metrics: { mae: mae() },
  });
  assertEquals(result.cost, (0 + 1 / 2 + 4 / 2) / 3);
  assertEquals(result.regression, { mae: 1, rmse: Math.sqrt(5 / 3), rSquared: 1 - 5 / 18 });
  assertEquals(result.metrics.mae, 1);
  const { accuracy, microAccuracy, microPrecision, microRecall, confusion, examples } = result;
  assertEquals([accuracy, microAccuracy, microPrecision, microRecall], [NaN, NaN, NaN, NaN]);
  assertEquals([confusion.rows, confusion.columns, examples], [0, 0, 3]);
  assert(!("crossEntropy" in result));
  assert(!("regression" in await evaluate(net, dataset, { loss })));
});
