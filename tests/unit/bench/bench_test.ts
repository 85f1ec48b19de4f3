import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { disagreement } from "../../../scripts/bench/judge.ts";
import { type CaseResult, type Entry, ratio } from "../../../scripts/bench/rounds.ts";
import { median } from "../../../src/core/support/median.ts";
import { asMarkdown, asText, tableOf, time } from "../../../scripts/bench/tables.ts";
import {
  type ExamplesFile,
  operationsOfStep,
  placed,
  type TrainWork,
  type Work,
} from "../../../scripts/bench/work.ts";

const FILE: ExamplesFile = { inputs: "", labels: "", format: "float32" };
const NETWORK = {
  inputs: 784,
  layers: placed([1, 1, 784], [
    { units: 512, activation: "relu" },
    { units: 512, activation: "relu" },
    { units: 10, activation: "softmax" },
  ]),
  parameters: "",
};
const TRAIN: TrainWork = {
  ...{ kind: "train", network: NETWORK, train: FILE, test: FILE, order: "", seed: 1 },
  ...{ optimizer: "sgd", examples: 3840, epochs: 4, batchSize: 128, learningRate: 0.1 },
};
const PRODUCT: Work = { kind: "product", size: 512, a: "", b: "" };

Deno.test("median() is the middle one, or the mean of two", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 3, 2]), 2.5);
  assertEquals(median([7]), 7);
});

Deno.test("ratio() compares each round with its own", () => {
  const entry = (...seconds: number[]): Entry => ({
    ...{ contender: "wasm", version: "", share: 1, seconds },
  });
  // A machine that becomes ten times slower between rounds: medians alone would say 10.
  assertEquals(ratio(entry(2, 20, 20), entry(1, 10, 10)), 2);
});

Deno.test("operationsOfStep() of 784-512-512-10, batch 128, counts each product that is needed", () => {
  const forward = 784 * 512 + 512 * 512 + 512 * 10, errors = 512 * 512 + 512 * 10;
  assertEquals(operationsOfStep(NETWORK, 128), 2 * 128 * (2 * forward + errors));
});

Deno.test("operationsOfStep() of a convolution and a pool counts each window", () => {
  const layers = placed([28, 28, 1], [
    { units: 8, window: 3, activation: "relu" },
    { pool: 2 },
    { units: 10, activation: "softmax" },
  ]);
  const convolution = 26 * 26 * 9 * 8, last = 13 * 13 * 8 * 10;
  const network = { ...NETWORK, layers };
  assertEquals(operationsOfStep(network, 32), 2 * 32 * (2 * convolution + 3 * last));
});

Deno.test("disagreement() finds a training that came to something else", () => {
  const right = { seconds: 1, accuracy: 0.96, crossEntropy: 0.13 };
  assertEquals(disagreement(TRAIN, { ...right, crossEntropy: 0.13001 }, right), undefined);
  for (const wrong of [{ accuracy: 0.95 }, { crossEntropy: 0.131 }, { crossEntropy: NaN }]) {
    assertStringIncludes(disagreement(TRAIN, { ...right, ...wrong }, right)!, "WRONG: accuracy");
  }
  assertStringIncludes(disagreement(TRAIN, { seconds: 1 }, right)!, "WRONG");
});

Deno.test("disagreement() finds a wrong, missing or NaN entry of a product", () => {
  const right = { seconds: 1, sample: [10, -5, 0.001] };
  assertEquals(disagreement(PRODUCT, { seconds: 1, sample: [10.001, -5, 0] }, right), undefined);
  for (const sample of [[10, 5, 0], [10, -5], [10, NaN, 0], []]) {
    assertStringIncludes(disagreement(PRODUCT, { seconds: 1, sample }, right)!, "WRONG: entry");
  }
});

Deno.test("time() has three digits", () => {
  assertEquals([12.34, 0.0123, 1.2e-6, 0.4567].map(time), [
    "12.3 s",
    "12.3 ms",
    "1.20 µs",
    "457 ms",
  ]);
});

Deno.test("tableOf() says what was scaled, wrong and absent, in text and in Markdown", () => {
  const result: CaseResult = {
    label: "120 steps",
    work: TRAIN,
    entries: [
      { contender: "wasm", version: "backproof 1.0", share: 1, seconds: [1, 1], accuracy: 0.9 },
      { contender: "jax", version: "jax-js 0.1.25", share: 0.1, seconds: [3, 5], accuracy: 0.8 },
      { contender: "numpy", version: "NumPy 2.0", share: 1, seconds: [1, 1], fault: "WRONG: x" },
    ],
  };
  const absent = [{ contender: "torch", reason: "no torch" }] as const;
  const found = tableOf({ group: "wide", title: "wide", cases: [result], absent });
  assertEquals(found.rows[1], [
    ...["jax-js, wasm (0.1.25)", "4.00 s", "3.00 s", "4.00×", "33.3 ms", "12.3", "0.8000"],
    "10 % of it, scaled",
  ]);
  assertEquals(found.rows[2]!.at(-1), "WRONG: x");
  const roofline = { peak: 24.6e9, bandwidth: 1 };
  const shares = tableOf({ group: "wide", title: "wide", cases: [result], absent }, roofline);
  assertEquals(shares.rows[1]!.slice(5, 7), ["12.3", "50 %"]);
  assertEquals(found.notes, ["PyTorch, eager: not measured (no torch)"]);
  const markdown = asMarkdown(found).split("\n");
  assertEquals(markdown[0], "Wide:");
  assertEquals(new Set(markdown.slice(2, 7).map((line) => line.length)).size, 1);
  assertStringIncludes(asText(found), "not measured (no torch)");
});

Deno.test("tableOf() finds where packed rows become faster: between the last that are not and the next", () => {
  const cases = [[0.2, 1.4], [0.3, 0.9], [0.4, 1.1], [0.5, 0.9]].map(([zeros, packed]) => ({
    label: `${zeros}`,
    work: { kind: "layout", units: 32, packing: "bytes", zeros: zeros! } as const,
    entries: [
      { contender: "dense", version: "", share: 1, seconds: [1] },
      { contender: "packed", version: "", share: 1, seconds: [packed!] },
    ] as const,
  }));
  const { notes } = tableOf({ group: "zeros", title: "zeros", cases, absent: [] });
  const [zeros] = /0\.\d+/.exec(notes[0]!)!;
  assertAlmostEquals(Number(zeros), 0.45, 1e-9); // halfway between 1.1 and 0.9
});
