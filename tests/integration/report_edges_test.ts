import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  categoricalCrossEntropy,
  dense,
  linear,
  matrix,
  meanSquaredError,
  network,
  softmax,
  tanh,
} from "../../engine.ts";
import { type ReportedRun, reportOf } from "../../report.ts";
import { needsFiles } from "../support/mnist_loading.ts";

const FLAT = { from: 0, to: 0, counts: [3] }, NOTHING = { from: 0, to: 0, counts: [] };

/** A layer of a snapshot: all its activations are the same number, and it has no gradients. */
const LAYER = {
  ...{ name: "2 tanh", kind: "dense", units: 2, activations: FLAT, dead: 0, saturated: 0 },
  parameters: [{ name: "weights", norm: 0, gradientNorm: 0, histogram: NOTHING }],
};

const RUN: ReportedRun = {
  ...{ name: "it", settings: {}, versions: {}, results: {}, digest: "00" },
  record: {
    ...{ stepsPerEpoch: 1, resumedAfter: 0, seconds: 1, costs: [{ step: 1, epoch: 1, cost: 1 }] },
    ...{ epochs: [], rates: [], snapshots: [], probe: { layers: 1, training: 1, heldOut: 0 } },
  },
};

const classes = network({ inputs: 1, layers: [dense(3, softmax)], seed: 1 });
const CLASSES = {
  ...{ run: RUN, network: classes, loss: categoricalCrossEntropy, executor: "reference" },
  outputs: { task: "classification", names: ["a", "b", "c"] },
  test: { inputs: matrix([[1], [2]]), targets: matrix([[1, 0, 0], [1, 0, 0]]) },
} as const;

const reported = (record: Partial<ReportedRun["record"]>, more: object = {}) =>
  reportOf({ ...CLASSES, run: { ...RUN, record: { ...RUN.record, ...record } }, ...more });

needsFiles(
  "a report of classes of which there are no examples has no curve of theirs",
  async () => {
    const page = await reported({});
    assertStringIncludes(page, "<td>–</td>");
    assert(!/NaN|Infinity/.test(page.replace(/<script[^]*?<\/script>/, "")));
  },
);

needsFiles("a report without accuracies or rates has no chart of them", async () => {
  const epochs = [1, 2].map((epoch) => ({
    ...{ epoch, cost: 1 / epoch, seconds: 1, training: { cost: 0.5 } },
  }));
  const without = await reported({ epochs });
  assertStringIncludes(without, "<title>Loss</title>");
  assert(!/<title>(Accuracy|Learning rate)</.test(without));
  const rates = [{ step: 1, learningRate: 0.1 }, { step: 2, learningRate: 0.05 }];
  const compared = {
    ...RUN,
    record: { ...RUN.record, rates: rates.map((each) => ({ ...each, learningRate: 1e-4 })) },
  };
  const both = await reported({ epochs, rates }, { compared });
  assertStringIncludes(both, "<title>Learning rate</title>");
});

needsFiles("a report of many epochs lists those whose networks were measured", async () => {
  const epochs = Array.from({ length: 300 }, (_, i) => ({
    ...{ epoch: i + 1, cost: 1 / (i + 1), seconds: 1 },
    ...(i % 50 === 0 && { training: { cost: 0.5, accuracy: 1 } }),
  }));
  const page = await reported({ epochs });
  assertStringIncludes(page, "<td>51</td>");
  assert(!page.includes('<th scope="row">52</th>'));
});

needsFiles(
  "a report of very many layers shows the first, also of numbers that never vary",
  async () => {
    const layers = Array.from({ length: 11 }, (_, i) => ({ ...LAYER, name: `layer ${i}` }));
    const snapshots = [0, 1].map((step) => ({ step, epoch: step, layers }));
    const page = await reported({ snapshots });
    assertStringIncludes(page, "The first 10 layers are shown.");
    assertStringIncludes(page, "<h3>Layer 10: ");
    assert(!page.includes("<h3>Layer 11: "));
    assert(!/NaN/.test(page.replace(/<script[^]*?<\/script>/, "")));
  },
);

needsFiles("a report of many targets and examples shows the first, and some of them", async () => {
  const rows = Array.from({ length: 1001 }, (_, i) => [i / 1001]);
  const targets = matrix(rows.map(([x]) => Array(7).fill(x)));
  const page = await reportOf({
    ...{ run: RUN, loss: meanSquaredError, executor: "reference" },
    network: network({ inputs: 1, layers: [dense(2, tanh), dense(7, linear)], seed: 1 }),
    test: { inputs: matrix(rows), targets },
    outputs: { task: "regression", names: Array.from({ length: 7 }, (_, j) => `y${j}`) },
  });
  assertStringIncludes(page, "The first 6 of 7 targets are shown.");
  assertStringIncludes(page, "1000 of 1,001 are drawn.");
  assertEquals(page.includes("<title>y6: "), false);
});

needsFiles("a report of many large images shows some of those that are misread", async () => {
  const side = 64, count = 200, data = new Uint8Array(count * side * side).fill(9);
  const shape = [side, side, 1] as const;
  const page = await reported({}, {
    ...{ network: network({ inputs: side * side, layers: [dense(3, softmax)], seed: 1 }), shape },
    test: {
      inputs: { rows: count, columns: side * side, scale: 1 / 255, data },
      targets: matrix(
        Array.from({ length: count }, (_, i) => [0, 1, 2].map((j) => +(i % 3 === j))),
      ),
    },
  });
  assert(/\(\d+ of \d+\)<\/span>/.test(page), "some of a group");
});
