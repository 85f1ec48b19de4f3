import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  activation,
  ACTIVATIONS,
  conv2d,
  dense,
  dropout,
  elementwise,
  flatten,
  layer,
  layerKind,
  leakyRelu,
  linear,
  matrix,
  type Network,
  network,
  softmax,
  tanh,
} from "../../../engine.ts";
import { encodeModel } from "../../../formats.ts";
import { predict } from "../../../train.ts";
import type { Encoded } from "../../../src/formats/codec.ts";
import { tensorflowJsCodec } from "../../../src/formats/tensorflow_js.ts";
import { drawnExamples, drawnNetwork, LAYER_ZOO } from "../../support/layer_zoo.ts";

type Members = Record<string, unknown>;

const encode = (network: Network) => tensorflowJsCodec.encode!({ network });

function jsonOf({ bytes }: Encoded) {
  return JSON.parse(new TextDecoder().decode(bytes)) as {
    modelTopology: { class_name: string; config: { layers: { config: Members }[] } & Members };
    weightsManifest: { paths: string[]; weights: Members[] }[];
  };
}

function decode(file: unknown, beside: Encoded["beside"] = {}) {
  const bytes = new TextEncoder().encode(JSON.stringify(file));
  return tensorflowJsCodec.decode!(bytes, {
    beside: (name) => Promise.resolve(beside[name] ?? new Uint8Array()),
  });
}

async function assertSameOutputs(one: Network, other: Network): Promise<void> {
  const examples = matrix(drawnExamples(one, 3, 1));
  const [expected, found] = [await predict(one, examples), await predict(other, examples)];
  // The order of sums may differ, as of a Dense layer that is read as a convolution.
  for (const [i, x] of Array.from(expected.data).entries()) {
    assert(
      Math.abs(found.data[i]! - x) <= 1e-12 * Math.max(1, Math.abs(x)),
      `${found.data[i]} ${x}`,
    );
  }
}

const NOT_WRITTEN = ["gru", "selfAttention"];

for (const [i, { inputs, layer }] of LAYER_ZOO.entries()) {
  const name = `${layer.kind.name} ${layer.kind.describe(layer.options)} of ${inputs.join("×")}`;
  const net = drawnNetwork(inputs, [layer, dense(2, softmax)], i + 1);
  if (NOT_WRITTEN.includes(layer.kind.name)) {
    Deno.test(`tensorflow-js refuses ${name} by name`, async () => {
      await assertRejects(() => encode(net), TypeError, layer.kind.name);
    });
  } else {
    Deno.test(`tensorflow-js gives back ${name}`, async () => {
      const file = await encode(net);
      await assertSameOutputs(net, (await decode(jsonOf(file), file.beside)).network);
    });
  }
}

const NO_WORD = ["geluTanh", "hardSigmoid", "hardSwish", "celu", "squaredRelu"];

for (const f of [...Object.values(ACTIVATIONS), leakyRelu({ slope: 0.3 })]) {
  const net = drawnNetwork(3, [dense(4, f), dense(2, f)], 2);
  Deno.test(`tensorflow-js ${NO_WORD.includes(f.name) ? "refuses" : "gives back"} ${f.name}`, async () => {
    if (NO_WORD.includes(f.name)) await assertRejects(() => encode(net), TypeError, f.name);
    else {
      const file = await encode(net), read = await decode(jsonOf(file), file.beside);
      assertEquals(read.network, net);
    }
  });
}

Deno.test("tensorflow-js refuses custom kinds and activations of built-in names", async () => {
  const other = elementwise({ name: "tanh", value: (m, z) => m.exp(z) });
  await assertRejects(() => encode(drawnNetwork(1, [dense(1, other)], 1)), TypeError, "tanh");
  const flat = layerKind<Record<never, never>>({
    name: "flatten",
    outputShape: (_, inputs) => inputs,
    forward: (_, __, inputs) => ({ outputs: inputs, saved: {} }),
  });
  const plan = layer(flat, {});
  await assertRejects(() => encode(drawnNetwork(1, [plan], 1)), TypeError, "flatten");
  const rows = drawnNetwork([2, 2, 1], [conv2d(2, 1, softmax)], 1);
  await assertRejects(() => encode(rows), TypeError, "softmax");
});

const small = drawnNetwork(2, [dense(3, tanh), dense(2, linear)], 3);

Deno.test("the file holds what a model means, and its weights lie in another", async () => {
  const outputs = { task: "regression", names: ["a", "b"] } as const;
  const file = await tensorflowJsCodec.encode!({ network: small, outputs });
  assertEquals(Object.keys(file.beside!), ["group1-shard1of1.bin"]);
  assertEquals((await decode(jsonOf(file), file.beside)).outputs, outputs);
  await assertRejects(() => tensorflowJsCodec.decode!(file.bytes), TypeError, "loadModel()");
  const model = { network: small, outputs };
  await assertRejects(
    () => encodeModel(model, { format: "tensorflow-js" }),
    TypeError,
    "saveModel()",
  );
});

Deno.test("tensorflow-js gives back an activation behind dropout, which must not be last", async () => {
  const net = drawnNetwork(2, [dense(3, tanh), dropout(0.5), activation(softmax)], 4);
  const file = await encode(net);
  assertEquals((await decode(jsonOf(file), file.beside)).network, net);
});

Deno.test("tensorflow-js has no Flatten of a row, which TensorFlow.js refuses", async () => {
  const net = drawnNetwork([2, 2, 1], [flatten(), flatten(), dense(2, linear)], 5);
  const { layers } = jsonOf(await encode(net)).modelTopology.config;
  const classes = (layers as { readonly class_name?: string }[]).map(({ class_name }) =>
    class_name
  );
  assertEquals(classes.filter((name) => name === "Flatten").length, 1, `${classes}`);
});

Deno.test("weights are read from several shards, and several groups", async () => {
  const file = await encode(small), json = jsonOf(file);
  const bytes = file.beside!["group1-shard1of1.bin"]!, { weights } = json.weightsManifest[0]!;
  const shards = { a: bytes.slice(0, 5), b: bytes.slice(5, 36), c: bytes.slice(36) };
  const grouped = [
    { paths: ["a", "b"], weights: weights.slice(0, 2) }, // 6 + 3 numbers
    { paths: ["c"], weights: weights.slice(2) },
  ];
  const { network } = await decode({ ...json, weightsManifest: grouped }, shards);
  assertEquals(network, small);
  const unnamed = [{ ...grouped[0]!, paths: [3] }];
  await assertRejects(
    () => decode({ ...json, weightsManifest: unnamed }, shards),
    TypeError,
    "A path of weightsManifest must be a text, but found 3",
  );
  const longer = { ...shards, c: bytes.slice(35) };
  await assertRejects(
    () => decode({ ...json, weightsManifest: grouped }, longer),
    SyntaxError,
    "33",
  );
});

const QUANTIZED = [
  { quantization: { dtype: "uint8", scale: 0.5, min: -1 }, bytes: [0, 1, 2, 255] },
  { quantization: { dtype: "uint16", scale: 0.5, min: -1 }, bytes: [0, 0, 1, 0, 2, 0, 255, 0] },
];

for (const { quantization, bytes } of QUANTIZED) {
  Deno.test(`weights of ${quantization.dtype} are scaled in float32`, async () => {
    assertEquals(await weightsOf(quantization, bytes), [-1, -0.5, 0, 126.5]);
    await assertRejects(
      () => weightsOf({ ...quantization, scale: "1" }, bytes),
      TypeError,
      "scale",
    );
    await assertRejects(
      () => weightsOf({ ...quantization, dtype: "int4" }, bytes),
      RangeError,
      "int4",
    );
  });
}

Deno.test("weights of float16 are read as they are", async () => {
  const bytes = [0, 0x3c, 0, 0xc0, 1, 0, 0, 0x80];
  assertEquals(await weightsOf({ dtype: "float16" }, bytes), [1, -2, 2 ** -24, -0]);
});

Deno.test("weights of int32 and bool are read as numbers", async () => {
  const integers = [1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0, 1, 0, 0, 0, 0, 0, 0x80];
  assertEquals(await weightsOf(null, integers, "int32"), [1, -2, 256, -(2 ** 31)]);
  assertEquals(await weightsOf(null, [0, 1, 1, 0], "bool"), [0, 1, 1, 0]);
  await assertRejects(() => weightsOf(null, [], "string"), RangeError, '"string"');
});

/** The weights of four numbers of a layer without biases. */
async function weightsOf(
  quantization: Members | null,
  bytes: number[],
  dtype = "float32",
): Promise<number[]> {
  const net = network({ inputs: 4, layers: [dense(1, linear, { biases: false })] });
  const json = jsonOf(await encode(net)), [group] = json.weightsManifest;
  const weights = [{ ...group!.weights[0]!, dtype, quantization }];
  const file = { ...json, weightsManifest: [{ paths: ["w"], weights }] };
  const read = (await decode(file, { w: Uint8Array.from(bytes) })).network;
  return Array.from(read.layers[0]!.parameters.weights!.data);
}

Deno.test("what a file claims is checked before it is made", async () => {
  const file = await encode(small), json = jsonOf(file);
  const changed = (layer: number, config: Members, group: Members = {}) => {
    const copy = structuredClone(json);
    Object.assign(copy.modelTopology.config.layers[layer]!.config, config);
    Object.assign(copy.weightsManifest[0]!.weights[0]!, group);
    return decode(copy, file.beside);
  };
  await assertRejects(
    () => changed(1, { units: 2 ** 40 }),
    RangeError,
    'kernel of layer "dense_1" must be',
  );
  await assertRejects(() => changed(1, {}, { shape: [2 ** 40, 2 ** 40] }), RangeError, "fits");
  await assertRejects(() => changed(1, {}, { shape: [2, 4] }), SyntaxError, "bytes");
  await assertRejects(
    () => changed(1, {}, { name: "dense_1/other" }),
    TypeError,
    'kernel of layer "dense_1", but',
  );
  await assertRejects(() => changed(0, { batch_input_shape: [null, null] }), RangeError, "open");
  await assertRejects(() => changed(1, { activation: "hard_sigmoid" }), RangeError, "hard_sigmoid");
  await assertRejects(() => changed(1, { use_bias: "yes" }), TypeError, "use_bias");
  const pool = { class_name: "MaxPooling2D", config: { pool_size: 2, name: "pool" } };
  const shape = { batch_input_shape: [null, 2 ** 20, 2 ** 20, 1], name: "in" };
  const layers = [{ class_name: "InputLayer", config: shape }, pool];
  const modelTopology = { class_name: "Sequential", config: { layers } };
  await assertRejects(
    () => decode({ modelTopology, weightsManifest: [] }),
    RangeError,
    "positions",
  );
});

Deno.test("layers that this library does not have are refused by name", async () => {
  const refused = async (class_name: string, config: Members, input: unknown[], words: string) => {
    const layers = [{ class_name, config: { name: "it", batch_input_shape: input, ...config } }];
    const modelTopology = { class_name: "Sequential", config: { layers } };
    await assertRejects(() => decode({ modelTopology }), RangeError, words);
  };
  const image = [null, 4, 4, 2], window = { filters: 1, kernel_size: [2, 2] };
  await refused("DepthwiseConv2D", {}, image, "DepthwiseConv2D");
  await refused("Conv2D", { ...window, dilation_rate: [2, 2] }, image, "dilation_rate");
  await refused("Conv2D", { ...window, data_format: "channels_first" }, image, "channels_first");
  await refused("Conv2D", { ...window, groups: 2 }, image, "groups");
  await refused("BatchNormalization", { axis: 1 }, image, "axis");
  await refused("PReLU", {}, image, "4×4×2");
  await refused("GRU", { units: 1, reset_after: false }, [null, 3, 2], "reset");
  await refused("LSTM", { units: 1, go_backwards: true }, [null, 3, 2], "go_backwards");
  await refused("Dense", { units: 1 }, [null, 3, 2, 2, 2], "the last of 4 sides");
  await refused("Embedding", { input_dim: 1, output_dim: 1, mask_zero: true }, [null, 3], "mask");
  await refused("Conv2DTranspose", { ...window, output_padding: [1, 1] }, image, "left out");
  const dtype = { class_name: "QuantizedDTypePolicy", config: { mode: "int8" } };
  await refused("Dense", { units: 1, dtype }, [null, 3], "quantized");
  await refused("Dense", { units: 1, dtype: "int8_from_float32" }, [null, 3], "int8_from");
  await assertRejects(() => decode({ format: "graph-model" }), RangeError, "graph model");
});

Deno.test("layers that are called with more than their inputs are refused", async () => {
  const called = (second: unknown) => {
    const input = { class_name: "InputLayer", name: "in", inbound_nodes: [] };
    const layers = [
      { ...input, config: { batch_input_shape: [null, 2] } },
      { class_name: "ReLU", name: "it", config: {}, inbound_nodes: [second] },
    ];
    const ends = { input_layers: [["in", 0, 0]], output_layers: [["it", 0, 0]] };
    return decode({ modelTopology: { class_name: "Functional", config: { layers, ...ends } } });
  };
  const tensor = { class_name: "__keras_tensor__", config: { keras_history: ["in", 0, 0] } };
  for (const training of [true, false]) {
    const written = [[["in", 0, 0, { training }]], { args: [tensor], kwargs: { training } }];
    for (const node of written) {
      if (training) await assertRejects(() => called(node), RangeError, "training");
      else assertEquals((await called(node)).network.layers.length, 1);
    }
  }
});
