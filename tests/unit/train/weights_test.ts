import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { classification } from "../../../data.ts";
import {
  categoricalCrossEntropy,
  cost,
  dense,
  linear,
  matrix,
  network,
  softmax,
  sumOfSquaredErrors,
} from "../../../engine.ts";
import { f1, rocAuc } from "../../../metrics.ts";
import { type Checkpoint, evaluate, fit, type FitOptions, sgd } from "../../../train.ts";
import { bitsOf } from "../../support/bits.ts";

const inputs = matrix([[0, 1], [1, 0], [1, 1], [2, 1]]);
const data = classification(inputs, [0, 1, 1, 1], 2);
const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
const loss = categoricalCrossEntropy, optimizer = sgd({ learningRate: 0.5 });
const options: FitOptions = { loss, optimizer, epochs: 3, batchSize: 2, executor: "reference" };

for (const executor of ["reference", "wasm"] as const) {
  Deno.test(`fit() by ${executor} with weights of 1 gives the bits of a training without`, async () => {
    const run = (weights?: number[]) =>
      fit(net, { ...data, ...(weights && { weights }) }, { ...options, executor });
    const [plain, ones, others] = await Promise.all([run(), run([1, 1, 1, 1]), run([1, 1, 1, 2])]);
    assertEquals(bitsOf(ones.network), bitsOf(plain.network));
    assertNotEquals(bitsOf(others.network), bitsOf(plain.network));
  });

  Deno.test(`fit() by ${executor}: classWeights are weights of the examples, times their own`, async () => {
    const weights = [1, 2, 1, 0.5];
    const byClass = await fit(net, { ...data, weights }, {
      ...{ ...options, executor, classWeights: [3, 0.5] },
    });
    const byExample = await fit(net, { ...data, weights: [3, 1, 0.5, 0.25] }, {
      ...{ ...options, executor },
    });
    assertEquals(bitsOf(byClass.network), bitsOf(byExample.network));
    const balanced = await fit(net, data, { ...options, executor, classWeights: "balanced" });
    const counted = await fit(net, data, { ...options, executor, classWeights: [2, 4 / 6] });
    assertEquals(bitsOf(balanced.network), bitsOf(counted.network));
  });

  Deno.test(`fit() by ${executor} learns nothing from examples of weight 0`, async () => {
    const run = (last: number) =>
      fit(net, { ...classification(inputs, [0, 1, 1, last], 2), weights: [1, 1, 1, 0] }, {
        ...{ ...options, executor },
      });
    const [one, other] = await Promise.all([run(0), run(1)]);
    assertEquals(bitsOf(one.network), bitsOf(other.network));
  });

  Deno.test(`fit() by ${executor}: weights of an augmentation are used, else those of the batch stay`, async () => {
    const weighted = { ...data, weights: [1, 2, 3, 4] };
    const run = (augmentation?: FitOptions["augmentation"]) =>
      fit(net, weighted, { ...options, executor, ...(augmentation && { augmentation }) });
    const [plain, kept, other] = await Promise.all([
      run(),
      run(({ inputs, targets }) => ({ inputs, targets })),
      run((batch) => ({ ...batch, weights: Array.from(batch.weights!, () => 1) })),
    ]);
    assertEquals(bitsOf(kept.network), bitsOf(plain.network));
    assertNotEquals(bitsOf(other.network), bitsOf(plain.network));
    const adds: FitOptions["augmentation"] = (batch) => ({ ...batch, weights: [1, 1] });
    await assertRejects(
      () => fit(net, data, { ...options, executor, augmentation: adds }),
      TypeError,
      "augmentation must not weight a batch that has no weights, but found some",
    );
  });
}

Deno.test("evaluate() with weights: the cost is that of training, all else as scikit-learn's", async () => {
  const weighted = { ...data, weights: [4, 1, 0, 1] };
  const found = await evaluate(net, weighted, { loss, metrics: { f1: f1() } });
  assertEquals(found.cost, cost(net, weighted, loss));
  assertEquals(found.examples, 4);
  assertEquals(Array.from(found.confusion.data).reduce((x, y) => x + y), 6);
  const plain = await evaluate(net, { ...data, weights: [1, 1, 1, 1] }, { loss });
  const none = await evaluate(net, data, { loss });
  assertEquals(plain, none);
  assertEquals(found.crossEntropy, found.cost * 4 / 6);
  const balanced = await evaluate(net, data, { loss, classWeights: [4, 1] });
  assertEquals(balanced, await evaluate(net, { ...data, weights: [4, 1, 1, 1] }, { loss }));
});

Deno.test("evaluate() with weights measures numbers by West's weighted variance", async () => {
  const line = network({ inputs: 2, layers: [dense(1, linear)], seed: 1 });
  const numbers = { inputs, targets: matrix([[0.5], [2], [7], [3]]) };
  const repeated = {
    inputs: matrix([[1, 0], [1, 1], [1, 1], [2, 1]]),
    targets: matrix([[2], [7], [7], [3]]),
  };
  const options = { loss: sumOfSquaredErrors };
  const weighted = await evaluate(line, { ...numbers, weights: [0, 1, 2, 1] }, options);
  const { regression } = await evaluate(line, repeated, options);
  for (const name of ["mae", "rmse", "rSquared"] as const) {
    assert(Math.abs(weighted.regression![name] - regression![name]) < 1e-14, name);
  }
});

Deno.test("fit() and evaluate() refuse wrong weights, and name metrics that take none", async () => {
  const of = (weights: unknown) => ({ ...data, weights: weights as number[] });
  for (
    const [weights, error, message] of [
      [[1, 1], TypeError, "dataset.weights must be an array of 4 numbers"],
      [[1, 1, 1, -1], RangeError, "dataset.weights must be finite and at least 0, but found -1"],
      [[1, NaN, 1, 1], RangeError, "but found NaN at example 1"],
      [[0, 0, 0, 0], RangeError, "dataset.weights must not all be 0, but found 4 of 0"],
    ] as const
  ) {
    await assertRejects(() => fit(net, of(weights), options), error, message);
    await assertRejects(() => evaluate(net, of(weights), { loss }), error, message);
  }
  const beyond = fit(net, of([1, 1e39, 1, 1]), { ...options, executor: "wasm" });
  await assertRejects(() => beyond, RangeError, "weights must lie within float32");
  const refused = "The metric rocAuc takes no weights of examples";
  const metrics = { auc: rocAuc() };
  const validation = of([1, 1, 1, 2]);
  await assertRejects(() => evaluate(net, validation, { loss, metrics }), TypeError, refused);
  let epochs = 0;
  const trained = fit(net, data, {
    ...{ loss, optimizer, epochs: 2, validation, metrics, onEpoch: () => void epochs++ },
  });
  await assertRejects(() => trained, TypeError, refused);
  assertEquals(epochs, 0);
});

Deno.test("fit() resumes only with the weights of the checkpoint", async () => {
  let saved: Checkpoint | undefined;
  const weighted = { ...data, weights: [1, 2, 3, 4] };
  const checkpoint = { every: "epoch" as const, save: (made: Checkpoint) => void (saved ??= made) };
  const whole = await fit(net, weighted, { ...options, checkpoint });
  const resumed = await fit(net, weighted, { ...options, resume: saved! });
  assertEquals(bitsOf(resumed.network), bitsOf(whole.network));
  for (const other of [data, { ...data, weights: [1, 2, 3, 5] }]) {
    await assertRejects(
      () => fit(net, other, { ...options, resume: saved! }),
      RangeError,
      "Cannot resume from this checkpoint: the data must be",
    );
  }
  const byClass = fit(net, weighted, { ...options, classWeights: [1, 2], resume: saved! });
  await assertRejects(() => byClass, RangeError, "Cannot resume");
});
