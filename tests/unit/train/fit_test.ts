import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { classification, type Dataset } from "../../../data.ts";
import {
  backward,
  categoricalCrossEntropy,
  dense,
  forward,
  l2,
  linear,
  matrix,
  type Network,
  network,
  relu,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { evaluate, fit, type FitOptions, predict, sgd, type StepProgress } from "../../../train.ts";
import { batchesOf, stepsPerEpoch } from "../../../src/data/batches.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";
import { withParameters } from "../../support/layers.ts";

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
const xor = classification(matrix([[0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0], 2);
const options: FitOptions = {
  loss: categoricalCrossEntropy,
  optimizer: sgd({ learningRate: 1 }),
  epochs: 3,
  batchSize: 3,
  seed: 5,
};

Deno.test("stepsPerEpoch() is rounded up, (68)", () => {
  assertEquals([[4, 3], [4, 4], [60000, 32], [1, 32]].map(([n, m]) => stepsPerEpoch(n!, m!)), [
    2,
    1,
    1875,
    1,
  ]);
});

Deno.test("batchesOf() passes every example on once, the last batch smaller", () => {
  const batches = [...batchesOf(xor, 3, Uint32Array.of(3, 1, 0, 2))];
  assertEquals(batches.map(({ inputs }) => inputs.rows), [3, 1]);
  assertEquals(batches.flatMap(({ inputs }) => Array.from(inputs.data)), [1, 1, 0, 1, 0, 0, 1, 0]);
});

Deno.test("fit() learns exclusive or", async () => {
  const run = await fit(net, xor, { ...options, epochs: 2000 });
  assertEquals((await evaluate(run.network, xor, { loss: options.loss })).accuracy, 1);
});

Deno.test("fit() gives the same bits for the same seed, others for another, and changes nothing", async () => {
  const before = bitsOf([net, xor]);
  const one = await fit(net, xor, options);
  const two = await fit(net, xor, options);
  const other = await fit(net, xor, { ...options, seed: 6 });
  assertEquals(bitsOf(one.network), bitsOf(two.network));
  assertEquals(one.history.map(({ cost }) => cost), two.history.map(({ cost }) => cost));
  assert(bitsOf(other.network) !== bitsOf(one.network));
  assertEquals(bitsOf([net, xor]), before);
});

Deno.test("fit() goes through the examples in a new order each epoch", async () => {
  // One example a step, told apart by its cost, and steps too small to change it.
  const scores = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
  const targets = Array.from({ length: 16 }, (_, i) => [i + 1]);
  const many = { inputs: matrix(targets.map(() => [0])), targets: matrix(targets) };
  const orders: string[][] = [[], [], []];
  await fit(scores, many, {
    loss: sumOfSquaredErrors,
    optimizer: sgd({ learningRate: 1e-300 }),
    epochs: 3,
    batchSize: 1,
    onStep: ({ epoch, cost }) => void orders[epoch - 1]!.push(`${Math.sqrt(2 * cost)}`),
  });
  for (const order of orders) assertEquals(new Set(order).size, 16);
  assertEquals(new Set(orders.map(String)).size, 3);
  assert(orders[0]!.join() !== targets.join());
});

Deno.test("fit() waits for onEpoch", async () => {
  const events: string[] = [];
  await fit(net, xor, {
    ...options,
    epochs: 1,
    onEpoch: async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      events.push("onEpoch");
    },
  });
  assertEquals(events, ["onEpoch"]);
});

Deno.test("fit() refuses parameters that diverge in the last step of an epoch", async () => {
  const one = network({ inputs: 1, layers: [dense(2, softmax)], seed: 1 });
  const steep = { inputs: matrix([[100]]), targets: matrix([[0.5, 0.5]]) };
  const diverging = fit(one, steep, {
    ...options,
    optimizer: sgd({ learningRate: 1e307 }),
    epochs: 1,
  });
  await assertRejects(() => diverging, RangeError, "the weights of layer 1 (softmax) hold");
});

Deno.test("fit() takes (68) steps an epoch and reports each", async () => {
  const steps: StepProgress[] = [];
  const { history, executor, seconds } = await fit(net, xor, {
    ...options,
    onStep: (progress) => void steps.push(progress),
  });
  assertEquals(steps.map(({ epoch, step }) => [epoch, step]), [[1, 1], [1, 2], [2, 1], [2, 2], [
    3,
    1,
  ], [3, 2]]);
  assert(steps.every((progress) => progress.steps === 2));
  assertEquals(history.map(({ epoch }) => epoch), [1, 2, 3]);
  history.forEach(({ cost }, e) => {
    assertEquals(cost, (steps[2 * e]!.cost + steps[2 * e + 1]!.cost) / 2);
  });
  assertEquals(executor, "wasm");
  assertEquals(seconds, history.reduce((sum, epoch) => sum + epoch.seconds, 0));
});

Deno.test("fit() updates no layer before the errors of all layers are known", async () => {
  // One step over all data must be W − λ ∂C/∂W with every gradient taken at the old parameters.
  const { layers } = backward(net, forward(net, xor.inputs), xor.targets, categoricalCrossEntropy);
  const run = await fit(net, xor, {
    ...options,
    epochs: 1,
    batchSize: 4,
    executor: "reference",
  });
  run.network.layers.forEach(({ parameters }, l) => {
    Array.from(parameters.weights!.data).forEach((weight, index) => {
      const slope = layers[l]!.weights!.data[index]!;
      const expected = net.layers[l]!.parameters.weights!.data[index]! - slope;
      assert(Math.abs(weight - expected) < 1e-15); // the batch is summed in another order
    });
  });
});

Deno.test("fit() evaluates validation data after each epoch, before it calls onEpoch", async () => {
  const seen: number[] = [];
  const { history } = await fit(net, xor, {
    ...options,
    validation: xor,
    onEpoch: async ({ validation }, trained) => {
      await Promise.resolve();
      seen.push(validation!.cost);
      const found = await evaluate(trained, xor, { loss: options.loss, executor: "wasm" });
      assertEquals(validation!.cost, found.cost);
    },
  });
  assertEquals(history.map(({ validation }) => validation!.cost), seen);
});

Deno.test("fit() rejects with the reason of an aborted signal, before or while it trains", async () => {
  const reason = new Error("enough");
  const before = fit(net, xor, { ...options, signal: AbortSignal.abort(reason) });
  assertEquals(await before.catch((error) => error), reason);
  const controller = new AbortController();
  let steps = 0;
  const running = fit(net, xor, {
    ...options,
    signal: controller.signal,
    onStep: () => {
      if (++steps === 4) controller.abort(reason);
    },
  });
  assertEquals(await running.catch((error) => error), reason);
  assertEquals(steps, 4);
});

Deno.test("fit() lets timers run, so that a signal with a time limit can end it", async () => {
  const big = { inputs: matrixOf(512, 64, 1), targets: matrixOf(512, 2, 2) };
  const wide = network({ inputs: 64, layers: [dense(64, tanh), dense(2, linear)], seed: 1 });
  // Without rests these epochs would take minutes, and the limit would never be noticed.
  const endless = fit(wide, big, {
    loss: sumOfSquaredErrors,
    optimizer: sgd({ learningRate: 0.01 }),
    epochs: 1e6,
    signal: AbortSignal.timeout(200),
  });
  await assertRejects(() => endless, DOMException, "timeout");
});

Deno.test("fit() stops with a RangeError that names loss, layer and place outside a loss's domain", async () => {
  const negative = network({ inputs: 2, layers: [dense(2, tanh), dense(2, linear)], seed: 1 });
  const error = await assertRejects(() => fit(negative, xor, options), RangeError);
  assertStringIncludes(error.message, "categoricalCrossEntropy is defined for outputs a > 0");
  assertStringIncludes(error.message, "layer 2 (linear) gave");
  assertStringIncludes(error.message, "epoch 1, step 1");
});

Deno.test("fit() stops with a RangeError that names the first layer when it diverges", async () => {
  const deep = network({ inputs: 2, layers: [dense(3, relu), dense(2, linear)], seed: 1 });
  const diverging = fit(deep, {
    inputs: matrix([[1, 2], [3, 4]]),
    targets: matrix([[1, 1], [0, 1]]),
  }, {
    loss: sumOfSquaredErrors,
    optimizer: sgd({ learningRate: 1e308 }),
    epochs: 50,
  });
  const error = await assertRejects(() => diverging, RangeError, "Training diverged, epoch");
  assertStringIncludes(error.message, "layer ");
});

const NO_WORKERS = 'workers, if not "auto", must be a positive integer, but found 0';
const BAD: readonly (readonly [
  string,
  Partial<FitOptions>,
  typeof TypeError | typeof RangeError,
  string,
])[] = [
  ["no epochs", { epochs: 0 }, RangeError, "epochs must be a positive integer, but found 0"],
  ["half an example", { batchSize: 0.5 }, RangeError, "batchSize must be a positive integer"],
  ["an invalid seed", { seed: -1 }, RangeError, "seed"],
  ["an unknown executor", { executor: "gpu" as never }, RangeError, "one of wasm, reference"],
  ["no workers", { workers: 0 }, RangeError, NO_WORKERS],
  [
    "workers of the reference",
    { executor: "reference", workers: 2 },
    RangeError,
    "The reference executor",
  ],
  ["an invalid loss", { loss: "mse" as never }, TypeError, 'but found "mse"'],
  ["an invalid optimizer", { optimizer: {} as never }, TypeError, "without members"],
];
for (const [name, bad, errorClass, message] of BAD) {
  Deno.test(`fit() refuses ${name}`, async () => {
    await assertRejects(() => fit(net, xor, { ...options, ...bad }), errorClass, message);
  });
}

Deno.test("fit() throws before a step is taken if options are missing or callbacks are not functions", async () => {
  const found = "The options of fit() must be an object such as { loss, optimizer }, but found";
  await assertRejects(() => fit(net, xor, undefined as never), TypeError, `${found} undefined`);
  await assertRejects(() => fit(net, xor, options.loss.name as never), TypeError, `${found} "`);
  for (const name of ["augmentation", "onEpoch", "onStep", "onWarning"]) {
    let steps = 0;
    const onStep = () => void steps++;
    const wrong = { ...options, onStep, [name]: "log" };
    const message = `${name} must be a function, but found "log"`;
    await assertRejects(() => fit(net, xor, wrong as never), TypeError, message);
    assertEquals(steps, 0);
  }
});

Deno.test("fit() refuses data that do not fit, are empty or are not finite", async () => {
  const run = (inputs: number[][], targets: number[][]) =>
    fit(net, { inputs: matrix(inputs), targets: matrix(targets) }, options);
  await assertRejects(
    () => run([[1]], [[1, 0]]),
    TypeError,
    "dataset.inputs (1 × 1) must have 2 columns",
  );
  await assertRejects(() => run([[1, 2]], [[1]]), TypeError, "dataset.targets (1 × 1) must have 2");
  await assertRejects(() => run([[1, 2], [3, 4]], [[1, 0]]), TypeError, "found 2 and 1");
  await assertRejects(
    () =>
      fit(net, xor, {
        ...options,
        validation: { inputs: matrix([[1]]), targets: matrix([[1, 0]]) },
      }),
    TypeError,
    "validation.inputs (1 × 1)",
  );
  await assertRejects(() => run([], []), RangeError, "at least one example");
  await assertRejects(() => run([[1, NaN]], [[1, 0]]), RangeError, "NaN in row 0, column 1");
  await assertRejects(() => run([[1, 2]], [[1, Infinity]]), RangeError, "Infinity");
});

Deno.test("fit() asks a schedule for the steps of the training only, on both executors", async () => {
  const rates = [0.3, 0.2, 0.1]; // for three epochs of one step
  for (const executor of ["reference", "wasm"] as const) {
    const learningRate = (step: number) => rates[step - 1]!;
    const optimizer = sgd({ learningRate });
    const run = await fit(net, xor, { ...options, optimizer, batchSize: 4, executor });
    assertEquals(run.history.length, 3);
  }
});

Deno.test("fit() says so where numbers leave the range of float32, not of float64", async () => {
  const data = { inputs: matrix([[3e38, 3e38]]), targets: matrix([[1, 0]]) };
  const message = "the cost is NaN by executor wasm, but 0 in float64";
  const drawn = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
  const weights = matrix([[1, 1], [-1, -1]]); // whose sums are 6e38
  const single = { ...drawn, layers: [withParameters(drawn.layers[0]!, { weights })] };
  const error = await assertRejects(() => fit(single, data, options), RangeError, message);
  assertStringIncludes(error.message, 'executor: "reference" may help');
  await fit(single, data, { ...options, executor: "reference" });
});

Deno.test("fit() says so where the regularizer alone is not finite, and sends nobody to where he is", async () => {
  const drawn = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
  const weights = matrix([[1e200, 0], [0, 0]]);
  const large = { ...drawn, layers: [withParameters(drawn.layers[0]!, { weights })] };
  const error = await assertRejects(
    () => fit(large, xor, { ...options, executor: "reference", regularizer: l2(0.1) }),
    RangeError,
    "the regularizer makes the cost Infinity",
  );
  assert(!error.message.includes("executor"));
});

Deno.test("fit() refuses numbers beyond float32 where it computes in it, and says what does not", async () => {
  const huge = matrix([[1, 1], [1e39, 1]]), one = matrix([[1, 0]]);
  const weights = matrix([[1, 1], [1, 1], [1, -1e39]]);
  const large = withParameters(net.layers[0]!, { weights });
  const most = 2 ** 128 - 2 ** 103; // the least number that rounds to infinity
  const data = { inputs: matrix([[1, 1]]), targets: one };
  const wrong: readonly (readonly [Network, Dataset, string])[] = [
    [net, { inputs: huge, targets: matrix([[1, 0], [1, 0]]) }, "inputs must lie within float32"],
    [net, { inputs: matrix([[1, most]]), targets: one }, `found ${most} in row 0, column 1`],
    [{ ...net, layers: [large, net.layers[1]!] }, data, "weights of layer 1 must lie within"],
  ];
  for (const [untrained, dataset, message] of wrong) {
    const error = await assertRejects(() => fit(untrained, dataset, options), RangeError, message);
    assertStringIncludes(error.message, 'executor: "reference" computes in float64');
    await fit(untrained, dataset, { ...options, executor: "reference" });
  }
  const trained = { ...net, layers: [large, net.layers[1]!] };
  const run = () => predict(trained, data.inputs, { executor: "wasm" });
  await assertRejects(run, RangeError, "weights of layer 1 must lie within float32");
  const wide = () => predict(net, huge, { executor: "wasm" });
  await assertRejects(wide, RangeError, "inputs must lie within float32");
  const bytes = { rows: 1, columns: 2, data: Uint8Array.of(0, 255), scale: 1e37 };
  await assertRejects(
    () => predict(net, bytes, { executor: "wasm" }),
    RangeError,
    "but found 2.55e+39 in row 0, column 1",
  );
});

Deno.test("fit() refuses entries that are no numbers, or are missing", async () => {
  const inputs = { rows: 1, columns: 2, data: [1, "2"] } as never;
  const holes = { rows: 1, columns: 2, data: Object.assign([1], { length: 2 }) };
  const targets = matrix([[1, 0]]);
  const run = (dataset: Dataset) => () => fit(net, dataset, options);
  await assertRejects(run({ inputs, targets }), TypeError, 'but found "2" in row 0, column 1');
  const message = "dataset.targets must hold numbers, but found undefined in row 0, column 1";
  await assertRejects(run({ inputs: matrix([[1, 2]]), targets: holes }), TypeError, message);
});
