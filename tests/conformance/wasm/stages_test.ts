import { assert, assertEquals, assertRejects } from "@std/assert";
import { classification, type Dataset } from "../../../data.ts";
import {
  type Activation,
  activation,
  averagePool2d,
  batchNorm,
  categoricalCrossEntropy,
  conv2d,
  convTranspose2d,
  dense,
  dropout,
  embedding,
  flatten,
  gelu,
  geluTanh,
  globalAveragePool,
  KINDS,
  l1,
  l2,
  layer,
  layerKind,
  layerNorm,
  type LayerPlan,
  linear,
  type Loss,
  mapParameters,
  maxPool2d,
  type Network,
  network,
  parametersOf,
  randomKey,
  relu,
  reshape,
  residual,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
  tanh,
  uniform,
} from "../../../engine.ts";
import { adam, clipped, decayed, fit, type FitOptions, predict, sgd } from "../../../train.ts";
import { stagesOf } from "../../../src/executors/lower/stages.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";
import { distance, mapped } from "../../support/layers.ts";

const INPUTS = 7, IMAGE = 5 * 3 * 2, CLASSES = 3, EXAMPLES = 22, BATCH = 9, EPOCHS = 2;
/** The last batch of each epoch is smaller than the others. */
const STEPS = EPOCHS * Math.ceil(EXAMPLES / BATCH);
const RATE = 1 / 64;

/** A network by its layers, and the stages that it amounts to. */
interface Shape {
  /** Integers that enter, from 0 and below this, in place of other numbers. */
  readonly vocabulary?: number;
  /** How many values enter, if not 7. */
  readonly inputs?: number;
  /** Its layers: `f` and `g` are any activations, `head` is the last one. */
  readonly layers: (f: Activation, g: Activation, head: Activation) => readonly LayerPlan[];
  /** Its stages: what they begin with, and whether they drop outputs. */
  readonly stages: readonly string[];
  /** Whether numbers are rounded whatever they are; not by default. */
  readonly rounds?: boolean;
  /** The loss where the last layer is not the head. */
  readonly loss?: Loss;
}

const passingOn = layer(KINDS.activation, {});
const SHAPES: Readonly<Record<string, Shape>> = {
  "an activation first": {
    layers: (f, g, head) => [activation(f), dense(6, g), dense(CLASSES, head)],
    stages: ["f", "product g", "product head"],
  },
  "an activation in the middle": {
    layers: (f, _, head) => [dense(6, linear), activation(f), dense(CLASSES, head)],
    stages: ["product linear", "f", "product head"],
  },
  "an activation last": {
    layers: (f, _, head) => [dense(6, f), dense(CLASSES, linear), activation(head)],
    stages: ["product f", "product linear", "head"],
  },
  "two activations in a row": {
    layers: (f, g, head) => [dense(6, f), activation(g), activation(f), dense(CLASSES, head)],
    stages: ["product f", "g", "f", "product head"],
  },
  "two activations first": {
    layers: (f, g, head) => [activation(f), activation(g), dense(CLASSES, head)],
    stages: ["f", "g", "product head"],
  },
  "activations everywhere": {
    layers: (f, g, head) => [
      ...[activation(f), dense(6, g), activation(f), dense(CLASSES, g), activation(head)],
    ],
    stages: ["f", "product g", "f", "product g", "head"],
  },
  "dropout first": {
    layers: (f, _, head) => [dropout(0.5), dense(6, f), dense(CLASSES, head)],
    stages: ["linear dropout 0", "product f", "product head"],
  },
  "two dropouts in a row": {
    layers: (f, _, head) => [dense(6, f), dropout(0.5), dropout(0.5), dense(CLASSES, head)],
    stages: ["product f dropout 1", "linear dropout 2", "product head"],
  },
  "two dropouts first": {
    layers: (f, _, head) => [dropout(0.5), dropout(0.5), dense(6, f), dense(CLASSES, head)],
    stages: ["linear dropout 0", "linear dropout 1", "product f", "product head"],
  },
  "dropout between an activation and a dense layer": {
    layers: (f, g, head) => [
      ...[dense(6, f), activation(g), dropout(0.5), dense(CLASSES, head)],
    ],
    stages: ["product f", "g dropout 2", "product head"],
  },
  "dropout between a dense layer and an activation": {
    layers: (f, g, head) => [
      ...[dense(6, f), dropout(0.5), activation(g), dense(CLASSES, head)],
    ],
    stages: ["product f dropout 1", "g", "product head"],
  },
  "dropout between activations at the front": {
    layers: (f, g, head) => [
      ...[activation(f), dropout(0.5), activation(g), dense(CLASSES, head)],
    ],
    stages: ["f dropout 1", "g", "product head"],
  },
  "dropout below an activation that is last": {
    layers: (f, _, head) => [dense(6, f), dense(CLASSES, linear), dropout(0.5), activation(head)],
    stages: ["product f", "product linear dropout 2", "head"],
  },
  "dropout with an activation of its own": {
    layers: (f, g, head) => [
      dense(6, f),
      layer(KINDS.dropout, { rate: 0.5 }, { activation: g }),
      dropout(0.5),
      dense(CLASSES, head),
    ],
    stages: ["product f", "linear dropout 1", "g dropout 2", "product head"],
  },
  "dropout of nothing": {
    layers: (f, _, head) => [dropout(0), dense(6, f), dropout(0), dense(CLASSES, head)],
    stages: ["product f", "product head"],
  },
  "layers that pass on what they are given": {
    layers: (f, _, head) => [passingOn, dense(6, f), passingOn, dense(CLASSES, head)],
    stages: ["product f", "product head"],
  },
  "a layer that passes on what dropout leaves, last": {
    layers: (f, _, head) => [dense(6, f), dense(CLASSES, head), dropout(0.5), passingOn],
    stages: ["product f", "product head dropout 2", "linear"],
    loss: sumOfSquaredErrors,
  },
  "a layer that passes on probabilities, last": {
    layers: (f, _, head) => [dense(6, f), dense(CLASSES, head), passingOn],
    stages: ["product f", "product head", "linear"],
    loss: sumOfSquaredErrors,
  },
  "activations alone": {
    inputs: CLASSES,
    layers: (f, g, head) => [activation(f), activation(g), activation(head)],
    stages: ["f", "g", "head"],
  },
  "one activation alone": {
    inputs: CLASSES,
    layers: (_f, _g, head) => [activation(head)],
    stages: ["head"],
  },
  "windows with zeros around": {
    inputs: IMAGE,
    layers: (f, g, head) => [
      reshape([5, 3, 2]),
      conv2d(8, 3, f, { padding: "same" }),
      conv2d(4, [2, 3], g, { stride: [2, 1], biases: false }),
      dense(CLASSES, head),
    ],
    stages: ["product f", "product g", "product head"],
  },
  "windows of filters that do not fill vectors, and dropout": {
    inputs: IMAGE,
    layers: (f, g, head) => [
      reshape([5, 3, 2]),
      conv2d(5, 2, f, { padding: "same" }),
      dropout(0.5),
      conv2d(6, 2, g),
      dense(CLASSES, head),
    ],
    stages: ["product f dropout 2", "product g", "product head"],
  },
  "windows above a dense layer": {
    layers: (f, g, head) => [
      dense(9 * 3, f),
      reshape([3, 3, 3]),
      conv2d(4, 3, g, { padding: "same" }),
      activation(f),
      dense(CLASSES, head),
    ],
    stages: ["product f", "product g", "f", "product head"],
  },
  "transposed convolutions with zeros around and between": {
    inputs: IMAGE,
    layers: (f, g, head) => [
      reshape([5, 3, 2]),
      convTranspose2d(3, [2, 3], f, { stride: [1, 2] }),
      convTranspose2d(4, 2, g, { stride: [1, 3], padding: "same", biases: false }),
      dense(CLASSES, head),
    ],
    stages: ["product f", "product g", "product head"],
  },
  "transposed convolutions between convolutions, and last": {
    inputs: IMAGE,
    layers: (f, g, head) => [
      reshape([5, 3, 2]),
      conv2d(4, [5, 2], f, { stride: [5, 1] }),
      convTranspose2d(5, [1, 3], g, { padding: "same", stride: [1, 2] }),
      dropout(0.5),
      conv2d(2, [1, 4], f),
      convTranspose2d(CLASSES, 1, head),
    ],
    stages: ["product f", "product g dropout 3", "product f", "product linear", "head"],
  },
  "pools between and above convolutions": {
    inputs: 6 * 6,
    layers: (f, g, head) => [
      reshape([6, 6, 1]),
      conv2d(4, 2, f, { padding: "same" }),
      maxPool2d(2),
      conv2d(5, 2, g, { padding: "same" }),
      averagePool2d(2, { padding: "same" }),
      dense(CLASSES, head),
    ],
    stages: ["product f", "windows linear", "product g", "windows linear", "product head"],
  },
  "pools that overlap, of channels that do not fill vectors": {
    layers: (f, _, head) => [
      dense(5 * 3 * 5, f),
      reshape([5, 3, 5]),
      averagePool2d([3, 2], { stride: [2, 1], padding: "same", activation: f }),
      dropout(0.5),
      conv2d(CLASSES, 2, f),
      globalAveragePool(),
      activation(head),
    ],
    stages: ["product f", "windows f dropout 3", "product f", "windows linear", "head"],
    rounds: true,
  },
  "windows last": {
    inputs: IMAGE,
    layers: (f, _, head) => [
      reshape([5, 3, 2]),
      conv2d(4, [1, 3], f),
      conv2d(CLASSES, [5, 1], head),
    ],
    stages: ["product f", "product linear", "head"],
  },
  "formulas of a layer": {
    layers: (f, g, head) => [
      layerNorm({ activation: f }),
      dense(6, g),
      layerNorm(),
      dense(CLASSES, head),
    ],
    stages: ["rows f", "product g", "rows linear", "product head"],
    rounds: true,
  },
  "formulas of a layer above windows, and of what is gone around": {
    inputs: IMAGE,
    layers: (f, g, head) => [
      reshape([5, 3, 2]),
      conv2d(4, 2, f),
      layerNorm({ activation: g }),
      residual([conv2d(4, 3, f, { padding: "same" })]),
      dense(CLASSES, head),
    ],
    stages: ["product f", "rows g", "product f", "skip linear", "product head"],
    rounds: true,
  },
  "formulas of a layer last": {
    layers: (f, _, head) => [dense(CLASSES, f), layerNorm({ activation: head })],
    stages: ["product f", "rows head"],
    rounds: true,
  },
  "formulas of channels": {
    layers: (f, g, head) => [
      dense(6, f),
      batchNorm({ activation: g }),
      dense(CLASSES, g),
      batchNorm({ activation: head }),
    ],
    stages: ["product f", "columns g", "product g", "columns linear", "head"],
    rounds: true,
  },
  "formulas of channels of images, some of which do not fill vectors": {
    inputs: IMAGE,
    layers: (f, g, head) => [
      reshape([5, 3, 2]),
      batchNorm(),
      conv2d(4, 2, f),
      batchNorm({ activation: f }),
      conv2d(5, 2, g),
      batchNorm(),
      dense(CLASSES, head),
    ],
    stages: [
      ...["columns linear", "product f", "columns f", "product g", "columns linear"],
      "product head",
    ],
    rounds: true,
  },
  "formulas of three channels, three times": {
    inputs: 9, // three vectors, as three times three channels and their padding are
    layers: (f, _, head) => [
      reshape([1, 3, 3]),
      batchNorm({ activation: f }),
      dense(CLASSES, head),
    ],
    stages: ["columns f", "product head"],
    rounds: true,
  },
  "layers that are gone around": {
    layers: (f, g, head) => [
      dense(6, f),
      dropout(0.5),
      residual([dense(4, g), layerNorm(), dense(6, f)], { activation: g }),
      residual([residual([dense(6, f)]), batchNorm()]),
      dense(CLASSES, head),
    ],
    stages: [
      "product f dropout 1",
      ...["product g", "rows linear", "product f", "skip g"],
      ...["product f", "skip linear", "columns linear", "skip linear"],
      "product head",
    ],
    rounds: true,
  },
  "layers of images that are gone around": {
    inputs: IMAGE,
    layers: (f, g, head) => [
      reshape([5, 3, 2]),
      residual([conv2d(5, 3, f, { padding: "same" }), conv2d(2, 2, g, { padding: "same" })]),
      conv2d(4, 2, g),
      residual([conv2d(4, 3, f, { padding: "same", biases: false })]),
      dense(CLASSES, head),
    ],
    stages: [
      ...["product f", "product g", "skip linear", "product g", "product f", "skip linear"],
      "product head",
    ],
  },
  "layers that are gone around, alone": {
    inputs: CLASSES,
    layers: (f, _, head) => [residual([dense(CLASSES, f)], { activation: head })],
    stages: ["product f", "skip head"],
  },
  "rows that are looked up and do not fill vectors": {
    vocabulary: 3,
    layers: (f, g, head) => [
      embedding(3, 3, { activation: f }),
      dropout(0.5),
      dense(6, g),
      dense(CLASSES, head),
    ],
    stages: ["lookup f dropout 1", "product g", "product head"],
  },
  "rows that are looked up in whole vectors, above a layer and last": {
    inputs: CLASSES,
    layers: (f, g, head) => [
      activation(f),
      dense(CLASSES, g),
      embedding(3, 4),
      flatten(),
      dense(CLASSES, linear),
      embedding(2, 1, { activation: head }),
    ],
    stages: ["f", "product g", "lookup linear", "product linear", "lookup linear", "head"],
  },
  "dropout and activations alone": {
    inputs: CLASSES,
    layers: (f, _, head) => [dropout(0.5), activation(f), dropout(0.5), activation(head)],
    stages: ["linear dropout 0", "f dropout 2", "head"],
  },
};

function networkOf(
  { inputs = INPUTS, layers }: Shape,
  [f, g, head]: readonly [Activation, Activation, Activation],
): Network {
  return network({ inputs, layers: layers(f, g, head), seed: 5 });
}

/** Examples with and without zeros: numbers, and bytes as of images, one column of zeros alone. */
function examplesOf(inputs: number, vocabulary?: number): Readonly<Record<string, Dataset>> {
  const drawn = matrixOf(EXAMPLES, inputs, 3), scale = vocabulary ? 1 : 1 / 255;
  const numbers = vocabulary ? mapped(drawn, (x) => Math.floor((x + 1) / 2 * vocabulary)) : drawn;
  const labels = Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES);
  const isZero = (x: number, i: number) => i % inputs === 2 || x < 0.3;
  const bytes = {
    ...{ rows: EXAMPLES, columns: inputs, scale },
    data: Uint8Array.from(numbers.data, (x, i) => isZero(x, i) ? 0 : x / scale),
  };
  return {
    "dense rows": classification(numbers, labels, CLASSES),
    "sparse numbers": classification(
      mapped(numbers, (x, i) => isZero(x, i) ? 0 : x),
      labels,
      CLASSES,
    ),
    "sparse bytes": classification(bytes, labels, CLASSES),
  };
}

const momentum = { learningRate: RATE, momentum: 0.5 };
const DESCENTS: Readonly<Record<string, Pick<FitOptions, "optimizer" | "regularizer">>> = {
  momentum: { optimizer: sgd(momentum) },
  adam: { optimizer: adam({ learningRate: RATE / 4 }) },
  clipped: { optimizer: clipped(sgd(momentum), { norm: 0.125 }) },
  decayed: { optimizer: decayed(sgd(momentum), { weightDecay: 0.5 }) },
  l1: { optimizer: sgd(momentum), regularizer: l1(0.01) },
  "l2 and clipped": { optimizer: clipped(sgd(momentum), { norm: 0.125 }), regularizer: l2(0.01) },
};

/*
 * How far float32 may be from float64. All numbers are below 4, so that a parameter is rounded by 2⁻²³ at
 * most in each step, and so is what an optimizer remembers of it. A derivative is a sum of some 30 products
 * of numbers below 4, each off by some roundings: by less than 2⁻¹⁶. Steps are λ times that, and up to
 * 1 / (1 − μ) = 2 times as much with momentum. Where adam divides a derivative by its own size, what counts
 * is how far it is off relative to itself: up to some 2⁻¹⁰ where terms cancel, times λ / 4.
 */
const BOUND = 2 * STEPS * (2 ** -23 + RATE / 4 * 2 ** -10);
/** Outputs are sums of some ten products of numbers below 4, in some layers: some dozen roundings. */
const OUTPUT_BOUND = 64 * 2 ** -23;

const SMOOTH: Readonly<Record<string, readonly [Activation, Activation, Activation]>> = {
  "entry by entry": [tanh, sigmoid, softmax],
  "kept Z": [gelu, geluTanh, softmax], // whose slopes are evaluated on Z
  "whole rows": [softmax, tanh, softmax],
};

/** A stage in words: `product tanh dropout 1`, as its layers are counted from 0. */
const describeStages = (net: Network, names: ReadonlyMap<Activation, string>) =>
  stagesOf(net).map(({ product, pool, looksUp, columns, rows, skip, activation, dropout }) =>
    [
      product && "product",
      pool && "windows",
      looksUp && "lookup",
      columns && "columns",
      skip !== undefined && "skip",
      rows && "rows",
      names.get(activation),
      dropout && `dropout ${dropout.layer}`,
    ].filter(Boolean).join(" ")
  );

for (const [name, shape] of Object.entries(SHAPES)) {
  Deno.test(`stagesOf() makes of ${name}: ${shape.stages.join(", ")}`, () => {
    const parts = [tanh, sigmoid, softmax] as const;
    const net = networkOf(shape, parts);
    const names = new Map<Activation, string>([[linear, "linear"], [tanh, "f"], [sigmoid, "g"], [
      softmax,
      "head",
    ]]);
    assertEquals(describeStages(net, names), shape.stages);
    const stages = stagesOf(net);
    assertEquals(stages[0]!.inputs, net.inputs);
    stages.slice(1).forEach(({ inputs }, s) => {
      assertEquals(inputs, stages[s]!.positions * stages[s]!.units);
    });
    for (const { inputs, positions, units, product, pool, looksUp } of stages) {
      assert(product || pool || looksUp || inputs === positions * units);
    }
    const products = net.layers.flatMap(({ parameters }, l) => {
      return Object.keys(parameters).length > 0 ? [l] : [];
    });
    assertEquals(
      [...new Set(stages.flatMap(({ parameters }) => parameters ? [parameters.layer] : []))],
      products,
    );
  });

  Deno.test(`wasm agrees with the reference in what it predicts and learns: ${name}`, async () => {
    for (const [what, parts] of Object.entries(SMOOTH)) {
      const net = networkOf(shape, parts);
      for (const [kind, dataset] of Object.entries(examplesOf(net.inputs, shape.vocabulary))) {
        // All rows with some activations, and all activations on some rows.
        if (kind !== "dense rows" && what !== "entry by entry") continue;
        const exact = await predict(net, dataset.inputs, { executor: "reference" });
        const outputs = await predict(net, dataset.inputs, { executor: "wasm" });
        assertEquals([outputs.rows, outputs.columns], [EXAMPLES, CLASSES]);
        Array.from(outputs.data).forEach((x, i) => {
          assert(Math.abs(x - exact.data[i]!) < OUTPUT_BOUND, `${what}, ${kind}: ${x} at ${i}`);
        });
        for (const [descent, rules] of Object.entries(DESCENTS)) {
          // All descents once, and by one of them all of these, some with two workers: a worker takes as
          // long to start as a network to train.
          const isUsual = kind === "dense rows" && what === "entry by entry";
          const isMost = descent === "l2 and clipped";
          if (!isUsual && !isMost) continue;
          const run = (executor: "wasm" | "reference", workers = 1) =>
            fit(net, dataset, {
              ...{ loss: shape.loss ?? categoricalCrossEntropy, epochs: EPOCHS, seed: 4 },
              ...{ batchSize: BATCH, ...rules, executor, workers },
            });
          const expected = await run("reference"),
            got = await run("wasm"),
            where = `${what}, ${kind}, ${descent}`;
          const off = distance(got.network, expected.network);
          assert(off < BOUND, `${where}: off by ${off}, where ${BOUND} is allowed`);
          got.history.forEach(({ cost }, e) => {
            const right = expected.history[e]!.cost;
            // The slope of the cost is below 8 along any parameter's way; costs are below 4.
            assert(Math.abs(cost - right) < 8 * BOUND, `${where}: ${cost}, not ${right}`);
          });
          const trains = parametersOf(net) > 0;
          const moved = distance(expected.network, net);
          assert(trains ? moved > 8 * BOUND : moved === 0, `${where}: moved by ${moved}`);
          if (!isMost || what !== "entry by entry") continue;
          const shared = await run("wasm", 2);
          assertEquals(bitsOf(shared.network), bitsOf(got.network), where);
          assertEquals(
            shared.history.map(({ cost }) => cost),
            got.history.map(({ cost }) => cost),
            where,
          );
        }
      }
    }
  });

  if (shape.rounds) continue;
  Deno.test(`wasm computes integers exactly: ${name}`, async () => {
    // Numbers below 8 at first, in few layers, scaled by ½ and ¼ at most: no sum needs 24 bits.
    const drawn = networkOf(shape, [relu, relu, linear]);
    let seed = 1;
    const integers = (count: number, most: number) =>
      Array.from(uniform(randomKey(seed++), count, -most, most), Math.round);
    const whole = mapParameters(drawn, ({ rows, columns }) => {
      return { rows, columns, data: Float64Array.from(integers(rows * columns, 1.5)) };
    });
    const rows = 8, indexed = (x: number) => shape.vocabulary ? Math.abs(x) : x;
    const dataset = {
      inputs: {
        rows,
        columns: whole.inputs,
        data: integers(rows * whole.inputs, 2.5).map(indexed),
      },
      targets: { rows, columns: CLASSES, data: integers(rows * CLASSES, 2.5) },
    };
    const sparse = {
      ...dataset,
      inputs: {
        ...dataset.inputs,
        data: dataset.inputs.data.map((x, i) => i % whole.inputs === 0 ? x : 0),
      },
    };
    for (const data of [dataset, sparse]) {
      const outputsOf = async (executor: "reference" | "wasm") => {
        const { data: outputs } = await predict(whole, data.inputs, { executor });
        return Array.from(outputs, (x) => x + 0); // −0 is 0
      };
      assertEquals(await outputsOf("wasm"), await outputsOf("reference"));
      for (
        const rules of [
          { optimizer: sgd({ learningRate: 0.25 }) },
          { optimizer: sgd({ learningRate: 0.25 }), regularizer: l2(0.5) },
          { optimizer: decayed(sgd({ learningRate: 0.5 }), { weightDecay: 0.5 }) },
        ]
      ) {
        const run = (executor: "wasm" | "reference", workers = 1) =>
          fit(whole, data, {
            ...{ loss: sumOfSquaredErrors, epochs: 1, batchSize: rows, seed: 4 },
            ...{ ...rules, executor, workers },
          });
        const expected = await run("reference");
        for (const workers of rules.regularizer ? [1, 2] : [1]) {
          const got = await run("wasm", workers);
          assertEquals(distance(got.network, expected.network), 0);
          assertEquals(got.history[0]!.cost, expected.history[0]!.cost);
        }
      }
    }
  });
}

Deno.test("compiled formulas that are no loops, or too long, are refused by the name of the kind", async () => {
  const second = layerKind({
    name: "second of each channel",
    outputShape: (_, inputs) => inputs,
    forward: (_m, _layer, x) => ({ outputs: x, saved: {} }),
    backward: (_m, _layer, _saved, errors) => ({ inputs: () => errors, parameters: {} }),
    compiled: () => ({
      form: "columns",
      training: (m, x) => ({ outputs: x.map((entry) => m.add(entry, x[1]!)), now: {} }),
      evaluation: (_, x) => x,
      pullback: (_m, _x, _of, errors) => ({ inputs: errors, parameters: {} }),
      next: () => ({}),
    }),
  });
  const refused = (inputs: number, plan: LayerPlan, message: string) => {
    const net = network({ inputs, layers: [plan, dense(1, linear)] });
    const data = { inputs: matrixOf(4, inputs, 1), targets: matrixOf(4, 1, 2) };
    const options = { loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 0.1 }) };
    return assertRejects(
      () => fit(net, data, { ...options, executor: "wasm" }),
      RangeError,
      message,
    );
  };
  await refused(3, layer(second, {}), "second of each channel of columns of 4 must be loops");
  await refused(100_000, layerNorm(), "layerNorm of rows of 100000 columns must be loops");
});

Deno.test("a kind without compiled form is refused by name and place, in training and prediction", async () => {
  const shift = layerKind({
    name: "shift by one",
    outputShape: (_, inputs) => inputs,
    forward: (m, _, x) => ({
      outputs: { ...x, data: Array.from(x.data, (entry) => m.add(entry, m.one)) },
      saved: {},
    }),
  });
  const net = network({ inputs: 3, layers: [dense(3, tanh), layer(shift, {}), dense(3, softmax)] });
  const data = examplesOf(3)["dense rows"]!;
  const options = { loss: categoricalCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) };
  const message = "The wasm executor has no compiled form of layer 2, of kind shift by one; " +
    'executor: "reference" takes any';
  for (const workers of [1, 2]) {
    const trained = fit(net, data, { ...options, executor: "wasm", workers });
    await assertRejects(() => trained, RangeError, message);
  }
  const predicted = predict(net, data.inputs, { executor: "wasm" });
  await assertRejects(() => predicted, RangeError, message);
  const { executor } = await fit(net, data, { ...options, executor: "reference" });
  assertEquals(executor, "reference");
  assertEquals((await predict(net, data.inputs, { executor: "reference" })).rows, EXAMPLES);
  // What a kind says of its options decides, not its name.
  const sometimes = layerKind<{ readonly compiles: boolean }>({
    name: "passes on",
    outputShape: (_, inputs) => inputs,
    forward: (_m, _layer, x) => ({ outputs: x, saved: {} }),
    compiled: ({ compiles }) => compiles ? { form: "identity" } : undefined as never,
  });
  const of = (compiles: boolean) =>
    network({ inputs: 3, layers: [layer(sometimes, { compiles }), dense(3, softmax)] });
  assertEquals((await predict(of(true), data.inputs, { executor: "wasm" })).columns, CLASSES);
  const refused = predict(of(false), data.inputs, { executor: "wasm" });
  await assertRejects(() => refused, RangeError, "layer 1, of kind passes on");
});
