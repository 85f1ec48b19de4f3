import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  ACTIVATIONS,
  dense,
  elementwise,
  KINDS,
  linear,
  network,
  rowwise,
  sigmoid,
  softmax,
  tanh,
} from "../../../engine.ts";
import { csvGenerator } from "../../../data.ts";
import { encodeModel, type Example, model, type Prediction } from "../../../formats.ts";
import { javascriptCodec } from "../../../src/formats/javascript.ts";
import type { ModelContent } from "../../../src/model/content.ts";
import { drawnExamples, drawnNetwork, LAYER_ZOO } from "../../support/layer_zoo.ts";

type Predict = (example: unknown) => Prediction;

async function printed(content: ModelContent): Promise<{ text: string; predict: Predict }> {
  const text = new TextDecoder().decode(await encodeModel(content, { format: "javascript" }));
  const url = `data:text/javascript;base64,${btoa(unescape(encodeURIComponent(text)))}`;
  const module = await import(url) as { predict: Predict };
  assertEquals(Object.keys(module), ["predict"]);
  return { text, predict: module.predict };
}

/** Compares what the module says with what the model does. */
async function assertAgrees(
  content: ModelContent,
  examples: readonly unknown[],
  of: readonly Example[] = examples as Example[],
): Promise<string> {
  const { text, predict } = await printed(content);
  const expected = await model(content).predict(of);
  examples.forEach((example, i) => {
    const found = predict(example), wanted = expected[i]!;
    assertEquals(Object.keys(found), Object.keys(wanted));
    assertEquals([found.class, found.labels], [wanted.class, wanted.labels]);
    for (const part of ["probabilities", "values"] as const) {
      assertEquals(Object.keys(found[part] ?? {}), Object.keys(wanted[part] ?? {}));
      for (const [name, value] of Object.entries(wanted[part] ?? {})) {
        assertAlmostEquals(found[part]![name]!, value, 1e-6 * Math.max(1, Math.abs(value)));
      }
    }
  });
  return text;
}

const WITHOUT_FORM = ["lstm", "gru", "selfAttention"];

for (const [i, { inputs, layer }] of LAYER_ZOO.entries()) {
  const name = `${layer.kind.describe(layer.options)} of ${inputs.join("×")}`;
  const net = drawnNetwork(inputs, [layer, dense(2, linear)], i + 1);
  if (WITHOUT_FORM.includes(layer.kind.name)) {
    Deno.test(`javascript refuses ${name} by name`, async () => {
      await assertRejects(() => printed({ network: net }), RangeError, layer.kind.name);
    });
  } else {
    Deno.test(`javascript of ${name} agrees with predict() to 1e-6`, async () => {
      await assertAgrees({ network: net }, drawnExamples(net, 5, i));
    });
  }
}

Deno.test("the layers that are printed are of every built-in kind", () => {
  const kinds = new Set(LAYER_ZOO.map(({ layer }) => layer.kind.name));
  assertEquals(Object.keys(KINDS).filter((name) => !kinds.has(name)), []);
});

for (const f of Object.values(ACTIVATIONS)) {
  Deno.test(`javascript of ${f.name} agrees with predict() to 1e-6`, async () => {
    const net = drawnNetwork(3, [dense(6, f), dense(40, f), dense(3, f)], 7);
    await assertAgrees({ network: net }, drawnExamples(net, 8, 1));
    const wide = drawnNetwork(3, [dense(3, f)], 7); // 3 weights of up to 0.9 times 20: far out
    await assertAgrees({ network: wide }, [[20, -20, 20], [0, 0, 0], [-20, -20, -20]]);
  });
}

Deno.test("javascript of custom activations: other names, numbers, and rows by index", async () => {
  const odd = elementwise({
    name: "class of z-2*/",
    value: (m, z) => m.sub(m.constant(-0.5), m.sub(z, m.sub(m.neg(m.constant(-2)), m.neg(z)))),
  });
  const same = elementwise({
    name: "class_of_z_2",
    value: (m, z) => m.div(z, m.div(m.constant(2), m.constant(4))),
  });
  const reversed = rowwise({ name: "reversed", value: (_, z) => z.toReversed() });
  const net = drawnNetwork(3, [dense(4, odd), dense(4, same), dense(4, reversed)], 3);
  await assertAgrees({ network: net }, drawnExamples(net, 3, 5));
});

Deno.test("javascript of custom activations that are called as what is within its functions", async () => {
  const names = ["z", "a1", "inputs", "example", "p", "best", "both", "scaled", "x", "t1"];
  const layers = names.map((name) => {
    return dense(2, elementwise({ name, value: (m, z) => m.mul(m.exp(z), m.exp(z)) }));
  });
  const net = drawnNetwork(2, [...layers, dense(1, linear)], 3);
  const outputs = { task: "classification", names: ["no", "yes"], activation: "sigmoid" } as const;
  const scale = { means: [0], deviations: [0.5] };
  const examples = [[0.5, -1], [0, 0.25]];
  await assertAgrees({ network: net, outputs: { ...outputs, scale } }, examples);
});

Deno.test("javascript of the paper's network is below 200 kB, and says what its layers are", async () => {
  const layers = [dense(32, tanh), dense(16, tanh), dense(10, softmax)];
  const net = drawnNetwork(784, layers, 1), names = [..."0123456789"];
  const text = await assertAgrees({
    network: net,
    inputs: { kind: "image", width: 28, height: 28, colour: "grey" },
    outputs: { task: "classification", names },
  }, ...images(3));
  assert(text.length < 200_000, `${text.length}`);
  for (const line of ["784-32 tanh-16 tanh-10 softmax", "// 2: 16 tanh (32 → 16)"]) {
    assert(text.includes(line), line);
  }
  assert(!/\bimport\b/.test(text));
});

function images(count: number): [number[][], Example[]] {
  const pixels = Array.from({ length: count }, (_, i) => {
    return Array.from({ length: 784 }, (_, j) => (j * (i + 3)) % 256);
  });
  return [pixels, pixels.map((data) => ({ width: 28, height: 28, data }))];
}

Deno.test("javascript of numbers that are standardized, and outputs that are, too", async () => {
  const net = drawnNetwork(2, [dense(3, tanh), dense(2, linear)], 4);
  await assertAgrees({
    network: net,
    inputs: { kind: "numbers", size: 2, scale: { means: [2000.5, -1], deviations: [0.25, 3] } },
    outputs: {
      ...{ task: "regression", names: ["price", "__proto__"] },
      scale: { means: [10, -5], deviations: [3, 0.5] },
    },
  }, [[2000, 1], [2001, -7]]);
});

Deno.test("javascript of labels, of a threshold, and of activations of losses", async () => {
  const net = drawnNetwork(2, [dense(3, linear)], 4);
  const examples = [[0.5, 1], [-2, 0.25], [1, -1]];
  for (const activation of ["sigmoid", "softmax"] as const) {
    const names = ["a", "b", "c"];
    const outputs = { names, activation, threshold: 0.4 };
    await assertAgrees({ network: net, outputs: { ...outputs, task: "labels" } }, examples);
    await assertAgrees({ network: net, outputs: { ...outputs, task: "classification" } }, examples);
  }
  const single = drawnNetwork(2, [dense(1, sigmoid)], 4);
  await assertAgrees({ network: single }, examples);
});

Deno.test("javascript of a table: numbers, categories, missing values, and what it refuses", async () => {
  const csv = "age,colour,y\n10,red,1\n30,blue,2\n50,red,3\n";
  const { encoding } = csvGenerator(csv, { target: "y", validation: 0, test: 0 });
  const net = drawnNetwork(3, [dense(1, linear)], 5);
  const content = { network: net, inputs: { kind: "table", encoding } } as const;
  const records = [{ age: 20, colour: "red" }, { age: "4.5e1", colour: "blue" }];
  await assertAgrees(content, records);
  const { predict } = await printed(content);
  assertEquals(predict([20, "red"]), predict(records[0]));
  for (const record of [{ age: 20, colour: "Red" }, { age: "x", colour: "red" }, { age: 20 }, {}]) {
    await assertRejects(async () => await predict(record), RangeError);
  }
  const filled = {
    ...encoding,
    inputs: [{ ...encoding.inputs[0]!, fill: 30 }, { ...encoding.inputs[1]!, fill: "red" }],
  };
  const other = await printed({ network: net, inputs: { kind: "table", encoding: filled } });
  assertEquals(
    other.predict({ age: " ", colour: null }),
    other.predict({ age: 30, colour: "red" }),
  );
});

Deno.test("javascript of a table takes a number for missing in columns of numbers alone", async () => {
  const csv = "x,colour,y\n1,-9.0,1\n-9,red,2\n3,,3\n";
  const { encoding } = csvGenerator(csv, {
    ...{ target: "y", missing: ["NA", "-9"], fill: { x: "mean" }, validation: 0, test: 0 },
    columns: { colour: "categorical" },
  });
  const net = drawnNetwork(4, [dense(1, linear)], 5);
  const content = { network: net, inputs: { kind: "table", encoding } } as const;
  const values = [-9, "-9.0", "NA", 2];
  const rows = values.flatMap((x) => ["-9.0", "red", null].map((colour) => [x, colour]));
  await assertAgrees(content, rows);
  const { predict } = await printed(content);
  for (const row of [["abc", "red"], [1, "abc"]]) {
    await assertRejects(() => model(content).predict([row]), RangeError, "abc");
    await assertRejects(async () => await predict(row), RangeError, "abc");
  }
});

Deno.test("javascript refuses rows of another length, what is not finite, and bytes beyond 255", async () => {
  const net = network({ inputs: 4, layers: [dense(1, linear)] });
  const { predict } = await printed({ network: net });
  for (const row of [[1, 2, 3], undefined, "abcd"]) {
    await assertRejects(async () => await predict(row), Error);
  }
  await assertRejects(async () => await predict([1, 2, NaN, 4]), RangeError, "Entry 3");
  const image = { kind: "image", width: 2, height: 2, colour: "grey" } as const;
  const of = await printed({ network: net, inputs: image });
  assert(of.text.includes("2 × 2 pixels row by row, bytes of grey, from 0 to 255"));
  const clear = { kind: "image", width: 1, height: 1, colour: "rgba" } as const;
  const { text } = await printed({ network: net, inputs: clear });
  assert(text.includes("bytes of red, green, blue and opacity"));
  await assertRejects(async () => await of.predict([0, 0, 256, 0]), RangeError, "256");
});

Deno.test("javascript refuses a parameter beyond float32, and inputs that it does not know", async () => {
  const net = network({ inputs: 1, layers: [dense(1, linear)] });
  const weights = { rows: 1, columns: 1, data: Float64Array.of(1e39) };
  const [layer] = net.layers;
  const large = { ...net, layers: [{ ...layer!, parameters: { ...layer!.parameters, weights } }] };
  await assertRejects(() => printed({ network: large }), RangeError, "weights1");
  const inputs = { kind: "numbers", size: 1, shear: 2 } as never;
  const content = { network: net, inputs };
  await assertRejects(() => javascriptCodec.encode!(content), TypeError, "shear");
});
