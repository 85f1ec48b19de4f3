import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  conv2d,
  decodeRun,
  dense,
  flatten,
  linear,
  matrix,
  meanSquaredError,
  network,
  parametersOf,
  relu,
  type ReportData,
  type ReportedRun,
  reportOf,
  sigmoid,
  softmax,
  tanh,
} from "../../../../mod.ts";

// The packages that draw come from npm's cache, which needs permission to read.
const ignore = Deno.permissions.querySync({ name: "read" }).state !== "granted";

const HISTOGRAM = { from: -1, to: 1, counts: [1, 5, 2] };

const LAYER = {
  ...{
    name: "3 <tanh>",
    kind: "dense",
    units: 3,
    activations: HISTOGRAM,
    dead: 1,
    saturated: 0.25,
  },
  parameters: [
    { name: "weights", norm: 2, gradientNorm: 0.1, updateNorm: 0.01, histogram: HISTOGRAM },
    { name: "biases", norm: 0, gradientNorm: 0, histogram: { from: 0, to: 0, counts: [3] } },
  ],
};

const RUN: ReportedRun = {
  name: "<script>alert(1)</script>",
  settings: { network: "<b>", learningRate: 0.1, seed: 7 },
  versions: { backproof: "0.1.0" },
  command: "deno task train --csv '<a>.csv'",
  results: { accuracy: 0.75, crossEntropy: 0.5 },
  proof: ["<i>3 of 3</i> claims proved"],
  digest: "00ff",
  record: {
    ...{
      stepsPerEpoch: 2,
      resumedAfter: 0,
      seconds: 1.5,
      probe: { layers: 8, training: 9, heldOut: 4 },
    },
    costs: [1, 2, 3, 4].map((step) => ({ step, epoch: step / 2, cost: 1 / step })),
    epochs: [1, 2].map((epoch) => ({
      ...{ epoch, cost: 1 / epoch, seconds: 0.5, training: { cost: 0.4, accuracy: 0.9 } },
      heldOut: { cost: 0.6, accuracy: 0.8 },
    })),
    rates: [{ step: 1, learningRate: 0.1 }, { step: 4, learningRate: 0.05 }],
    snapshots: [0, 4].map((step) => ({ step, epoch: step / 2, layers: [LAYER, LAYER] })),
  },
};

const NAMES = ["<em>one</em>", "two & more", '"three"'];

/** Images of 4 × 4 pixels, of which an untrained network misreads many. */
const IMAGES = {
  inputs: {
    ...{ rows: 24, columns: 16, scale: 1 / 255 },
    data: Uint8Array.from({ length: 24 * 16 }, (_, k) => k * 37 % 256),
  },
  targets: matrix(Array.from({ length: 24 }, (_, i) => [0, 1, 2].map((j) => Number(i % 3 === j)))),
};

const CLASSES: ReportData = {
  run: RUN,
  network: network({ inputs: 16, layers: [dense(5, tanh), dense(3, softmax)], seed: 1 }),
  loss: categoricalCrossEntropy,
  test: IMAGES,
  outputs: { task: "classification", names: NAMES },
  shape: [4, 4, 1],
  findings: [{ subject: "<u>tanh</u>", verdict: "proved", shapes: "rows of 3" }],
  table: { title: "Beside <others>", head: ["", "here"], rows: [["Epochs", "<5>"]] },
};

/** The titles of the sections of a page. */
function sectionsOf(page: string): string[] {
  return [...page.matchAll(/<h2 id="[^"]*">([^<]*)</g)].map(([, title]) => title!);
}

/** Checks what holds of every page. */
function checkPage(page: string, run: ReportedRun): void {
  assertEquals(decodeRun(page), run);
  assertEquals(page.match(/<script/g)!.length, 1); // the run; names are escaped
  assert(!/<(em|b|i|u|a)>(one|5|3 of 3|tanh)/.test(page));
  const asked = [...page.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
  assertEquals(new Set(ids).size, ids.length);
  for (const address of asked.filter((each) => !each.startsWith("data:image/png;base64,"))) {
    assert(address.startsWith("#") && ids.includes(address.slice(1)), address);
  }
  const odd = /.{40}(url\((?!#)|@import|NaN|undefined|Infinity)/;
  assertEquals(page.replace(/data:[^"]*"/g, "").match(odd)?.[0], undefined);
  // Each chart has a name and a description.
  const charts = page.match(/<svg class="chart"[\s\S]*?<\/svg>/g) ?? [];
  for (const chart of charts) {
    assert(/role="img"[^>]*><title>.+<\/title><desc>.+<\/desc>/.test(chart));
  }
}

Deno.test({
  name:
    "reportOf() shows images what they are taken for, and links each mistake to them (needs read)",
  ignore,
  fn: async () => {
    const page = await reportOf(CLASSES);
    checkPage(page, RUN);
    assertEquals(sectionsOf(page), [
      ...["Summary", "Training", "Confusion matrix", "Misread images", "Calibration", "Thresholds"],
      ...["First layer", "Saliency", "Layers", "Proof of the gradients", "Settings"],
    ]);
    const links = [...page.matchAll(/href="#misread-(\d)-(\d)"[^>]*>(\d+)</g)];
    assert(links.length > 0);
    for (const [, is, taken, n] of links) {
      const group = page.match(new RegExp(`id="misread-${is}-${taken}"[\\s\\S]*?</section>`))![0];
      assertEquals(group.match(/<figure>/g)!.length, Number(n));
    }
    assert(page.includes(`${parametersOf(CLASSES.network)} parameters`));
    assertEquals(page.match(/aria-label="unit \d"/g)!.length, 5);
    assert(page.includes("Beside &lt;others&gt;") && page.includes("&lt;5&gt;"));
  },
});

Deno.test({
  name: "reportOf() shows two runs: both curves, and which settings differ (needs read)",
  ignore,
  fn: async () => {
    const compared = { ...RUN, settings: { ...RUN.settings, seed: 8 }, results: { accuracy: 0.5 } };
    const page = await reportOf({ ...CLASSES, compared });
    checkPage(page, RUN);
    assert(page.includes("batches, other run"));
    const differ = [...page.matchAll(/<th scope="row"[^>]*>([^<]*)<\/th>(?:(?!<\/tr>).)*differs/g)];
    assertEquals(differ.map(([, name]) => name), ["seed"]);
    assert(page.includes("+25 points"));
  },
});

Deno.test({
  name:
    "reportOf() shows residuals in the unit of the targets, importances, no classes (needs read)",
  ignore,
  fn: async () => {
    const rows = Array.from({ length: 12 }, (_, i) => [i / 12, i % 3]);
    const page = await reportOf({
      run: RUN,
      network: network({ inputs: 2, layers: [dense(3, tanh), dense(1, linear)], seed: 1 }),
      loss: meanSquaredError,
      test: { inputs: matrix(rows), targets: matrix(rows.map(([x]) => [x!])) },
      outputs: {
        task: "regression",
        names: ["<em>one</em>"],
        scale: { means: [1000], deviations: [12] },
      },
      importances: [{ name: "<b>5", mean: 2, deviation: 0.1 }, {
        name: "noise",
        mean: -1,
        deviation: 0,
      }],
    });
    checkPage(page, RUN);
    assertEquals(sectionsOf(page), [
      ...["Summary", "Training", "Residuals", "Importances", "Layers"],
      ...["Proof of the gradients", "Settings"],
    ]);
    assert(page.includes("<td>1,011</td>")); // 1000 + 12 · 11/12
    assert(page.includes("--share:1.000") && page.includes("--share:0.000"));
  },
});

Deno.test({
  name: "reportOf() takes labels, two classes of one output, filters and rare runs (needs read)",
  ignore,
  fn: async () => {
    const outputs = { task: "labels", names: NAMES } as const;
    const labels = network({ inputs: 16, layers: [dense(3, sigmoid)], seed: 1 });
    const record = { ...RUN.record, costs: [], epochs: [], rates: [], snapshots: [] };
    const { proof: _, command: __, ...run } = { ...RUN, record };
    const page = await reportOf({
      ...{ run, network: labels, loss: binaryCrossEntropy, outputs, test: IMAGES },
    });
    checkPage(page, run);
    assertEquals(sectionsOf(page), ["Summary", "Calibration", "Thresholds", "Settings"]);

    const single = await reportOf({
      ...{ run: { ...run, ended: "Ctrl-C" }, loss: binaryCrossEntropy, shape: [4, 4, 1] as const },
      network: network({
        inputs: [4, 4, 1],
        layers: [conv2d(2, 3, relu), flatten(), dense(1, sigmoid)],
        seed: 1,
      }),
      test: { ...IMAGES, targets: matrix(Array.from({ length: 24 }, (_, i) => [i % 2])) },
      outputs: { task: "classification", names: ["no", "yes"] },
    });
    assert(sectionsOf(single).includes("First layer") && single.includes('aria-label="filter 2"'));
    assert(single.includes("The training ended early: Ctrl-C"));
  },
});

Deno.test("reportOf() refuses options that do not exist, and what is not a network", async () => {
  await assertRejects(
    () => reportOf({ ...CLASSES, names: [] } as ReportData),
    TypeError,
    "reportOf() has no option names",
  );
  const without = { ...CLASSES, network: {} } as unknown as ReportData;
  await assertRejects(() => reportOf(without), TypeError);
});

Deno.test({
  name:
    "reportOf() shows results of several targets in words, and accuracy only of classes (needs read)",
  ignore,
  fn: async () => {
    const results = { "mae of accuracy": 54_910, "rSquared of <b>": 0.5, "rmse": 2.7e22 };
    const page = await reportOf({
      run: { ...RUN, results, ended: "It diverged. ".repeat(40) },
      network: network({ inputs: 1, layers: [dense(1, linear)], seed: 1 }),
      loss: meanSquaredError,
      test: { inputs: matrix([[1], [2]]), targets: matrix([[0], [0]]) }, // look like classes
      outputs: { task: "regression", names: ["y"] },
    });
    const numbers = [...page.matchAll(/<li><b>([^<]*)<\/b>([^<]*)/g)].map(([, n, of]) => [n, of]);
    assertEquals(numbers.slice(0, 3), [
      ["54,910", "mean absolute error of accuracy"],
      ["0.5", "share of the variance, R² of &lt;b&gt;"],
      ["2.7e22", "root mean squared error"],
    ]);
    assert(!page.includes("<title>Accuracy</title>"));
    // Only words in tables stay on one line: a message would make the page wider.
    assert(
      !/^\.bad[^{]*\{[^}]*nowrap/m.test(page) &&
        page.includes(":is(td, h4) :is(.good, .bad, .open"),
    );
  },
});

Deno.test({
  name:
    "reportOf() shows how many units are dead over time, if any, and no layer of shapes (needs read)",
  ignore,
  fn: async () => {
    const withDead = (dead: number) => {
      const layers = [{ ...LAYER, name: "4×4×1", kind: "reshape", parameters: [], dead: 0 }, {
        ...LAYER,
        dead,
      }];
      const snapshots = RUN.record.snapshots.map((each) => ({ ...each, layers }));
      return reportOf({ ...CLASSES, run: { ...RUN, record: { ...RUN.record, snapshots } } });
    };
    const some = await withDead(2), none = await withDead(0);
    for (const page of [some, none]) {
      assert(page.includes("<title>Saturated activations</title>"));
      assert(page.includes("<h3>Layer 2: ") && !page.includes("<h3>Layer 1: "));
    }
    assert(some.includes("<title>Dead units</title>") && some.includes("<td>66.7\u00a0%</td>"));
    assert(!none.includes("<title>Dead units</title>"));
  },
});

Deno.test({
  name: "reportOf() says where its charts begin, and of which epoch the network is (needs read)",
  ignore,
  fn: async () => {
    const reported = (run: Partial<ReportedRun>, record: Partial<ReportedRun["record"]> = {}) =>
      reportOf({ ...CLASSES, run: { ...RUN, ...run, record: { ...RUN.record, ...record } } });
    const plain = await reported({});
    assert(!/was resumed|did best|dotted line|stroke-dasharray="2 3"/.test(plain));
    const page = await reported({ best: 1 }, { resumedAfter: 1 });
    assert(page.includes("resumed after 1 step, 0.5 epochs: the charts begin there"));
    assert(page.includes("that of epoch 1 of 2, which did best"));
    assertEquals(page.match(/dotted line is the epoch/g)!.length, 2 * 2); // also for who hears it
    assertEquals(page.match(/stroke-dasharray="2 3"/g)!.length, 2);
    // Not the sum over the points, of which there are fewer than epochs in a long run.
    assert(plain.includes("<b>1.5 s</b>time of all steps"));
    // What did not end does not have the digest that its command leads to.
    assert(plain.includes("to the same digest"));
    assert(!(await reported({ ended: "interrupted" })).includes("to the same digest"));
  },
});

Deno.test({
  name: "reportOf() draws a part of the data in one colour in all charts (needs read)",
  ignore,
  fn: async () => {
    const page = await reportOf(CLASSES);
    const colorIn = (title: string, name: string) => {
      const svg = page.match(new RegExp(`<title>${title}</title>[^]*?</svg>`))![0];
      return svg.match(
        new RegExp(`stroke="var\\(--chart-(\\d)\\)"[^<]*(?:/>|></path>)<text[^>]*>${name}<`),
      )![1];
    };
    for (const name of ["training", "held out"]) {
      assertEquals(colorIn("Loss", name), colorIn("Accuracy", name), name);
    }
  },
});

Deno.test({
  name:
    "reportOf() keeps names that are written from right to left apart from numbers (needs read)",
  ignore,
  fn: async () => {
    const names = ["مرحبا", ...NAMES.slice(1)];
    const page = await reportOf({ ...CLASSES, outputs: { task: "classification", names } });
    assert(page.includes("\u2068مرحبا\u2069") && !/(?<!\u2068)مرحبا/.test(page));
  },
});
