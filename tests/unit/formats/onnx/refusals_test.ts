import { assertThrows } from "@std/assert";
import { dense, network, tanh } from "../../../../engine.ts";
import { decodeOnnx } from "../../../../src/formats/onnx/decode.ts";
import { MODEL } from "../../../../src/formats/onnx/messages.ts";
import { sizeOf } from "../../../../src/nn/layers/shape.ts";
import { type Draft, readMessage, writeMessage } from "../../../../src/formats/onnx/wire.ts";
import {
  anonymous,
  encodeOnnx,
  onnxFile,
  onnxNode as node,
  onnxTensor,
} from "../../../support/onnx.ts";

const TENSORS = {
  one: [],
  two: [2],
  below: [2],
  three: [3],
  square: [2, 2],
  cube: [2, 2, 2],
  kernel: [1, 2, 3, 3],
  turned: [2, 1, 2, 2],
} satisfies Readonly<Record<string, readonly number[]>>;

const tensors = Object.entries(TENSORS).map(([name, dims]) => {
  const count = sizeOf(dims), first = name === "below" ? -5 : 1;
  return onnxTensor(name, dims, Array.from({ length: count }, (_, i) => first + i));
});

type Node = ReturnType<typeof node>;
type Attributes = Parameters<typeof node>[3];

const image = [2, 4, 4];

/** An operator of the examples and of fixed tensors, with attributes, and what its refusal says. */
const REFUSED: readonly (readonly [
  dims: readonly number[],
  words: string,
  attributes: Attributes,
  message: string,
])[] = [
  [[2], "ArgMax x", { axis: 0 }, "must be over the values of an example"],
  [[2], "ArrayFeatureExtractor two x", {}, "must be of decided classes"],
  [[2], "Concat two square", {}, "joins fixed matrices"],
  [[2], "Concat x x", {}, "joins values other than the probabilities of two classes"],
  [image, "Mul x two", {}, "differ within a channel"],
  [[2], "Max x two", {}, "is not linear"], // constant for x < 1
  [[2], "Min x below", {}, "is not linear"],
  [[2], "Max x below", {}, "is not linear"], // x for x > −4
  [[2], "Scaler x", {}, "must have an offset and a factor for each value, or one"],
  [[2, 3], "BatchNormalization x two two two two", {}, "must have rows, or images channels first"],
  [[2], "BatchNormalization x two three two two", {}, "must have 2 numbers as input 3"],
  [[2], "BatchNormalization x two two two two", { training_mode: 1 }, "is in training"],
  [[2], "LayerNormalization x two", { axis: 0 }, "is not over the last side"],
  [[2, 3], "LayerNormalization x three", { axis: 1 }, "is not over the last side"],
  [image, "LayerNormalization x below", {}, "is not over the last side"],
  [[2, 3], "MatMul x square", {}, "must multiply 3 features"],
  [[2], "MatMul two square", {}, "must have examples as input 1"],
  [[2], "Gemm x x", {}, "must have a fixed tensor as input 2"],
  [[2], "Gemm x", {}, "must have an input 2"],
  [[2], "Gemm x square", { transA: 1 }, "transposes its examples"],
  [[2], "Gemm x square three", {}, "must add one number, or one for each of its 2 units"],
  [[2], "Reshape x three", {}, "must keep the batch as its first dimension"],
  [[2], "Reshape two three", {}, "must keep the numbers of a fixed tensor"],
  [[2], "Identity", {}, "has no input"],
  [[2], "Flatten x", { axis: 0 }, "must keep the batch"],
  [image, "Transpose x", { perm: [0, 1, 3, 2] }, "must move the channels of an image only"],
  [[2], "Transpose cube", {}, "is of a fixed tensor that is not a matrix"],
  [[2], "ReduceMean x", { axes: [0] }, "is not the mean over all positions"],
  [[2], "Gather x two", {}, "other than the last step"],
  [[2], "Gather square two", {}, "is not of a list of numbers"],
  [[2], "Slice square", { starts: [0], ends: [1] }, "is not of a list of numbers"],
  [image, "Pad x", { pads: [0, 0, 1, 1, 0, 0, 1, 1] }, "pad within the convolution or the pool"],
  [[2], "Conv x kernel", {}, "must have images, channels first"],
  [image, "Conv x turned", {}, "must have kernels for 2 channels of images"],
  [image, "MaxPool x", { kernel_shape: [2, 2], dilations: [2, 2] }, "is dilated"],
  [image, "MaxPool x", { kernel_shape: [2, 2], pads: [1, 1, 1, 1] }, "not valid or same"],
  [image, "MaxPool x", { kernel_shape: [2] }, "kernel_shape of two positive integers"],
  [
    image,
    "AveragePool x",
    { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 },
    "counts what is outside",
  ],
  [image, "ConvTranspose x turned", { group: 2 }, "has groups, dilations, auto_pad"],
  [image, "ConvTranspose x turned", { pads: [1, 1, 1, 1] }, "not valid or same"],
  [image, "ReduceMean x", { axes: [1] }, "is not the mean over all positions of an image"],
];

for (const [dims, words, attributes, message] of REFUSED) {
  const [op, ...inputs] = words.split(" ");
  const title = `${words} of ${dims.join("×")} ${JSON.stringify(attributes)}`;
  Deno.test(`decodeOnnx() refuses ${title}, as it ${message}`, () => {
    const file = onnxFile(dims, [node(op!, inputs, "y", attributes)], tensors);
    const error = assertThrows(() => decodeOnnx(file), TypeError, message);
    if (!(error as Error).message.includes(`operator ${op} "the ${op}"`)) throw error;
  });
}

Deno.test("decodeOnnx() refuses sums and products of what does not belong together", () => {
  const apart = [node("Gemm", ["x", "square"], "a"), node("Gemm", ["x", "square"], "b")];
  const graphs: readonly (readonly [dims: readonly number[], nodes: Node[], message: string])[] = [
    [[2], [...apart, node("Mul", ["a", "b"], "y")], "joins two different inputs"],
    [[2], [...apart, node("Add", ["a", "b"], "y")], "neither made of the other"],
    [
      [2, 2, 2],
      [
        node("Relu", ["x"], "a"),
        ...[node("Transpose", ["a"], "b", { perm: [0, 2, 3, 1] }), node("Add", ["b", "x"], "y")],
      ],
      "adds values in different orders",
    ],
  ];
  for (const [dims, nodes, message] of graphs) {
    assertThrows(() => decodeOnnx(onnxFile(dims, nodes, tensors)), TypeError, message);
  }
});

type ModelDraft = Draft<typeof MODEL>;

/** The file of a network of one layer, changed. */
function changed(change: (model: ModelDraft) => ModelDraft): Uint8Array {
  const file = encodeOnnx({ network: network({ inputs: 2, layers: [dense(1, tanh)] }) });
  return writeMessage(MODEL, change(readMessage(MODEL, file) as ModelDraft));
}

Deno.test("decodeOnnx() refuses files without a graph, one input or their own description", () => {
  assertThrows(() => decodeOnnx(new Uint8Array()), SyntaxError, "must have a graph");
  const bare = changed((model) => ({ ...model, metadataProps: [] }));
  assertThrows(() => decodeOnnx(bare), SyntaxError, "it is cut short");
  const inputs = (count: number) =>
    anonymous(changed((model) => {
      const [input] = model.graph!.input!;
      const all = Array.from({ length: count }, (_, i) => ({ ...input!, name: `in ${i}` }));
      return { ...model, graph: { ...model.graph!, input: all } };
    }));
  assertThrows(() => decodeOnnx(inputs(0)), TypeError, "one input for a network, but found none");
  assertThrows(() => decodeOnnx(inputs(2)), TypeError, 'but found "in 0", "in 1"');
  assertThrows(() => decodeOnnx(onnxFile([], [])), TypeError, "values of each example");
});

Deno.test("decodeOnnx() refuses own tensors of another name or shape, and what is not finite", () => {
  const tensor = (members: object) =>
    changed(({ graph, ...model }) => {
      const [first, ...others] = graph!.initializer!;
      return { ...model, graph: { ...graph, initializer: [{ ...first, ...members }, ...others] } };
    });
  assertThrows(() => decodeOnnx(tensor({ name: "other" })), SyntaxError, 'a tensor "0.weights"');
  const shape = "0.weights must be (1 × 2), as the model that is described, but is (2 × 1)";
  assertThrows(() => decodeOnnx(tensor({ dims: [2, 1] })), SyntaxError, shape);
  const dims = "natural dimensions, at most 8";
  assertThrows(() => decodeOnnx(tensor({ dims: Array(9).fill(1) })), SyntaxError, dims);
  assertThrows(() => decodeOnnx(tensor({ dims: [-1, -2] })), SyntaxError, dims);
  const rawData = new Uint8Array(8).fill(0xff);
  assertThrows(() => decodeOnnx(tensor({ rawData })), RangeError, "must be finite");
});
