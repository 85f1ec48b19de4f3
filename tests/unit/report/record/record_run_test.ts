import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { matrix } from "../../../../engine.ts";
import {
  batchNorm,
  conv2d,
  dense,
  flatten,
  gradients,
  linear,
  type Network,
  network,
  relu,
  sigmoid,
  sumOfSquaredErrors,
  tanh,
} from "../../../../engine.ts";
import { type RecordOptions, recordRun, type RunRecord } from "../../../../report.ts";
import {
  adam,
  type Checkpoint,
  evaluate,
  fit,
  type FitOptions,
  type FitResult,
  sgd,
  stepDecay,
} from "../../../../train.ts";
import { classification } from "../../../../data.ts";
import { layerSnapshots } from "../../../../src/report/record/layer_snapshots.ts";
import { looksOf } from "../../../../src/report/record/looks.ts";
import { entriesOf, layersOf } from "../../../../src/engine/parameters.ts";
import { matrixOf } from "../../../support/arbitraries.ts";
import { FEW_EXAMPLES, loss, smallNetwork, TRAININGS } from "../../../support/trainings.ts";

const net = smallNetwork(2);
const options: FitOptions = {
  ...{ loss, optimizer: sgd({ learningRate: 0.1 }), epochs: 4, batchSize: 8, seed: 3 },
  executor: "reference",
};
const STEPS = 3; // of an epoch

async function recorded(
  others: Partial<FitOptions> = {},
  recording: RecordOptions = {},
  given: { readonly network: Network; readonly dataset: typeof FEW_EXAMPLES } = {
    ...{ network: net, dataset: FEW_EXAMPLES },
  },
): Promise<{ readonly record: RunRecord; readonly trained: FitResult }> {
  const recorder = recordRun(given.network, given.dataset, { ...options, ...others }, recording);
  const trained = await fit(given.network, given.dataset, recorder.options);
  return { record: await recorder.record(), trained };
}

for (const executor of ["reference", "wasm"] as const) {
  for (const [name, training] of Object.entries(TRAININGS)) {
    Deno.test(`recordRun() leaves the bits of ${name} on ${executor}, and JSON gives back its record`, async () => {
      const { record, trained } = await recorded({ ...training, executor }, {
        heldOut: FEW_EXAMPLES,
      });
      const without = await fit(net, FEW_EXAMPLES, { ...options, ...training, executor });
      const bits = ({ network }: FitResult) => entriesOf(layersOf(network));
      assertEquals(bits(trained), bits(without));
      assertEquals(JSON.parse(JSON.stringify(record)), record);
      assertEquals(record.epochs.length, trained.history.length);
      const first = record.snapshots[0]!, last = record.snapshots.at(-1)!;
      assertEquals([first.step, last.step], [0, STEPS * trained.history.length]);
    });
  }
}

Deno.test("recordRun() records the cost of each step, and of each epoch what fit() and evaluate() say", async () => {
  const costs: number[] = [];
  const { record, trained } = await recorded(
    { onStep: ({ cost }) => void costs.push(cost) },
    { heldOut: FEW_EXAMPLES },
  );
  assertEquals(record.costs.map(({ step }) => step), costs.map((_, i) => i + 1));
  assertEquals(record.costs[4]!.epoch, 1.66667);
  record.costs.forEach(({ cost }, i) => near(cost, costs[i]!));
  record.epochs.forEach(({ cost }, i) => near(cost, trained.history[i]!.cost));
  const { cost, accuracy } = await evaluate(trained.network, FEW_EXAMPLES, { loss });
  for (const part of ["training", "heldOut"] as const) {
    near(record.epochs.at(-1)![part]!.cost, cost);
    near(record.epochs.at(-1)![part]!.accuracy!, accuracy);
  }
  assertEquals(record.probe, { layers: 22, training: 22, heldOut: 22 });
});

Deno.test("recordRun() takes held-out results from fit() where it has validation data", async () => {
  const validation = classification(matrixOf(7, 5, 9), [0, 1, 2, 0, 1, 2, 0], 3);
  const { record, trained } = await recorded({ validation }, { heldOut: FEW_EXAMPLES });
  assertEquals(record.probe.heldOut, 7);
  record.epochs.forEach(({ heldOut }, i) =>
    near(heldOut!.cost, trained.history[i]!.validation!.cost)
  );
});

Deno.test("recordRun() records norms of gradients as gradients() computes them, and of single steps", async () => {
  const { record } = await recorded();
  const [first] = record.snapshots, probe = gradients(net, FEW_EXAMPLES, loss);
  const one = await fit(net, FEW_EXAMPLES, { ...options, epochs: 1, batchSize: 22 });
  const { record: single } = await recorded({ epochs: 1, batchSize: 22 });
  first!.layers.forEach(({ parameters }, l) => {
    for (const { name, gradientNorm, norm } of parameters) {
      near(gradientNorm!, normOf(probe.layers[l]![name]!.data));
      near(norm, normOf(net.layers[l]!.parameters[name]!.data));
    }
  });
  single.snapshots[0]!.layers.forEach(({ parameters }, l) => {
    for (const { name, updateNorm, gradientNorm } of parameters) {
      const [before, after] = [net, one.network].map(({ layers }) =>
        layers[l]!.parameters[name]!.data
      );
      near(updateNorm!, normOf(Array.from(before!, (value, i) => after![i]! - value)));
      near(updateNorm!, 0.1 * gradientNorm!); // a step of sgd with all examples
    }
  });
  assertEquals(record.snapshots.at(-1)!.layers[0]!.parameters[0]!.updateNorm, undefined);
});

Deno.test("recordRun() records the learning rate by schedule and plateau, where there is one", async () => {
  const rate = stepDecay({ from: 0.1, factor: 0.5, every: 6 });
  const { record } = await recorded({ optimizer: adam({ learningRate: rate }) });
  const points = record.rates.map(({ step, learningRate }) => [step, learningRate]);
  assertEquals(points, [[1, 0.1], [6, 0.1], [7, 0.05], [12, 0.05]]);
  const monitor = ({ epoch }: { readonly epoch: number }) => epoch;
  const { record: reduced } = await recorded({
    reduceOnPlateau: { patience: 1, factor: 0.5, monitor },
  });
  const rates = reduced.rates.map(({ step, learningRate }) => [step, learningRate]);
  assertEquals(rates.filter((_, i) => i % 2 === 0), [[1, 0.1], [7, 0.05], [10, 0.025]]);
});

Deno.test("recordRun() begins where a training is resumed, and says so", async () => {
  const saved: Checkpoint[] = [];
  const checkpoint = { every: 1, save: (each: Checkpoint) => void saved.push(each) };
  const whole = await fit(net, FEW_EXAMPLES, { ...options, checkpoint });
  const { record, trained } = await recorded({ resume: saved[4]! });
  assertEquals(entriesOf(layersOf(trained.network)), entriesOf(layersOf(whole.network)));
  assertEquals([record.resumedAfter, record.costs[0]!.step, record.rates[0]!.step], [5, 6, 6]);
  assertEquals(record.epochs.map(({ epoch }) => epoch), [2, 3, 4]);
  assertEquals([record.snapshots[0]!.step, record.snapshots.at(-1)!.step], [5, 12]);
  // Of all steps: of the epoch before it was resumed, too.
  const seconds = trained.history.reduce((sum, epoch) => sum + epoch.seconds, 0);
  assertEquals(record.seconds, Number(seconds.toPrecision(6)));
  assertEquals(trained.history.length, 4);
});

Deno.test("recordRun() tells what was trained until an interruption", async () => {
  const controller = new AbortController();
  const recorder = recordRun(net, FEW_EXAMPLES, {
    ...{ ...options, signal: controller.signal },
    onStep: ({ epoch, step }) => epoch === 2 && step === 2 && controller.abort(),
  });
  await fit(net, FEW_EXAMPLES, recorder.options).catch(() => {});
  const record = await recorder.record();
  assertEquals([record.costs.length, record.epochs.length], [5, 1]);
  const { step, layers } = record.snapshots.at(-1)!;
  assert(step >= STEPS && step <= 5, `${step}`);
  near(
    layers[0]!.parameters[0]!.norm,
    normOf(recorder.network()!.layers[0]!.parameters.weights!.data),
  );
});

Deno.test("recordRun() knows the network of an epoch's end where it looks seldom", async () => {
  const controller = new AbortController();
  const recorder = recordRun(net, FEW_EXAMPLES, {
    ...{ ...options, epochs: 1000, signal: controller.signal },
    onEpoch: ({ epoch }) => epoch === 7 && controller.abort() || undefined,
  });
  await fit(net, FEW_EXAMPLES, recorder.options).catch(() => {});
  const { snapshots } = await recorder.record();
  assertEquals(snapshots.map(({ step }) => step), [0, 7 * STEPS]);
  const seven = await fit(net, FEW_EXAMPLES, { ...options, epochs: 7 });
  const [last, wanted] = [recorder.network()!, seven.network].map(layersOf);
  assertEquals(entriesOf(last!), entriesOf(wanted!));
});

Deno.test("looksOf() is bounded and even for 1 to 10⁶ steps, and reads about as many networks", () => {
  for (const [planned, most] of [[1, 16], [7, 16], [3000, 16], [1e6, 16], [1e6, 2], [1e6, 0.5]]) {
    const looks = looksOf({ from: 0, planned: planned!, most: most!, endsEarly: planned === 1e6 });
    let read = 0;
    for (let taken = 0; taken <= planned!;) {
      read++;
      void looks.options.take({ taken, epoch: 1, step: taken, network: net });
      taken = taken === planned ? Infinity : Math.min(looks.options.next(taken + 1), planned!);
    }
    const taken = looks.all().map(({ taken }) => taken), apart = taken[1]! - taken[0]!;
    assertEquals([taken[0], taken.at(-1)], [0, planned]);
    assert(taken.length <= most! + 2 && read <= 130, `${taken.length} looks, ${read} read`);
    assert(taken.slice(1, -1).every((step, i) => step === apart * (i + 1)), `${taken}`);
    assert(looks.all().slice(0, -1).every(({ updates }) => updates !== undefined));
  }
});

Deno.test("layerSnapshots() finds dead units and saturated ones, by channel in images", () => {
  const images = network({
    inputs: [3, 3, 1],
    layers: [conv2d(2, 2, relu), flatten(), dense(2, tanh), dense(1, sigmoid)],
    seed: 1,
  });
  const [conv, hidden] = [1, 3].map((l) => images.layers[l]!.parameters);
  // Of channel 0 nothing passes; unit 0 is at its bound.
  set(conv!.biases!, [-100, 5]);
  set(hidden!.biases!, [50, 0]);
  const examples = { inputs: matrixOf(6, 9, 4), targets: matrixOf(6, 1, 5) };
  const layers = layerSnapshots(images, { examples, loss: sumOfSquaredErrors });
  const [, image, flat, dense2] = layers;
  assertEquals([image!.units, image!.dead, image!.saturated], [2, 1, 0.5]);
  assertEquals([flat!.units, flat!.dead, flat!.saturated], [8, 4, undefined]);
  assertEquals([dense2!.units, dense2!.dead], [2, 1]);
  assert(dense2!.saturated! >= 0.5);
  assertEquals(image!.activations.counts.reduce((sum, n) => sum + n), 6 * 8);
});

Deno.test("recordRun() records layers with state, several labels and numbers", async () => {
  const dataset = { inputs: matrixOf(22, 5, 1), targets: matrixOf(22, 2, 2) };
  const numbers = network({
    inputs: 5,
    layers: [dense(4, linear), batchNorm(), dense(2, linear)],
    seed: 1,
  });
  const { record } = await recorded({ loss: sumOfSquaredErrors }, { heldOut: dataset }, {
    ...{ network: numbers, dataset },
  } as never);
  assertEquals(record.epochs.at(-1)!.heldOut!.accuracy, undefined);
  assert(record.snapshots.every(({ layers }) => layers.length === 3));
  assert(record.epochs.at(-1)!.heldOut!.cost < record.epochs[0]!.heldOut!.cost);
});

Deno.test("recordRun() says what it cannot take", () => {
  const snapshots = { next: () => Infinity, take: () => {} };
  assertThrows(
    () => recordRun(net, FEW_EXAMPLES, { ...options, snapshots }),
    TypeError,
    "snapshots are taken by recordRun(), but found some among the options",
  );
  assertThrows(() => recordRun(net, [] as never, options), TypeError, "dataset must be a data set");
  assertThrows(
    () => recordRun(net, { inputs: matrix([[1]]), targets: matrix([[1], [2]]) }, options),
    TypeError,
    "dataset must have one row of targets for each row of inputs",
  );
});

/** Equal but for six digits. */
function near(found: number, wanted: number): void {
  assertAlmostEquals(found, wanted, 1e-5 * Math.abs(wanted));
}

function normOf(entries: ArrayLike<number>): number {
  return Math.hypot(...Array.from(entries));
}

function set({ data }: { readonly data: ArrayLike<number> }, values: readonly number[]): void {
  values.forEach((value, i) => (data as Float64Array)[i] = value);
}
