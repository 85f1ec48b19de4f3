import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as backproof from "../../../../mod.ts";
import type { Drawing } from "../../../../src/report/drawing.ts";
import { CALIBRATION } from "../../../../src/report/page/calibration.ts";
import { CONFUSION } from "../../../../src/report/page/confusion.ts";
import { CURVES } from "../../../../src/report/page/curves.ts";
import { IMPORTANCES } from "../../../../src/report/page/importances.ts";
import { MISTAKES } from "../../../../src/report/page/mistakes.ts";
import { PROOF } from "../../../../src/report/page/proof.ts";
import { SALIENCY } from "../../../../src/report/page/saliency.ts";
import type { Material, Section } from "../../../../src/report/page/section.ts";
import { SETTINGS } from "../../../../src/report/page/settings.ts";
import { SUMMARY } from "../../../../src/report/page/summary.ts";
import { testedOn } from "../../../../src/report/page/tested.ts";
import { WEIGHTS } from "../../../../src/report/page/weights.ts";
import { epochPoints } from "../../../../src/report/record/epoch_points.ts";
import { learningRates } from "../../../../src/report/record/learning_rates.ts";

const { conv2d, convTranspose2d, dense, embedding, flatten, linear, network, sgd } = backproof;
const { relu, sigmoid, softmax, sumOfSquaredErrors, tanh } = backproof;

const RECORD = {
  ...{ stepsPerEpoch: 1, resumedAfter: 0, seconds: 1, costs: [], epochs: [], rates: [] },
  ...{ snapshots: [], probe: { layers: 1, training: 1, heldOut: 0 } },
};
const RUN: backproof.ReportedRun = {
  ...{ name: "it", settings: { seed: 1 }, versions: {}, results: {}, digest: "00", record: RECORD },
};

/** Examples of 2 × 2 pixels and their classes. */
function examples(rows: number, classes: number) {
  const targets = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i++) targets[i * classes + i % classes] = 1;
  return {
    inputs: {
      rows,
      columns: 4,
      data: Float64Array.from({ length: 4 * rows }, (_, k) => k % 7 / 7),
    },
    targets: { rows, columns: classes, data: targets },
  };
}

const dots = network({ inputs: 4, layers: [dense(3, softmax)], seed: 1 });

/** What sections are made from, for a network that has seen `test`. */
async function material(given: Partial<Material> = {}): Promise<Material> {
  const data = {
    ...{ run: RUN, network: dots, loss: sumOfSquaredErrors, test: examples(6, 3) },
    ...{ outputs: { task: "classification", names: ["a", "b", "c"] }, executor: "reference" },
    ...{ shape: [2, 2, 1], drawing: undefined as unknown as Drawing, ...given },
  } as Material;
  return { ...data, tested: given.tested ?? await testedOn(data) };
}

async function content(section: Section, given: Partial<Material> = {}): Promise<string> {
  return await section.content(await material(given)) ?? "nothing";
}

/** Sections of a run, some words of them, and words that they do not have. */
const SHOWN: readonly (readonly [
  of: string,
  Section,
  given: Partial<Material>,
  words: readonly string[],
  without?: readonly string[],
])[] = [
  [
    "the weights of two channels, side by side",
    WEIGHTS,
    {
      network: network({ inputs: [2, 1, 2], layers: [dense(3, softmax)], seed: 1 }),
      shape: [2, 1, 2],
    },
    ["all 3 units", "unit 1, channel 2", "Side by side: the 2 channels."],
  ],
  [
    "the weights of many units: the first of them",
    WEIGHTS,
    { network: network({ inputs: 4, layers: [dense(65, tanh), dense(3, softmax)], seed: 1 }) },
    ["the first 64 of 65 units"],
    ["Side by side", "unit 65"],
  ],
  [
    "the weights of filters",
    WEIGHTS,
    {
      network: network({
        inputs: [2, 2, 1],
        layers: [conv2d(2, 2, relu), flatten(), dense(3, softmax)],
      }),
    },
    ["all 2 filters"],
  ],
  [
    "no weights of layers that have none",
    WEIGHTS,
    { network: network({ inputs: 4, layers: [flatten()] }), test: examples(4, 4) },
    ["nothing"],
  ],
  [
    "no weights of kinds that are not over pixels",
    WEIGHTS,
    {
      network: network({
        inputs: [2, 2, 1],
        layers: [convTranspose2d(1, 2, relu), flatten(), dense(3, softmax)],
      }),
    },
    ["nothing"],
  ],
  ["no weights without images", WEIGHTS, { shape: [4] }, ["nothing"]],
  [
    "a confusion matrix with a threshold, without images",
    CONFUSION,
    {
      network: network({ inputs: 4, layers: [dense(1, sigmoid)], seed: 1 }),
      test: { ...examples(6, 3), targets: backproof.matrix([[1], [0], [1], [0], [1], [0]]) },
      outputs: { task: "classification", names: ["no", "yes"], threshold: 0 },
      shape: [4],
    },
    ["most frequent."],
    ["lead", "<a "],
  ],
  [
    "the pairs of many classes",
    CONFUSION,
    {
      network: network({ inputs: 4, layers: [dense(51, softmax)], seed: 1 }),
      test: examples(51, 51),
      outputs: { task: "classification", names: Array.from({ length: 51 }, (_, i) => `c${i}`) },
    },
    ["too many classes for a matrix", "taken for"],
  ],
  [
    "no calibration without examples",
    CALIBRATION,
    { test: examples(0, 3), tested: none(3) },
    ["nothing"],
  ],
  ["no curves without examples", CURVES, { test: examples(0, 3), tested: none(3) }, ["nothing"]],
  ["no curves of numbers", CURVES, { outputs: { task: "regression", names: ["a", "b", "c"] } }, [
    "nothing",
  ]],
  [
    "that no image is misread",
    MISTAKES,
    { tested: { ...none(3), classes: classesOf([0, 1], [0, 1]) } },
    ["None: every image is read as what it is."],
  ],
  [
    "saliency of no example",
    SALIENCY,
    { test: examples(0, 3), tested: { ...none(3), classes: classesOf([], []) } },
    ["nothing"],
  ],
  [
    "no saliency of places in a vocabulary",
    SALIENCY,
    {
      network: network({ inputs: 4, layers: [embedding(7, 2), dense(3, softmax)], seed: 1 }),
      tested: { ...none(3), classes: classesOf([0], [0]) },
    },
    ["nothing"],
  ],
  [
    "many importances: the first of them",
    IMPORTANCES,
    {
      importances: Array.from(
        { length: 100 },
        (_, i) => ({ name: `x${i}`, mean: 0, deviation: 0 }),
      ),
    },
    ["of 100.", "--share:0.000"],
  ],
  [
    "findings without lines of a proof",
    PROOF,
    {
      findings: [{ subject: "tanh", verdict: "undecided", reason: "<too large>" }, {
        ...{ subject: "softmax", verdict: "proved" },
      }] as never,
      network: network({ inputs: 4, layers: [flatten(), dense(3, linear)] }),
    },
    ["&lt;too large&gt;", "–"],
    ["<ul>"],
  ],
  [
    "settings that one of two runs does not have",
    SETTINGS,
    { compared: { ...RUN, settings: { rate: 2 } } },
    ["<td>–</td>", "differs"],
  ],
  [
    "results by their own names, and what became worse",
    SUMMARY,
    {
      run: { ...RUN, results: { ownMeasure: 1, accuracy: 0.5, rmse: 3 } },
      compared: { ...RUN, results: { ownMeasure: 2, accuracy: 0.25 } },
    },
    ["own measure", "25 points"],
    ["NaN"],
  ],
];

/** Nothing that was tested. */
function none(columns: number): Material["tested"] {
  const empty = { rows: 0, columns, data: [] };
  return { outputs: empty, targets: empty };
}

function classesOf(is: number[], decided: number[]) {
  return { true: is, decided, probability: () => 1 };
}

for (const [of, section, given, words, without = []] of SHOWN) {
  Deno.test(`a report shows ${of}`, async () => {
    const html = await content(section, given);
    for (const each of words) assertStringIncludes(html, each);
    for (const each of without) assert(!html.includes(each), `${each}: ${html}`);
  });
}

Deno.test("testedOn() makes probabilities of scores by the activation that outputs are for", async () => {
  const net = network({ inputs: 4, layers: [dense(3, linear)], seed: 1 }), test = examples(6, 3);
  const outputs = async (activation?: "softmax" | "sigmoid") => {
    const names = ["a", "b", "c"];
    const meaning = { task: "labels", names, ...(activation && { activation }) } as const;
    return (await material({ network: net, test, outputs: meaning })).tested.outputs;
  };
  const [raw, softened, squashed] = [
    await outputs(),
    await outputs("softmax"),
    await outputs("sigmoid"),
  ];
  const sum = Array.from(softened.data).slice(0, 3).reduce((a, b) => a + b);
  assert(Math.abs(sum - 1) < 1e-12); // of three terms below 1, each rounded
  Array.from(raw.data, (z) => 1 / (1 + Math.exp(-z))).forEach((p, k) => {
    assert(Math.abs(squashed.data[k]! - p) < 1e-15); // the stable form rounds otherwise
  });
});

Deno.test("epochPoints() leaves out what is not a number, and of many epochs most", async () => {
  const validation = { cost: NaN, accuracy: NaN } as never;
  const history = Array.from({ length: 801 }, (_, i) => {
    return { epoch: i + 1, cost: 1, seconds: 1, validation };
  });
  const training = examples(3, 3),
    options = { loss: sumOfSquaredErrors, executor: "reference" } as const;
  const points = await epochPoints(history, new Map([[4, dots]]), { training, ...options });
  assertEquals(points.length, 201); // each fourth, and the last
  assertEquals(points.at(-1), { epoch: 801, cost: 1, seconds: 1 });
  assertEquals(Object.keys(points[0]!), ["epoch", "cost", "seconds", "training"]);
});

Deno.test("learningRates() has none of optimizers without a rule, without steps, or of other numbers", () => {
  const taken = { from: 0, to: 4, stepsPerEpoch: 2, history: [] };
  const rates = (optimizer: unknown, more = {}) => {
    return learningRates(optimizer as backproof.Optimizer, undefined, { ...taken, ...more });
  };
  assertEquals(rates({ name: "own" }), []);
  assertEquals(rates(sgd({ learningRate: 0.5 }), { to: 0 }), []);
  assertEquals(rates({ rule: { shared: () => ({}) } }), []);
  assertEquals(rates({ rule: { shared: () => ({ learningRate: Infinity }) } }), []);
  const ends = [{ step: 1, learningRate: 0.5 }, { step: 4, learningRate: 0.5 }];
  assertEquals(rates(sgd({ learningRate: 0.5 })), ends);
  assertEquals(rates(sgd({ learningRate: 0.5 }), { to: 1 }), [ends[0]!]);
});
