import { assertEquals, assertRejects } from "@std/assert";
import { dense, linear, matrix, network, sumOfSquaredErrors } from "../../../engine.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../../formats.ts";
import { mae } from "../../../metrics.ts";
import { type Checkpoint, evaluate, fit, type FitOptions, predict, sgd } from "../../../train.ts";

const loss = sumOfSquaredErrors;
const line = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
const options: FitOptions = { loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 100 };
// What the network says after five epochs is what validation wants: it is met there and left again.
const { network: met } = await fit(net, line, { ...options, epochs: 5 });
const other = { inputs: line.inputs, targets: await predict(met, line.inputs) };

Deno.test("fit() stops early where validation gets no better, with the best and the last network", async () => {
  const run = await fit(net, line, {
    ...options,
    validation: other,
    earlyStopping: { patience: 4 },
  });
  const costs = run.history.map(({ validation }) => validation!.cost);
  assertEquals(run.best!.epoch, 5);
  assertEquals(costs.length, 5 + 4);
  assertEquals(run.best!.value, Math.min(...costs));
  const again = await evaluate(run.best!.network, other, { loss, executor: "wasm" });
  assertEquals(again.cost, run.best!.value);
  assertEquals((await evaluate(run.network, other, { loss, executor: "wasm" })).cost, costs.at(-1));
});

Deno.test("fit() watches what a monitor says, and takes small gains for none", async () => {
  const values = [5, 4, 3.95, 3.9, NaN, 1];
  const run = await fit(net, line, {
    ...options,
    earlyStopping: { patience: 3, minimumDelta: 0.5, monitor: ({ epoch }) => values[epoch - 1]! },
  });
  assertEquals([run.best!.epoch, run.best!.value, run.history.length], [2, 4, 5]);
});

Deno.test("fit() takes an equal value for no better, so that a plateau ends training", async () => {
  const run = await fit(net, line, {
    ...options,
    earlyStopping: { patience: 3, monitor: () => 1 },
  });
  assertEquals([run.best!.epoch, run.history.length], [1, 4]);
});

Deno.test("fit() ends after the epoch whose callback says stop", async () => {
  const run = await fit(net, line, {
    ...options,
    onEpoch: ({ epoch }) => epoch < 3 ? undefined : "stop",
  });
  assertEquals([run.history.length, run.best], [3, undefined]);
});

Deno.test("fit() goes on from a checkpoint with the best so far, and stops where it would have", async () => {
  const saved: Checkpoint[] = [];
  const watched = { ...options, validation: other, earlyStopping: { patience: 4 } };
  const checkpoint = { every: "epoch", save: (each: Checkpoint) => void saved.push(each) } as const;
  const whole = await fit(net, line, { ...watched, checkpoint });
  for (const each of [saved[0]!, saved[whole.best!.epoch]!, saved.at(-1)!]) {
    const resume = await decodeCheckpoint(await encodeCheckpoint(each));
    const { network, best, history } = await fit(net, line, { ...watched, resume });
    assertEquals(network, whole.network);
    assertEquals([best!.epoch, best!.network], [whole.best!.epoch, whole.best!.network]);
    assertEquals(history.length, whole.history.length);
  }
});

Deno.test("fit() has further metrics of the validation data in its history, resumed or not", async () => {
  const saved: Checkpoint[] = [];
  const measured = { ...options, epochs: 4, validation: other, metrics: { error: mae() } } as const;
  const checkpoint = { every: "epoch", save: (each: Checkpoint) => void saved.push(each) } as const;
  const { history } = await fit(net, line, { ...measured, checkpoint });
  const resume = await decodeCheckpoint(await encodeCheckpoint(saved[1]!));
  const resumed = await fit(net, line, { ...measured, resume });
  const errors = history.map(({ validation }) => validation!.metrics.error);
  assertEquals(errors, resumed.history.map(({ validation }) => validation!.metrics.error));
  const { metrics } = await evaluate(resumed.network, other, {
    ...{ loss: measured.loss, metrics: measured.metrics },
    executor: "wasm",
  });
  assertEquals(errors.at(-1), metrics.error);
  await assertRejects(
    () => fit(net, line, { ...options, metrics: { error: mae() } }),
    TypeError,
    "metrics are those of validation data, but found none",
  );
});

Deno.test("fit() refuses early stopping that makes no sense", async () => {
  const run = (earlyStopping: FitOptions["earlyStopping"]) =>
    fit(net, line, { ...options, earlyStopping: earlyStopping! });
  await assertRejects(
    () => run({ patience: 0 }),
    RangeError,
    "patience must be a positive integer",
  );
  await assertRejects(() => run({ patience: 1 }), TypeError, "needs validation data or a monitor");
  await assertRejects(
    () => run({ patience: 1, minimumDelta: -1, monitor: () => 0 }),
    RangeError,
    "minimumDelta must be a number of at least 0, but found -1",
  );
  await assertRejects(
    () => run({ patience: 1, monitor: () => "low" as never }),
    TypeError,
    'monitor must return a number, but found "low"',
  );
});
