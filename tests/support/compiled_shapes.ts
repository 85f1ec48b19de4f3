import { classification, type Dataset } from "../../data.ts";
import {
  type Activation,
  activation,
  averagePool2d,
  batchNorm,
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
  layerNorm,
  type LayerPlan,
  linear,
  type Loss,
  mapParameters,
  maxPool2d,
  type Network,
  network,
  randomKey,
  relu,
  reshape,
  residual,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
  tanh,
  uniform,
} from "../../engine.ts";
import { adam, clipped, decayed, type FitOptions, sgd } from "../../train.ts";
import { matrixOf } from "./arbitraries.ts";
import { mapped } from "./layers.ts";

const INPUTS = 7, IMAGE = 5 * 3 * 2;
export const CLASSES = 3, EXAMPLES = 22, BATCH = 9, EPOCHS = 2;
/** The last batch of each epoch is smaller than the others. */
const STEPS = EPOCHS * Math.ceil(EXAMPLES / BATCH);
const RATE = 1 / 64;

/** A network by its layers, and the stages that it amounts to. */
export interface Shape {
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
export const SHAPES: Readonly<Record<string, Shape>> = {
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

/** The network of a shape, with activations for `f`, `g` and the head. */
export function networkOf(
  { inputs = INPUTS, layers }: Shape,
  [f, g, head]: readonly [Activation, Activation, Activation],
): Network {
  return network({ inputs, layers: layers(f, g, head), seed: 5 });
}

/** Examples with and without zeros: numbers, and bytes as of images, one column of zeros alone. */
export function examplesOf(inputs: number, vocabulary?: number): Readonly<Record<string, Dataset>> {
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
export const DESCENTS: Readonly<Record<string, Pick<FitOptions, "optimizer" | "regularizer">>> = {
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
export const BOUND = 2 * STEPS * (2 ** -23 + RATE / 4 * 2 ** -10);
/** Outputs are sums of some ten products of numbers below 4, in some layers: some dozen roundings. */
export const OUTPUT_BOUND = 64 * 2 ** -23;

export const SMOOTH: Readonly<Record<string, readonly [Activation, Activation, Activation]>> = {
  "entry by entry": [tanh, sigmoid, softmax],
  "kept Z": [gelu, geluTanh, softmax], // whose slopes are evaluated on Z
  "whole rows": [softmax, tanh, softmax],
};

/** A network of a shape and data whose numbers float32 holds exactly in a step, dense and sparse. */
export function exactCase(shape: Shape) {
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
  return { whole, rows, sets: [dataset, sparse] };
}
