import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Activation,
  categoricalCrossEntropy,
  dense,
  l2,
  layer,
  layerKind,
  layerNorm,
  type LayerPlan,
  linear,
  type Network,
  network,
  parametersOf,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { decayed, fit, predict, sgd } from "../../../train.ts";
import { stagesOf } from "../../../src/executors/lower/stages.ts";
import { matrixOf } from "../../support/arbitraries.ts";
import { bitsOf } from "../../support/bits.ts";
import {
  BATCH,
  BOUND,
  CLASSES,
  DESCENTS,
  EPOCHS,
  exactCase,
  EXAMPLES,
  examplesOf,
  networkOf,
  OUTPUT_BOUND,
  SHAPES,
  SMOOTH,
} from "../../support/compiled_shapes.ts";
import { distance } from "../../support/layers.ts";

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
    const { whole, rows, sets } = exactCase(shape);
    for (const data of sets) {
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
