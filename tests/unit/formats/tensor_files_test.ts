import { assert, assertEquals, assertRejects } from "@std/assert";
import { readNpz, writeNpz } from "../../../data.ts";
import { batchNorm, dense, elementwise, network, softmax, tanh } from "../../../engine.ts";
import {
  decodeModel,
  encodeModel,
  model,
  readSafetensors,
  writeSafetensors,
} from "../../../formats.ts";
import { codecOf, CODECS } from "../../../src/formats/codecs.ts";
import { tensorsOf } from "../../../src/formats/pytorch/tensors.ts";

const net = network({
  inputs: 2,
  layers: [dense(3, tanh, { trainable: false }), batchNorm(), dense(2, softmax)],
  seed: 1,
});
const iris = model({
  network: net,
  inputs: { kind: "numbers", size: 2, scale: { means: [1, 2], deviations: [3, 0.5] } },
  outputs: { task: "classification", names: ["setosa", "virginica"] },
  familiarity: { means: [1, 2], deviations: [3, 0.5], limit: 4 },
  training: { loss: "categoricalCrossEntropy", epochs: 5 },
});
const FORMATS = ["safetensors", "npz"] as const;

for (const format of FORMATS) {
  Deno.test(`a model in ${format} keeps all that a prediction needs, without other files`, async () => {
    const read = await decodeModel(await encodeModel(iris, { format, precision: "float64" }));
    assertEquals({ ...read, predict: 0 }, { ...iris, predict: 0 });
    const rows = [[1, 2], [5, -1]];
    assertEquals(await read.predict(rows), await iris.predict(rows));
  });

  Deno.test(`parameters alone in ${format} need a network of the same layers`, async () => {
    const tensors = tensorsOf(net);
    const bytes = format === "npz" ? writeNpz(tensors) : writeSafetensors({ tensors });
    assertEquals((await decodeModel(bytes, { like: net })).network, net);
    await assertRejects(
      () => decodeModel(bytes),
      TypeError,
      'holds parameters alone ("0.weight", "0.bias", ',
    );
    await assertRejects(
      () => decodeModel(bytes, { like: {} as never }),
      TypeError,
      "A network must",
    );
    const other = network({ inputs: 3, layers: [dense(3, tanh), batchNorm(), dense(2, softmax)] });
    await assertRejects(
      () => decodeModel(bytes, { like: other }),
      TypeError,
      "0.weight (3 × 3) of the network's layers must have this shape, but found 3 × 2",
    );
  });

  Deno.test(`${format} refuses what it cannot express, and what it cannot hold`, async () => {
    const swish = elementwise({ name: "swish", value: (_, z) => z });
    const custom = network({ inputs: 1, layers: [dense(1, swish)] });
    await assertRejects(
      () => encodeModel({ network: custom }, { format }),
      TypeError,
      "PyTorch has no module for the activation swish, as in layer 1",
    );
    const weights = { rows: 1, columns: 1, data: [1e39] };
    const [first] = network({ inputs: 1, layers: [dense(1, tanh, { biases: false })] }).layers;
    const large = { network: { inputs: 1, layers: [{ ...first!, parameters: { weights } }] } };
    await assertRejects(
      () => encodeModel(large, { format, precision: "float32" }),
      RangeError,
      "0.weight must be within the range of float32, but found 1e+39: write it as float64",
    );
    const exact = await encodeModel(large, { format, precision: "float64" });
    assertEquals((await decodeModel(exact)).network.layers[0]!.parameters.weights!.data[0], 1e39);
  });

  Deno.test(`the JSON beside the parameters in ${format} is not trusted`, async () => {
    const bytes = await encodeModel(iris, { format });
    const changed = async (change: (text: string) => string) => {
      if (format === "npz") {
        const { "backproof.json": text, ...arrays } = await readNpz(bytes);
        const json = new TextDecoder().decode(Uint8Array.from(text!.data));
        const data = new TextEncoder().encode(change(json));
        return writeNpz({ "backproof.json": { shape: [data.length], data }, ...arrays });
      }
      const { tensors, metadata } = readSafetensors(bytes);
      return writeSafetensors({ tensors, metadata: { backproof: change(metadata.backproof!) } });
    };
    const cases = [
      [() => "{", SyntaxError, "JSON"],
      [() => "null", TypeError, "A network file must be an object"],
      [
        (text) => text.replace('"units":3', '"units":1000000000'),
        TypeError,
        "must have this shape",
      ],
      [
        (text) => text.replace('"inputs":2', '"inputs":-1'),
        RangeError,
        "inputs must be a positive",
      ],
      [(text) => text.replace('"version":1', '"version":2'), RangeError, "version 1"],
      [(text) => text.replace('"tanh"', '"tahn"'), RangeError, '"tahn"'],
      [(text) => text.replace('"virginica"', '"setosa"'), TypeError, "2 different names"],
      [(text) => text.replace('"model":{', '"model":[],"n":{'), TypeError, "an array of 0"],
    ] satisfies [(text: string) => string, ErrorConstructor, string][];
    for (const [change, Kind, message] of cases) {
      const file = await changed(change);
      await assertRejects(() => decodeModel(file), Kind, message);
    }
    assertEquals((await decodeModel(await changed((text) => text))).outputs, iris.outputs);
  });
}

Deno.test("safetensors has float32 by default, as PyTorch has, and npz float64, as NumPy has", async () => {
  const safe = readSafetensors(await encodeModel(iris, { format: "safetensors" }));
  assert(safe.tensors["0.weight"]!.data instanceof Float32Array);
  assertEquals(safe.metadata.format, "pt");
  assertEquals(
    safe.metadata.pytorch,
    "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.BatchNorm1d(3, eps=0.00001, momentum=0.1), " +
      "nn.Linear(3, 2), nn.Softmax(dim=1))",
  );
  const arrays = await readNpz(await encodeModel(iris, { format: "npz" }));
  assert(arrays["0.weight"]!.data instanceof Float64Array);
});

Deno.test("precision is refused by formats that leave no choice, and if it is none", async () => {
  for (
    const [options, message] of [
      [{ precision: "float32" }, "precision must be left out for network, but found"],
      [{ format: "npz", precision: "float16" }, "must be float64 or float32, but found"],
    ] as const
  ) {
    await assertRejects(() => encodeModel(iris, options as never), RangeError, message);
  }
});

Deno.test("a NumPy archive is known by its first array, other archives are not", () => {
  const npz = CODECS.find(({ name }) => name === "npz")!;
  const file = writeNpz({ x: { shape: [1], data: Uint8Array.of(1) } });
  assertEquals([npz.recognizes(file), codecOf(file) === npz], [true, true]);
  const other = Uint8Array.from(file, (byte) => byte === 0x79 ? 0x78 : byte); // .npx
  assertEquals(npz.recognizes(other), false);
  assertEquals(npz.recognizes(file.subarray(0, 20)), false);
});
