import { assert, assertEquals, assertThrows } from "@std/assert";
import { arrayGenerator, classification, generatorOf } from "../../../../data.ts";
import {
  backward,
  categoricalCrossEntropy,
  dense,
  forward,
  matrix,
  network,
  softmax,
} from "../../../../engine.ts";
import { fit, sgd } from "../../../../train.ts";
import { matrixOf } from "../../../support/arbitraries.ts";
import { idxFile } from "../../../support/idx.ts";
import { idxGenerator } from "../../../../src/data/generators/idx.ts";

const LABELS = Uint8Array.from({ length: 23 }, (_, n) => n % 3);
const dataset = classification(matrixOf(23, 2, 1), LABELS, 3);
const options = { validation: 0.2, test: 0.2, batchSize: 4, seed: 9 };

Deno.test("a part's epoch() gives the same batches again, another epoch another order", () => {
  const { train, validation, test } = arrayGenerator(dataset, options);
  for (const part of [train, validation, test]) {
    const [first, again, second] = [1, 1, 2].map((epoch) => Array.from(part.epoch(epoch)));
    assertEquals(first, again);
    assertEquals(Array.from(part), first);
    assertEquals(first!.length, part.steps);
    assert(JSON.stringify(first) !== JSON.stringify(second));
    // An iterable, not an iterator: one epoch may be gone through twice.
    const epoch = part.epoch(3);
    assertEquals(Array.from(epoch), Array.from(epoch));
  }
});

Deno.test("a part's epochs go through all its examples, each with its targets", () => {
  const { train } = arrayGenerator(dataset, options);
  const rows = (batches: Iterable<{ inputs: { data: ArrayLike<number> }; targets: unknown }>) =>
    Array.from(batches).flatMap(({ inputs, targets }) => {
      const y = (targets as { data: ArrayLike<number> }).data;
      return Array.from(
        { length: inputs.data.length / 2 },
        (_, i) =>
          [inputs.data[2 * i], inputs.data[2 * i + 1], y[3 * i], y[3 * i + 1], y[3 * i + 2]].join(),
      );
    }).sort();
  const whole = [{ inputs: train.inputs, targets: train.targets }];
  assertEquals(rows(train.epoch(5)), rows(whole));
});

Deno.test("fit() steps through the batches of train.epoch(e), to the bit", async () => {
  const { train } = arrayGenerator(dataset, options);
  const untrained = network({ inputs: 2, layers: [dense(3, softmax)], seed: 1 });
  const loss = categoricalCrossEntropy, optimizer = sgd({ learningRate: 0.5 });
  const run = await fit(untrained, train, {
    ...{ loss, optimizer, epochs: 3, batchSize: 4, seed: 9 },
    executor: "reference", // which computes what is computed below
  });
  let net = untrained;
  let state = optimizer.init(net);
  for (const epoch of [1, 2, 3]) {
    for (const { inputs, targets } of train.epoch(epoch)) {
      const gradients = backward(net, forward(net, inputs), targets, loss);
      ({ network: net, state } = optimizer.update(net, gradients, state));
    }
  }
  assertEquals(run.network, net);
});

Deno.test("arrayGenerator() takes parts that are data sets as they are, and splits the rest", () => {
  const held = classification(matrixOf(5, 2, 2), [0, 1, 2, 0, 1], 3);
  const { train, validation, test } = arrayGenerator(dataset, { validation: 0, test: held });
  assertEquals(train.inputs.data, dataset.inputs.data);
  assertEquals([validation.inputs.rows, validation.steps], [0, 0]);
  assertEquals(Array.from(validation), []);
  assertEquals(test.inputs, held.inputs);
});

Deno.test("generators refuse what does not fit, and say what was wanted", () => {
  const wide = classification(matrixOf(5, 3, 2), [0, 1, 2, 0, 1], 3);
  assertThrows(
    () => arrayGenerator(dataset, { test: wide }),
    TypeError,
    "test.inputs (5 × 3) must have as many columns as those to train on: 2",
  );
  assertThrows(() => arrayGenerator(dataset, { test: 1 }), RangeError, "test must be a share");
  assertThrows(() => arrayGenerator(dataset, { test: NaN }), RangeError, "found NaN");
  assertThrows(
    () => arrayGenerator(dataset, { validation: 0.5, test: 0.5 }),
    RangeError,
    "must leave a share for training",
  );
  assertThrows(() => arrayGenerator(dataset, { batchSize: 0 }), RangeError, "batchSize");
  const one = classification(matrix([[1, 2]]), [0], 3);
  assertThrows(
    () => arrayGenerator(one, { validation: 0, test: 0.9 }),
    RangeError,
    "The training part must have at least one example",
  );
  const { train } = generatorOf({ train: dataset, validation: dataset, test: dataset });
  assertThrows(() => train.epoch(0), RangeError, "An epoch must be an integer from 1");
});

Deno.test("idxGenerator() reads numbers of other types, unscaled unless a scale is given", () => {
  const images = idxFile([2, 1], [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], 0x0d); // 1.5 and −2
  const files = { images, labels: idxFile([2], [0, 0, 0, 0, 0, 0, 0, 1], 0x0c) };
  const { train } = idxGenerator(files, { validation: 0, test: 0 }),
    scaled = idxGenerator(files, { validation: 0, test: 0, scale: 2 });
  assertEquals(Array.from(train.inputs.data).toSorted(), [-2, 1.5]);
  assertEquals(Array.from(scaled.train.inputs.data).toSorted(), [-4, 3]);
  assertEquals(train.targets.columns, 2);
});

Deno.test("idxGenerator() reads images and labels, classes counted or given", () => {
  const images = idxFile([4, 1, 2], [0, 51, 102, 153, 204, 255, 1, 2]);
  const labels = idxFile([4], [0, 2, 0, 2]);
  const all = { validation: 0, test: 0 };
  const { train } = idxGenerator({ images, labels }, all);
  assertEquals([train.inputs.columns, train.targets.columns], [2, 3]);
  assertEquals(Array.from(train.labels!), [0, 2, 0, 2]);
  const test = { images: idxFile([1, 2], [9, 8]), labels: idxFile([1], [1]) };
  const parts = idxGenerator({ images, labels }, { validation: 0, test, classes: 5, scale: 2 });
  assertEquals(parts.test.targets.data, Uint8Array.of(0, 1, 0, 0, 0));
  const [batch] = parts.test;
  assertEquals(Array.from(batch!.inputs.data), [18, 16]);
  assertThrows(
    () => idxGenerator({ images, labels: idxFile([3], [0, 1, 2]) }),
    SyntaxError,
    "one label for each of 4 images, but found 3",
  );
});
