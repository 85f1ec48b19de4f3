import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as backproof from "../../../mod.ts";
import { displayFor, displayOf, textBy } from "../../../src/notebook/displays.ts";
import { CELL_COLORS } from "../../../src/report/cell.ts";
import type { Shown } from "../../../src/notebook/display.ts";

const { dense, matrix, network, sigmoid, softmax, sumOfSquaredErrors, tanh } = backproof;

const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 1 });
const batch = { inputs: matrix([[0, 1], [1, 1]]), targets: matrix([[1, 0], [0, 1]]) };
const loss = backproof.categoricalCrossEntropy;
const m = backproof.expressions(), z = m.variable("z");
const evaluation = await backproof.evaluate(net, batch, { loss, executor: "reference" });
const run = await backproof.fit(net, batch, {
  ...{ loss, optimizer: backproof.sgd({ learningRate: 0.1 }), executor: "reference" },
});
const recorder = backproof.recordRun(net, batch, {
  ...{ loss, optimizer: backproof.sgd({ learningRate: 0.1 }), executor: "reference", epochs: 2 },
});
await backproof.fit(net, batch, recorder.options);
const wrong = backproof.elementwise({
  name: "<wrong>",
  value: (m, z) => m.mul(z, z),
  slope: (_, { z }) => z,
});
const { verdicts } = backproof.verifyGradients({
  activations: [wrong],
  losses: [],
  seed: 1,
});

/** A value of each sort, and how its first line begins. */
const VALUES: readonly (readonly [value: object, line: string])[] = [
  [net, "2-3 tanh-2 softmax"],
  [{ ...net, layers: [...net.layers] }, "2-3 tanh-2 softmax"],
  [backproof.fromJson(JSON.parse(JSON.stringify(backproof.toJson(net)))), "2-3 tanh-2 softmax"],
  [backproof.summary(net), "2-3 tanh-2 softmax"],
  [backproof.model({ network: net }), "model: 2-3 tanh-2 softmax"],
  [net.layers[0]!, "3 tanh"],
  [backproof.toJson(net), "content of a file: backproof network, version 1, 2 layers"],
  [dense(3, tanh), "planned layer: 3 tanh"],
  [backproof.KINDS.conv2d, "kind of layer: conv2d"],
  [backproof.adam(), "adam, learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8"],
  [
    backproof.sgd({ learningRate: backproof.cosineDecay({ from: 0.5, steps: 10 }) }),
    "sgd, learningRate cosineDecay(from: 0.5, to: 0, steps: 10)",
  ],
  [await recorder.record(), "record of 2 steps in "],
  [run, "training of 2-3 tanh-2 softmax by reference"],
  [run.history, "1 epoch in "],
  [evaluation, "evaluation on 2 examples: cost "],
  [backproof.gradients(net, batch, loss), "gradients at a cost of "],
  [backproof.checkGradients(net, batch, loss), "gradients agree with finite differences"],
  [verdicts[0]!, "refuted: <wrong>: its slope is the derivative of its value"],
  [backproof.compareExpressions(z, m.exp(z)), "different"],
  [backproof.proveFormula("z^3", { slope: "2z^2", seed: 1 }), "refuted\na = z³\n∂a/∂z = 3·z²"],
  [m.exp(z), "e^z"],
  [{ name: "a", value: m.exp(z) }, "a = e^z"],
  [[{ name: "a", value: z }, { name: "b", value: z }], "a = z"],
  [backproof.showActivation(tanh), "a = tanh(z)"],
  [
    backproof.showNetwork({ inputs: 1, layers: [dense(1, sigmoid)], loss: sumOfSquaredErrors }),
    "z¹₁ = x·w¹₁₁ + b¹₁",
  ],
  [tanh, "tanh"],
  [softmax, "softmax"],
  [loss, "categoricalCrossEntropy"],
  [batch, "2 examples, 2 inputs, 2 targets"],
  [{ train: batch, test: batch }, "train: 2 examples, 2 inputs, 2 targets"],
  [batch.inputs, "matrix 2 × 2, 0 to 1"],
  [matrix([[9, 1], [2, 8]]), "confusion matrix of 2 classes, 85.0 % right"],
  [backproof.pictures(backproof.loadStrokes({ train: 3, test: 1 }).train.inputs), "3 images 28×28"],
];

Deno.test("displayOf() shows each sort by some lines, and by HTML that asks for no file", async () => {
  // Charts need permission to read; without it, a sentence stands in their place.
  for (const [value, line] of VALUES) {
    const shown = (await displayOf(value))!;
    assert(shown["text/plain"].startsWith(line), `${shown["text/plain"]}\n${line}`);
    assert(shown["text/plain"].length < 1000 && shown["text/plain"].split("\n").length <= 16, line);
    const html = shown["text/html"];
    assert(html.length < 40_000, `${line}: ${html.length}`);
    assertMatch(html, /<div class="backproof">.+<\/div>$/s);
    for (const [, address] of html.matchAll(/(?:src|href|url)\s*[=(]\s*"?([^" )]*)/g)) {
      assertMatch(address!, /^data:image\/png;base64,/);
    }
    assert(!/NaN|undefined|\[object/.test(html), `${line}: ${html}`);
  }
});

Deno.test("displayOf() shows nothing of what is not of the library", async () => {
  const others = [
    ...[1, "text", null, undefined, () => 1, [], {}, [1, 2], new Map(), new Float64Array(3)],
    ...[{ inputs: 2 }, { inputs: 2, layers: [] }, { inputs: 2, layers: [1] }, {
      rows: 1,
      columns: 1,
    }],
    ...[{ rows: 2, columns: 2, data: [1] }, { name: "a", value: 1 }, { verdict: "proved" }],
    ...[
      Object.create(net),
      new Proxy({}, {
        getOwnPropertyDescriptor: () => {
          throw "no";
        },
      }),
    ],
  ];
  for (const other of others) assertEquals(await displayOf(other), undefined);
});

Deno.test("displayOf() escapes what users name", async () => {
  const html = async (value: object) => (await displayOf(value))!["text/html"];
  assertStringIncludes(await html(verdicts[0]!), "&lt;wrong&gt;: its slope");
  assertStringIncludes(await html(wrong), "&lt;wrong&gt;");
  const named = network({ inputs: 1, layers: [dense(1, wrong)] });
  for (const value of [named, backproof.summary(named), named.layers[0]!]) {
    const page = await html(value);
    assert(page.includes("&lt;wrong&gt;") && !page.includes("<wrong>"));
  }
  const { inputs } = backproof.loadStrokes({ train: 1, test: 1 }).train;
  const page = await html(backproof.pictures(inputs, { captions: ['"<b>'] }));
  assert(page.includes("&quot;&lt;b&gt;") && !page.includes("<b>"));
});

Deno.test("displayOf() shortens what is large", async () => {
  const deep = network({ inputs: 1, layers: Array.from({ length: 100 }, () => dense(1, tanh)) });
  let formula = z;
  for (let k = 0; k < 60; k++) formula = m.add(m.exp(formula), m.mul(formula, formula));
  const wide = matrix([Array.from({ length: 5000 }, (_, k) => k)]);
  const data = { rows: 9999, columns: 1, data: new Float64Array(9999) };
  const history = Array.from({ length: 500 }, (_, k) => ({ epoch: k + 1, cost: 1, seconds: 1 }));
  for (const value of [deep, formula, wide, data, { inputs: data, targets: data }, history]) {
    const { "text/plain": plain, "text/html": html } = (await displayOf(value))!;
    assert(plain.length < 2000, plain);
    assert(html.length < 60_000, `${html.length}`);
  }
});

Deno.test("displayOf() of a formula has LaTeX beside MathML", async () => {
  const shown: Shown = (await displayOf({ name: "∂a/∂z", value: m.div(m.one, z) }))!;
  assertEquals(shown["text/latex"], "$$\\frac{\\partial a}{\\partial z} = \\frac{1}{z}$$");
  assertStringIncludes(shown["text/html"], "<mfrac>");
});

Deno.test("displayOf() of a confusion matrix marks what is right and what is wrong", async () => {
  const { "text/html": html, "text/plain": plain } = (await displayOf(matrix([[9, 1], [0, 10]])))!;
  assertStringIncludes(html, '<td class="right" style="--heat:0.90">9</td>');
  assertStringIncludes(html, '<td class="wrong" style="--heat:1.00">1</td>'); // the worst
  assertEquals(plain, "confusion matrix of 2 classes, 95.0 % right\n    0  1\n  0 9  1\n  1 0 10");
  const [display] = [displayFor(matrix([[1, 2], [3, 4]]))!];
  assertEquals(textBy(display, matrix([[1, 2], [3, 4]]), true), "matrix 2 × 2, 1 to 4");
});

Deno.test("colours of cells are seen 3 to 1 or better on white and on a notebook's black", () => {
  // W3C, Web Content Accessibility Guidelines 2.1, relative luminance and contrast ratio.
  const luminance = (color: string) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, k) => {
      const c = parseInt(color.slice(1 + 2 * k, 3 + 2 * k), 16) / 255;
      return sum + weight * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    }, 0);
  for (const color of [...CELL_COLORS.series, CELL_COLORS.good, CELL_COLORS.bad]) {
    for (const paper of ["#ffffff", "#111111"]) { // JupyterLab's, light and dark
      const [dark, light] = [luminance(color), luminance(paper)].sort((a, b) => a - b);
      assert((light! + 0.05) / (dark! + 0.05) >= 3, `${color} on ${paper}`);
    }
  }
});
