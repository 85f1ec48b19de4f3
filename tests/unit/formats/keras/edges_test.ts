import { assert, assertEquals, assertThrows } from "@std/assert";
import { describeNetwork } from "../../../../src/engine/network.ts";
import { arraysOfLayer } from "../../../../src/formats/keras/arrays.ts";
import type { Dialect } from "../../../../src/formats/keras/config.ts";
import { type ArraysOf, readKerasNetwork } from "../../../../src/formats/keras/read_network.ts";
import { sizeOf } from "../../../../src/nn/layers/shape.ts";

/** Arrays of ones, whatever is wanted. */
const ones: ArraysOf = (_, wanted) => {
  return Object.fromEntries(wanted.map(({ name, shape }) => {
    return [name, Array(sizeOf(shape)).fill(1)];
  }));
};

const read = (topology: unknown, arrays = ones, dialect: Dialect = "keras 3") => {
  return readKerasNetwork(topology, arrays, dialect).network;
};

/** A model of one layer. */
function single(class_name: string, config: object, shape: readonly (number | null)[] = [null, 2]) {
  const layers = [{ class_name, config: { name: "it", batch_input_shape: shape, ...config } }];
  return { class_name: "Sequential", config: { layers } };
}

/** Layers by their configuration, and how the network is described. */
const READ: readonly (readonly [model: Parameters<typeof single>, words: string])[] = [
  [["Activation", { activation: { class_name: "function", config: "gelu" } }], "2-gelu"],
  [["Activation", { activation: { class_name: "relu", config: {} } }], "2-relu"],
  [["ELU", { alpha: 0.5 }], "2-elu(0.5)"],
  [["ELU", {}], "2-elu"],
  [["ReLU", { negative_slope: 0.5 }], "2-leakyRelu(0.5)"],
  [["ReLU", { max_value: 6 }], "2-relu6"],
  [["Reshape", { target_shape: -1 }, [null, 2, 2]], "4-2×2-4"],
  [["PReLU", { shared_axes: 1 }], "2-prelu shared"],
];

for (const [model, words] of READ) {
  Deno.test(`readKerasNetwork() reads ${model[0]} of ${JSON.stringify(model[1])} as ${words}`, () => {
    assertEquals(describeNetwork(read(single(...model))), words);
  });
}

/** Layers with a wrong member, and what their refusal says. */
const REFUSED: readonly (readonly [model: Parameters<typeof single>, message: string])[] = [
  [["Dense", { units: 1.5 }], "units of"],
  [["Dense", {}], "a positive integer"],
  [["Dropout", { rate: "half" }], "a number"],
  [["Dropout", {}], "a number"],
  [["PReLU", { shared_axes: [-1] }], "natural numbers"],
];

for (const [model, message] of REFUSED) {
  Deno.test(`readKerasNetwork() wants ${message} for ${model[0]} of ${JSON.stringify(model[1])}`, () => {
    assertThrows(() => read(single(...model)), Error, message);
  });
}

Deno.test("readKerasNetwork() leaves out dropout of rate 0, which does nothing", () => {
  const dense = { class_name: "Dense", config: { units: 1, batch_input_shape: [null, 2] } };
  const dropout = (rate: number) => ({ class_name: "Dropout", config: { rate } });
  const layers = (rate: number) => {
    return read({ class_name: "Sequential", config: [dense, dropout(rate), dense] }).layers.length;
  };
  assertEquals([layers(0), layers(0.5)], [2, 3]);
});

Deno.test("readKerasNetwork() takes the shape that a layer was built for, and a model in a model_config", () => {
  const dense = { class_name: "Dense", config: { units: 1 } };
  const built = { ...dense, build_config: { input_shape: [null, 3] } };
  const model = (layer: object) => ({ class_name: "Sequential", config: { layers: [layer] } });
  assertEquals(read(model(built)).inputs, 3);
  assertEquals(read({ model_config: model(built) }).inputs, 3);
  const nested = { model_config: { ...model(built), model_config: { class_name: "Other" } } };
  assertEquals(read(nested).inputs, 3); // one level only: a file of many would exhaust the stack
  assertThrows(() => read({ model_config: 3 }), TypeError, "model_config must be");
  const broken = model({ ...dense, build_config: 3 });
  assertThrows(() => read(broken), TypeError, "build_config must be");
});

Deno.test("readKerasNetwork() takes the length of sequences from Embedding in the words of Keras 2", () => {
  const embedding = (config: object) => ({
    class_name: "Sequential",
    config: {
      layers: [{ class_name: "Embedding", config: { input_dim: 4, output_dim: 2, ...config } }],
    },
  });
  assertEquals(read(embedding({ input_length: 3 })).inputs, 3);
  assertThrows(() => read(embedding({})), RangeError, "must say the shape of its inputs");
});

Deno.test("readKerasNetwork() adds to the inputs of layers, in either order", () => {
  const layer = (class_name: string, name: string, ...below: string[]) => ({
    ...{ class_name, name, inbound_nodes: [below.map((each) => [each, 0, 0])] },
    config: class_name === "Dense" ? { units: 2 } : {},
  });
  const first = { class_name: "InputLayer", name: "in", config: { batch_shape: [null, 2] } };
  const model = (...sum: string[]) => ({
    class_name: "Functional",
    config: {
      layers: [
        ...[
          first,
          layer("Dense", "a", "in"),
          layer("Dense", "b", "a"),
          layer("Add", "out", ...sum),
        ],
      ],
      ...{ input_layers: ["in", 0, 0], output_layers: ["out", 0, 0] },
    },
  });
  assertEquals(read(model("a", "b")), read(model("b", "a")));
  assertEquals(read(model("b", "in")).layers.length, 1);
  assertEquals(read(model("in", "b")).layers.length, 1);
});

Deno.test("readKerasNetwork() refuses arrays that are missing or of another length, by parameter", () => {
  const model = single("Dense", { units: 3 });
  const given = (kernel: number[] | undefined): ArraysOf => (node, wanted) => {
    return { ...ones(node, wanted), ...{ kernel: kernel as number[] } };
  };
  assertThrows(() => read(model, given([1])), Error);
  const recurrent = single("GRU", { units: 1, reset_after: true }, [null, 2, 3]);
  const short: ArraysOf = (node, wanted) => ({ ...ones(node, wanted), bias: [] });
  assertThrows(() => read(recurrent, short), RangeError, "must be");
});

Deno.test("arraysOfLayer() refuses what a file lacks, or has in another shape", () => {
  const wanted = [{ name: "kernel", shape: [2, 3] }], entries = () => new Float64Array(6);
  const found = (shape?: number[]) => () =>
    arraysOfLayer("it", wanted, () => shape && { shape, entries });
  assertEquals(found([2, 3])(), { kernel: entries() });
  assertThrows(found(), TypeError, 'must hold the kernel of layer "it", but does not');
  assertThrows(found([3, 2]), RangeError, 'kernel of layer "it" must be 2×3, but found 3×2');
  assertThrows(found([]), RangeError, "must be 2×3, but found a number");
});

Deno.test("readKerasNetwork() reads recurrent layers without biases", () => {
  const gru = read(single("GRU", { units: 1, reset_after: true, use_bias: false }, [null, 2, 3]));
  const biases = Object.entries(gru.layers[0]!.parameters).filter(([name]) => /bias/i.test(name));
  for (const [, { data }] of biases) assert(Array.from(data).every((x) => x === 0));
});
