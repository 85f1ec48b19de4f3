import { assert, assertStringIncludes, assertThrows } from "@std/assert";
import * as backproof from "../../../mod.ts";
import { confusionTable } from "../../../src/report/confusion_table.ts";
import { type ShownCase, testShown } from "../../support/shown.ts";

const { matrix } = backproof;
const m = backproof.expressions();

/** Grey images of 8 × 8, as bytes. */
const images = (rows: number) => ({
  ...{ rows, columns: 64, scale: 1 / 255, data: new Uint8Array(64 * rows).fill(9) },
});
const ones = (rows: number, columns = 1) => ({
  ...{ rows, columns, data: new Float64Array(rows * columns).fill(1) },
});
const zero = ones(0);
const labelled = { inputs: images(25), targets: ones(25, 3), labels: Array(25).fill(2) };
const binary = { inputs: ones(2), targets: ones(2), labels: [0, 1], weights: [1, 2] };
const manyClasses = Array.from({ length: 40 }, (_, i) => i);
const bytes = { rows: 1, columns: 2, scale: 0.5, data: Uint8Array.of(2, 4) };

const DATA: readonly ShownCase[] = [
  {
    of: "images of known classes: captions, and how many of each",
    value: labelled,
    text: ["25 examples, images 8×8×1, 3 classes"],
    html: ["2: 25", "<figcaption>2</figcaption>", "and 5 more images"],
  },
  {
    of: "fewer images than are drawn",
    value: { ...labelled, inputs: images(2), targets: ones(2, 3), labels: [0, 1] },
    text: ["2 examples"],
    html: ["0: 1", "1: 1"],
    without: ["more image"],
  },
  {
    of: "images without classes",
    value: { inputs: images(1), targets: ones(1) },
    text: ["1 example, images 8×8×1, 1 target"],
    without: ["<figcaption>"],
  },
  {
    of: "weighted examples of two classes by one output",
    value: binary,
    text: ["2 examples, 1 input, 2 classes, weighted"],
    html: ["0: 1", "1: 1"],
  },
  {
    of: "many classes: the first of them",
    value: { inputs: ones(40), targets: ones(40, 40), labels: manyClasses },
    text: ["40 examples, 1 input, 40 classes"],
    html: ["29: 1", "and 10 more classes"],
    without: ["30: 1"],
  },
  {
    of: "parts with names of classes and columns",
    value: {
      ...{ train: binary, test: binary, classes: ["no", "<yes>"], inputNames: ["<size>"] },
    },
    text: ["train: 2 examples", "test: 2 examples"],
    html: ["no: 1", "&lt;yes&gt;: 1", '<th scope="col">&lt;size&gt;</th>'],
  },
  {
    of: "bytes times a scale, in numbers of the scale",
    value: { inputs: bytes, targets: ones(1) },
    text: ["1 example, 2 inputs, 1 target"],
    html: ["<td>1</td><td>2</td><td>→</td>"],
  },
  {
    of: "more columns than are written",
    value: { inputs: ones(1, 11), targets: ones(1) },
    text: ["1 example, 11 inputs"],
    html: ["<td>…</td>"],
  },
];

const MATRICES: readonly ShownCase[] = [
  { of: "bytes", value: bytes, text: ["matrix 1 × 2, bytes × 0.5"] },
  { of: "nothing", value: zero, text: ["matrix 0 × 1"], without: [" to "] },
  {
    of: "images",
    value: images(1),
    text: ["matrix 1 × 64, bytes"],
    html: ["<figure"],
  },
  {
    of: "zeros, which are no images",
    value: { rows: 1, columns: 64, data: new Float64Array(64) },
    text: ["matrix 1 × 64, 0 to 0"],
    without: ["<figure"],
  },
  {
    of: "expressions and other entries",
    value: { rows: 1, columns: 2, data: [m.exp(m.variable("z")), "word"] },
    text: ["matrix 1 × 2", "e^z", '"word"'],
    without: ["NaN to"],
  },
  {
    of: "a square with fractions",
    value: matrix([[9.5, 1], [1, 9]]),
    text: ["matrix 2 × 2, 1 to"],
  },
  {
    of: "more rows than are written",
    value: ones(50),
    text: ["matrix 50 × 1", "  …"],
    html: ['<td colspan="1">⋮</td>'],
  },
  {
    of: "a confusion matrix of many classes: the worst pairs",
    value: confusion(20),
    text: ["confusion matrix of 20 classes", "  1 decided as 0: 2"],
  },
];

/** Decisions that are right but for two examples of class 1, taken for 0. */
function confusion(classes: number) {
  const data = new Float64Array(classes ** 2);
  for (let i = 0; i < classes; i++) data[i * (classes + 1)] = 9;
  data[classes] = 2;
  return { rows: classes, columns: classes, data };
}

const net = backproof.network({ inputs: 1, layers: [backproof.dense(1, backproof.tanh)] });
const validation = { cost: 0.25, accuracy: 0.5 };
const history = [{ epoch: 1, cost: 2, seconds: 1 }, { epoch: 2, cost: 1, seconds: 1, validation }];
const run = { network: net, history, seconds: 2, executor: "wasm", warnings: ["<late>"] };
const shares = { microAccuracy: NaN, microPrecision: NaN, microRecall: NaN };
const unknown = { examples: 3, cost: 0.5, accuracy: NaN, ...shares, confusion: zero, metrics: {} };

const TRAININGS: readonly ShownCase[] = [
  {
    of: "a training with its best epoch and warnings",
    value: { ...run, best: { epoch: 2 } },
    text: ["training of 1-1 tanh by wasm", "cost 2 → 1", "best after epoch 2", "<late>"],
    html: ["best after epoch 2", "<p>&lt;late&gt;</p>", "validation accuracy", "50.0 %"],
  },
  { of: "a training without", value: run, text: ["validation cost 0.25, accuracy 50.0 %"] },
  {
    of: "a training before its first epoch",
    value: { ...run, history: [] },
    text: ["no epochs"],
    html: ["<p>no epochs</p>"],
    without: ["<table"],
  },
  {
    of: "validation without classes",
    value: [{ ...history[1]!, validation: { cost: 0.25, accuracy: NaN } }],
    text: ["1 epoch", "validation cost 0.25"],
    html: ["validation cost"],
    without: ["accuracy"],
  },
  {
    of: "a cost that is not a number",
    value: [{ ...history[0]!, cost: NaN }],
    text: ["not a number"],
  },
  {
    of: "a record without steps",
    value: { stepsPerEpoch: 1, costs: [], epochs: [], rates: [], snapshots: [], seconds: 0 },
    text: ["record of 0 steps", "0 looks at 0 layers"],
    without: ["cost"],
  },
  {
    of: "an evaluation without decisions",
    value: { ...unknown, metrics: { "<m>": 0.5, other: [1] } },
    text: ["evaluation on 3 examples: cost 0.5", "<m> 0.5", "other an array"],
    html: ["&lt;m&gt;"],
    without: ["accuracy", "confusion"],
  },
  {
    of: "an evaluation of numbers",
    value: { ...unknown, crossEntropy: 0.125, regression: { mae: 1, rmse: 2, rSquared: 0.75 } },
    text: ["cross-entropy 0.125", "mean absolute error 1", "root mean squared error 2", "R² 0.75"],
  },
  {
    of: "an optimizer without options",
    value: { name: "own", options: {}, init: 0, update: () => {} },
    text: ["own"],
    without: ["<table"],
  },
  {
    of: "an optimizer with a word and a function among its options",
    value: { name: "own", options: { way: "up", rate: () => 1 }, init: 0, update: () => {} },
    text: ["own, way up, rate a schedule"],
  },
  {
    of: "a file without layers",
    value: { format: "backproof checkpoint", version: 2 },
    text: ["content of a file: backproof checkpoint, version 2"],
    without: ["layer"],
  },
  {
    of: "a model with names of its outputs",
    value: backproof.model({
      network: backproof.network({ inputs: 1, layers: [backproof.dense(2, backproof.softmax)] }),
      outputs: { task: "classification", names: ["<cat>", "dog"] },
    }),
    text: ["numbers → classification: <cat>, dog"],
    html: ["&lt;cat&gt;, dog"],
  },
  {
    of: "a network of images: their sheets, and arrows between what is not fully connected",
    value: backproof.network({
      inputs: [4, 4, 2],
      layers: [
        backproof.conv2d(3, 2, backproof.relu),
        backproof.flatten(),
        backproof.dense(2, backproof.tanh),
      ],
    }),
    text: ["conv2d"],
    html: ["<rect", "l5 4l-5 4", "<circle"],
  },
  {
    of: "a layer without parameters",
    value: backproof.network({ inputs: [2, 2, 1], layers: [backproof.flatten()] }).layers[0]!,
    text: ["2×2×1"],
    without: ["<table"],
  },
  {
    of: "a layer with a parameter that has no entries",
    value: { ...net.layers[0]!, parameters: { weights: ones(0, 2) } },
    text: ["weights: 0 × 2"],
    without: [" to "],
  },
];

testShown([...DATA, ...MATRICES, ...TRAININGS]);

Deno.test("pictures() throws if no shape fits, and says what was given", () => {
  const inputs = ones(1, 5);
  for (const shape of [[2, 2], [5], [1, 1, 1, 5]]) {
    const found = `images with 5 values, such as [28, 28, 1], but found ${shape.join("×")}`;
    assertThrows(() => backproof.pictures(inputs, { shape }), TypeError, found);
  }
  assertThrows(() => backproof.pictures(inputs), TypeError, "but found none that fits");
});

Deno.test("confusionTable() of many classes lists the most frequent mistakes instead", () => {
  const names = Array.from({ length: 51 }, (_, i) => `<${i}>`);
  const html = confusionTable(confusion(51), names);
  assertStringIncludes(html, "Most frequent mistakes");
  assertStringIncludes(html, "&lt;1&gt;</th><td>&lt;0&gt;</td><td>2</td>");
  assert(!html.includes('class="confusion"'));
});

Deno.test("notebook() throws if all objects are frozen, and says what to do", () => {
  const { defineProperty } = Reflect;
  try {
    Reflect.defineProperty = () => false; // as of a frozen Object.prototype
    assertThrows(() => backproof.notebook(), TypeError, "displayOf(value)");
  } finally {
    Reflect.defineProperty = defineProperty;
  }
});
