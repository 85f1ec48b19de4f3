import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  activation,
  batchNorm,
  conv2d,
  dense,
  flatten,
  layerNorm,
  linear,
  network,
  prelu,
  relu,
  reshape,
  residual,
  rowwise,
  tanh,
} from "../../../engine.ts";
import { csvGenerator } from "../../../data.ts";
import { decodeModel, encodeModel, model, saveModel } from "../../../formats.ts";
import { graphOf } from "../../../src/formats/onnx/encode.ts";
import { Graph } from "../../../src/formats/onnx/export/graph.ts";
import { ELEMENT } from "../../../src/formats/onnx/messages.ts";
import { tensorOf } from "../../../src/formats/onnx/tensors.ts";
import { pytorchCode } from "../../../src/formats/pytorch/modules.ts";
import { networkOfTensors, tensorsOf } from "../../../src/formats/pytorch/tensors.ts";
import { Program } from "../../../src/formats/javascript/program.ts";
import { componentTypeOf } from "../../../src/formats/components.ts";

/** A model as a program of JavaScript. */
async function javascript(content: Parameters<typeof encodeModel>[0]): Promise<string> {
  return new TextDecoder().decode(await encodeModel(content, { format: "javascript" }));
}

/** What the program of a model says of an example. */
async function predicted(content: Parameters<typeof encodeModel>[0], example: unknown) {
  const text = await javascript(content);
  const url = `data:text/javascript;base64,${btoa(unescape(encodeURIComponent(text)))}`;
  return (await import(url) as { predict: (example: unknown) => unknown }).predict(example);
}

Deno.test("decodeModel() and saveModel() refuse what is no file, and formats that there are not", async () => {
  await assertRejects(() => decodeModel("x" as never), TypeError, 'bytes of a file, but found "x"');
  const net = network({ inputs: 1, layers: [dense(1, tanh)] });
  const saved = saveModel("x.json", { network: net }, { format: "pickle" as never });
  await assertRejects(() => saved, RangeError, 'but found "pickle"');
  for (const value of [undefined, null, 3, {}]) assertEquals(componentTypeOf(value), undefined);
});

/** Layers, and how PyTorch writes them. */
const PYTORCH: readonly (readonly [Parameters<typeof network>[0], code: string])[] = [
  [
    { inputs: [2, 3], layers: [reshape([6]), dense(1, linear)] },
    "nn.Sequential(nn.Flatten(), nn.Linear(6, 1))",
  ],
  [{ inputs: 6, layers: [reshape([2, 3])] }, "nn.Sequential()"],
  [
    { inputs: 2, layers: [dense(6, linear), reshape([2, 3])] },
    "nn.Sequential(nn.Linear(2, 6), nn.Unflatten(1, (2, 3)))",
  ],
  [{ inputs: [4], layers: [layerNorm()] }, "nn.Sequential(nn.LayerNorm(4, eps=0.00001))"],
];

for (const [{ inputs, layers }, code] of PYTORCH) {
  Deno.test(`pytorchCode() is ${code}`, () => {
    assertEquals(pytorchCode(network({ inputs, layers })), code);
  });
}

Deno.test("pytorchCode() turns images for norms, sequences for slopes, and layers inside of others", () => {
  const code = (...of: Parameters<typeof network>) => pytorchCode(network(...of));
  const image = code({ inputs: [2, 2, 3], layers: [layerNorm()] });
  const sequence = code({ inputs: [2, 3], layers: [prelu()] });
  const shared = code({ inputs: [2, 3], layers: [prelu({ shared: true })] });
  assert(
    image.includes("nn.LayerNorm(3") && image !== "nn.Sequential(nn.LayerNorm(3, eps=0.00001))",
  );
  assert(sequence.includes("nn.PReLU(3)") && sequence !== "nn.Sequential(nn.PReLU(3))");
  assertEquals(shared, "nn.Sequential(nn.PReLU(1))");
  const inner = residual([dense(2, tanh), dense(2, linear)]);
  const nested = code({ inputs: 2, layers: [residual([inner, dense(2, linear)])] });
  assertEquals(nested.match(/nn\.Linear/g)!.length, 3);
});

Deno.test("networkOfTensors() lists some of many names, beside which there are others", () => {
  const message = (units: number) => {
    const net = network({ inputs: 1, layers: Array.from({ length: units }, () => dense(1, tanh)) });
    const tensors = { ...tensorsOf(net), other: { shape: [1], data: Float64Array.of(1) } };
    return (assertThrows(() => networkOfTensors(net, tensors), TypeError) as Error).message;
  };
  assert(message(5).includes(", …, but found") && !message(4).includes("…"), message(5));
});

Deno.test("graphOf() takes images as sides and as planes, and rows of sequences together", () => {
  const ops = (...of: Parameters<typeof network>) =>
    graphOf({ network: network(...of) }).nodes.map(({ op }) => op);
  const image = ops({ inputs: [2, 2, 3], layers: [conv2d(2, 1, relu), layerNorm(), batchNorm()] });
  const sides = image.slice(image.indexOf("Conv"));
  assertEquals(sides.filter((op) => op === "Transpose").length >= 2, true, `${image}`);
  const sequence = ops({ inputs: [3, 2], layers: [batchNorm()] });
  assertEquals(sequence.filter((op) => op === "Reshape").length >= 2, true, `${sequence}`);
});

Deno.test("a graph has each name once, and no name that is empty", () => {
  const graph = new Graph();
  assertEquals(["x", "x", "x", ""].map((name) => graph.input(name, "float32", [1])), [
    ...["x", "x_", "x__", "_"],
  ]);
});

const table = (csv: string, options: object = {}) =>
  csvGenerator(csv, { target: "y", validation: 0, test: 0, ...options }).encoding;

Deno.test("tables of one column of texts, of fills, and of numbers without a scale are written", async () => {
  const content = (encoding: ReturnType<typeof table>, inputs: number) => ({
    network: network({ inputs, layers: [dense(1, linear)], seed: 1 }),
    inputs: { kind: "table", encoding } as const,
  });
  const colours = content(table("colour,y\nred,1\nblue,2\n"), 2);
  const ops = (of: Parameters<typeof graphOf>[0]) => graphOf(of).nodes.map(({ op }) => op);
  assertEquals(ops(colours).filter((op) => op === "Concat"), []);
  const filled = table("a,b,y\n1,3,1\n,4,2\n5,6,3\n", { fill: "median" });
  assert(ops(content(filled, 2)).includes("Where"));
  const plain = table("a,y\n1,1\n2,2\n", { standardize: false });
  assert(!ops(content(plain, 1)).includes("Sub"));
  const german = content(table("a;y\n1,5;1\n2,5;2\n", { delimiter: ";", decimal: "," }), 1);
  const numbers = await model(german).predict(["1,5", 1.5].map((a) => ({ a })));
  assertEquals(numbers[0], numbers[1]);
  assertEquals(await predicted(german, { a: "1,5" }), await predicted(german, { a: 1.5 }));
  const thousands = table("a;y\n1.000,5;1\n2,5;2\n", {
    ...{ delimiter: ";", decimal: ",", thousands: "." },
  });
  const many = content(thousands, 1);
  assertEquals(await predicted(many, { a: "1.000,5" }), await predicted(many, { a: 1000.5 }));
});

Deno.test("JavaScript of framed digits says so, and names that begin with a digit get a sign", async () => {
  const pixels = network({ inputs: 784, layers: [dense(2, linear)], seed: 1 });
  const image = { kind: "image", width: 28, height: 28, colour: "grey" } as const;
  const words = "light on dark, scaled and centred as in MNIST";
  assert(
    (await javascript({ network: pixels, inputs: { ...image, framing: "digit" } })).includes(words),
  );
  assert(!(await javascript({ network: pixels, inputs: image })).includes(words));
  assertEquals(new Program().name("3 layers"), "_3_layers");
});

Deno.test("JavaScript of networks without numbers is their inputs, and loops with two sums keep both", async () => {
  const flat = network({ inputs: [1, 2], layers: [flatten()] });
  assertEquals(
    await predicted({ network: flat }, [3, 4]),
    (await model({ network: flat }).predict([[3, 4]]))[0],
  );
  const swapped = rowwise({
    name: "swapped",
    // Fibonacci's: the new value of one sum is the old one of the other.
    value: (m, z) => {
      const { a } = z.reduce((s, x) => ({ a: s.b, b: m.add(s.a, m.add(s.b, x)) }), {
        ...{ a: m.zero, b: m.one },
      });
      return z.map((x) => m.add(x, a));
    },
  });
  const net = network({ inputs: 4, layers: [activation(swapped)] });
  const [wanted] = await model({ network: net }).predict([[1, 2, 3, 4]]);
  assertEquals(await predicted({ network: net }, [1, 2, 3, 4]), wanted);
});

Deno.test("tensorOf() reads booleans and halves, and says which tensor is elsewhere", () => {
  const tensor = (members: object) =>
    tensorOf({
      ...{
        dims: [2],
        externalData: [],
        floatData: [],
        doubleData: [],
        int32Data: [],
        int64Data: [],
      },
      ...members,
    } as never, "it");
  const bytes = Uint8Array.of(1, 0);
  assertEquals(Array.from(tensor({ dataType: ELEMENT.bool, rawData: bytes }).data), [1, 0]);
  const halves = { dataType: ELEMENT.float16, int32Data: [0x3c00, 0xc000] };
  assertEquals(Array.from(tensor(halves).data), [1, -2]);
  assertThrows(
    () => tensor({ dataType: ELEMENT.float32, dataLocation: 1 }),
    TypeError,
    "it is in another file: save the model as one file",
  );
});
