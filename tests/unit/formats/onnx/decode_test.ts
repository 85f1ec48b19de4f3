import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  averagePool2d,
  batchNorm,
  conv2d,
  convTranspose2d,
  dense,
  elementwise,
  forward,
  gelu,
  globalAveragePool,
  layerNorm,
  linear,
  maxPool2d,
  type Network,
  network,
  prelu,
  relu,
  residual,
  silu,
  softmax,
  tanh,
} from "../../../../engine.ts";
import { decodeOnnx } from "../../../../src/formats/onnx/decode.ts";
import { graphOf } from "../../../../src/formats/onnx/encode.ts";
import { MODEL } from "../../../../src/formats/onnx/messages.ts";
import { type Draft, readMessage, writeMessage } from "../../../../src/formats/onnx/wire.ts";
import { anonymous, encodeOnnx, onnxFile, onnxNode, onnxTensor } from "../../../support/onnx.ts";

const images = [4, 5, 2], same = { padding: "same" } as const;

/** Networks whose graph is read as that of any other program, too. */
const NETWORKS: readonly Network[] = [
  network({ inputs: 3, layers: [dense(4, gelu), dense(4, silu), dense(2, softmax)] }),
  network({ inputs: 3, layers: [layerNorm(), dense(4, tanh), batchNorm(), prelu()] }),
  network({ inputs: 3, layers: [dense(4, relu), residual([dense(2, tanh), dense(4, linear)])] }),
  network({
    inputs: images,
    layers: [
      conv2d(3, 3, relu, { ...same, stride: 2 }),
      convTranspose2d(2, [3, 2], tanh, { ...same, stride: 2 }),
      residual([conv2d(2, 3, relu, same), batchNorm()], { activation: relu }),
      maxPool2d(2, { ...same, stride: 1 }),
      averagePool2d([2, 3], { stride: [2, 1] }),
      prelu(),
      dense(3, softmax),
    ],
  }),
  network({
    inputs: images,
    layers: [convTranspose2d(2, 2, relu), globalAveragePool(), dense(1, tanh)],
  }),
];

for (const [i, net] of NETWORKS.entries()) {
  Deno.test(`network ${i + 1}: the graph alone gives the same network, its numbers float32`, () => {
    const bytes = encodeOnnx({ network: net });
    const [own, read] = [bytes, anonymous(bytes)].map((file) => decodeOnnx(file).network);
    const row = Float64Array.from({ length: net.inputs }, (_, j) => Math.fround(Math.sin(j)));
    const inputs = { rows: 1, columns: net.inputs, data: row };
    const [wanted, found] = [own!, read!].map((each) => forward(each, inputs).outputs.data);
    assertEquals(found, wanted);
  });
}

Deno.test("decodeOnnx() finds activations that are written as several operators, one upon the other", () => {
  const scalar = (name: string, x: number) => onnxTensor(name, [], [x]);
  const file = onnxFile([2], [
    onnxNode("Gemm", ["x", "w"], "z"),
    ...[onnxNode("Sigmoid", ["z"], "s"), onnxNode("Mul", ["z", "s"], "silu")],
    ...[onnxNode("Add", ["silu", "3"], "a"), onnxNode("Clip", ["a", "0", "6"], "c")],
    ...[onnxNode("Mul", ["silu", "c"], "m"), onnxNode("Div", ["m", "6"], "hardSwish")],
    ...[onnxNode("Tanh", ["hardSwish"], "t"), onnxNode("Mul", ["t", "3"], "y")],
  ], [
    onnxTensor("w", [2, 2], [1, 2, 3, 4]),
    ...[scalar("0", 0), scalar("3", 3), scalar("6", 6)],
  ]);
  const { network } = decodeOnnx(file);
  const names = network.layers.map(({ kind, activation }) => `${kind.name} ${activation?.name}`);
  const wanted = ["dense silu", "activation hardSwish", "activation tanh", "batchNorm undefined"];
  assertEquals(names, wanted);
});

Deno.test("decodeOnnx() does not take a function for an activation that it is far from 0 only", () => {
  const clip = (most: number) =>
    onnxFile([1], [onnxNode("Clip", ["x", "0", "most"], "c"), onnxNode("Gemm", ["c", "w"], "y")], [
      ...[onnxTensor("0", [], [0]), onnxTensor("most", [], [most]), onnxTensor("w", [1, 1], [1])],
    ]);
  assertEquals(decodeOnnx(clip(6)).network.layers[0]!.activation!.name, "relu6");
  assertThrows(() => decodeOnnx(clip(100)), TypeError, 'Clip "the Clip"');
});

const w = onnxTensor("w", [2, 2], [1, 2, 3, 4]), gemm = onnxNode("Gemm", ["x", "w"], "y");

Deno.test("decodeOnnx() refuses what is no network by the operator and the node", () => {
  const turned = onnxFile([2], [
    onnxNode("Transpose", ["x"], "t", { perm: [1, 0] }),
    onnxNode("Relu", ["t"], "y"),
  ]);
  const refused: readonly (readonly [file: Uint8Array, kind: typeof Error, message: string])[] = [
    [onnxFile([2], [onnxNode("LSTM", ["x", "w"], "y")], [w]), TypeError, 'LSTM "the LSTM"'],
    [onnxFile([2], [onnxNode("If", ["x"], "y")]), TypeError, 'If "the If"'],
    [onnxFile([2], [onnxNode("constructor", ["x"], "y")]), TypeError, "not one of its layers"],
    [onnxFile([2, 2], [gemm], [w]), TypeError, "flatten"],
    [onnxFile([3], [gemm], [w]), TypeError, "rows of 3 values"],
    [turned, TypeError, 'Relu "the Relu", which must have the batch as its first dimension'],
    [onnxFile([2], [onnxNode("Softmax", ["x"], "y", { axis: 0 })]), TypeError, "Softmax"],
    [onnxFile([2], [onnxNode("\x1b[2J", ["x"], "y")]), TypeError, "\\u001b[2J"],
    [onnxFile([2], []), TypeError, "one output"],
    [onnxFile([2], [gemm, gemm], [w]), SyntaxError, "only once"],
    [onnxFile([2], [onnxNode("Identity", ["x"], "y")]), TypeError, "layers"],
  ];
  for (const [file, kind, message] of refused) {
    assertThrows(() => decodeOnnx(file), kind, message);
  }
});

Deno.test("decodeOnnx() refuses what changes an operator, rather than leave it out", () => {
  const file = (
    dims: readonly number[],
    node: ReturnType<typeof onnxNode>,
    ...tensors: ReturnType<typeof onnxTensor>[]
  ) => onnxFile(dims, [node], tensors);
  const two = onnxTensor("two", [2], [2, 3]), on = onnxTensor("on", [], [1]);
  const down = onnxTensor("down", [2, 1], [1, 2]);
  const zeros = onnxTensor("zeros", [2], [0, -1]);
  const refused: readonly (readonly [file: Uint8Array, message: string])[] = [
    [file([2], onnxNode("Add", ["x", "two"], "y", { axis: 1 }), two), 'the attribute "axis"'],
    [file([2], onnxNode("Sigmoid", ["x"], "y", { "\x1b[2J": 1 })), "\\u001b[2J"],
    [file([2], onnxNode("Pow", ["x", "two"], "y"), two), "one exponent"],
    [file([2], onnxNode("Add", ["two", "down"], "y"), two, down), "different shapes"],
    [file([2], onnxNode("Max", ["x", "on", "on"], "y"), on), "more than two inputs"],
    [file([2], onnxNode("Cast", ["x"], "y", { to: 7 })), "integers"],
    [file([2], onnxNode("Dropout", ["x", "", "on"], "y"), on), "in training"],
    [file([2], onnxNode("Reshape", ["x", "zeros"], "y", { allowzero: 1 }), zeros), "the values"],
    [file([2, 3, 2], onnxNode("PRelu", ["x", "two"], "y"), two), "one slope for each channel"],
  ];
  for (const [bytes, message] of refused) {
    assertThrows(() => decodeOnnx(bytes), TypeError, message);
  }
});

Deno.test("decodeOnnx() takes the sizes that a graph asks for, and refuses those that it lacks", () => {
  const file = (start: number, place: number) =>
    onnxFile([2, 3, 1], [
      onnxNode("Shape", ["x"], "sizes", { start }),
      onnxNode("Gather", ["sizes", "place"], "size"),
      onnxNode("Concat", ["open", "size", "open"], "shape", { axis: 0 }),
      onnxNode("Reshape", ["x", "shape"], "image"),
      onnxNode("Relu", ["image"], "y"),
    ], [onnxTensor("place", [1], [place]), onnxTensor("open", [1], [-1])]);
  assertEquals(decodeOnnx(file(2, 0)), decodeOnnx(file(0, 2)));
  assertThrows(() => decodeOnnx(file(2, 3)), TypeError, "some of 2 numbers");
});

Deno.test("decodeOnnx() takes the version of the standard operators by both of their names", () => {
  // Since version 13, Softmax is over the last dimension, before over all but the first.
  const file = onnxFile([2, 2], [onnxNode("Softmax", ["x"], "y")]);
  const by = (domain: string, version: number) => {
    const model = readMessage(MODEL, file) as Draft<typeof MODEL>;
    return writeMessage(MODEL, { ...model, opsetImport: [{ domain, version }] });
  };
  for (const domain of ["", "ai.onnx"]) {
    assert(decodeOnnx(by(domain, 12)).network);
    assertThrows(() => decodeOnnx(by(domain, 13)), TypeError, "is not over all values");
  }
});

Deno.test("decodeOnnx() refuses circles, and values that nothing computes", () => {
  const circle = [onnxNode("Add", ["x", "b"], "a"), onnxNode("Relu", ["a"], "b")];
  assertThrows(() => decodeOnnx(onnxFile([2], circle)), SyntaxError, "before it is used");
  assertThrows(() => decodeOnnx(onnxFile([2], [gemm])), SyntaxError, '"w"');
});

Deno.test("decodeOnnx() takes a choice by a comparison for the activation that it is", () => {
  const file = (op: string, chosen: readonly string[]) =>
    onnxFile([2], [
      onnxNode("Gemm", ["x", "w"], "z"),
      onnxNode(op, ["z", "0"], "c"),
      onnxNode("Mul", ["z", "slope"], "s"),
      onnxNode("Where", ["c", ...chosen], "y"),
    ], [w, onnxTensor("0", [], [0]), onnxTensor("slope", [], [0.01])]);
  const named = (bytes: Uint8Array) => decodeOnnx(bytes).network.layers[0]!.activation!.name;
  assertEquals(named(file("Greater", ["z", "s"])), "leakyRelu");
  assertEquals(named(file("LessOrEqual", ["0", "z"])), "relu");
  assertThrows(
    () => named(file("Less", ["z", "s"])),
    TypeError,
    'Where "the Where", which computes',
  );
  assertThrows(() => named(file("Less", ["z", "x"])), TypeError, "chooses among different inputs");
});

Deno.test("decodeOnnx() cuts a transposed convolution behind the image alone", () => {
  const kernel = onnxTensor("k", [1, 1, 1, 4], [1, 2, 3, 4]);
  const node = onnxNode("ConvTranspose", ["x", "k"], "y", { pads: [0, 0, 0, 3] });
  const { network } = decodeOnnx(onnxFile([1, 1, 4], [node], [kernel]));
  const rows = [[1, 0, 0, 0], [0, 0, 1, 0]].map((row) => Float64Array.from(row));
  const outputs = rows.map((data) => forward(network, { rows: 1, columns: 4, data }).outputs.data);
  assertEquals(outputs.map((data) => Array.from(data)), [[1, 2, 3, 4], [0, 0, 1, 2]]);
});

Deno.test("decodeOnnx() takes no memory for sizes that a file only claims", () => {
  const large = 2 ** 40, huge = { ...w, dims: [large, 2] };
  assertThrows(() => decodeOnnx(onnxFile([2], [gemm], [huge])), SyntaxError, "but holds 4");
  assertThrows(() => decodeOnnx(onnxFile([large], [gemm], [w])), RangeError, "at most");
  const kernel = onnxTensor("k", [1, 1, 1, 1], [1]);
  const conv = (attributes: Record<string, readonly number[]>) => {
    return onnxFile([1, 9, 9], [onnxNode("Conv", ["x", "k"], "y", attributes)], [kernel]);
  };
  assert(decodeOnnx(conv({})).network);
  const claims = [{ pads: [0, 0, large, large] }, { strides: [large, 0] }];
  for (const attributes of [...claims, { dilations: [large, large], pads: [1, 1, 1, 1] }]) {
    assertThrows(() => decodeOnnx(conv(attributes)), TypeError, "Conv");
  }
  // A dilation fills the kernel with zeros.
  const apart = onnxFile([1, 9000, 1], [
    onnxNode("Conv", ["x", "k"], "y", { dilations: [4000, 1] }),
  ], [onnxTensor("k", [1000, 1, 2, 1], Array(2000).fill(1))]);
  assertThrows(() => decodeOnnx(apart), TypeError, "too large with its zeros");
  // Each factor becomes a batch norm of many channels.
  const chain = Array.from(
    { length: 9000 },
    (_, i) => onnxNode("Mul", [`a${i}`, "f"], `a${i + 1}`),
  );
  const wide = onnxFile([1], [onnxNode("Gemm", ["x", "w"], "a0"), ...chain], [
    onnxTensor("w", [1, 20000], Array(20000).fill(1)),
    onnxTensor("f", [1, 20000], Array(20000).fill(2)),
  ]);
  assertThrows(() => decodeOnnx(wide), RangeError, "many more numbers");
});

Deno.test("decodeOnnx() refuses a hundred thousand nodes", () => {
  const nodes = { graph: [7, { node: [1, "byteses"] }, "one"] } as const;
  const file = writeMessage(nodes, { graph: { node: Array(1e5).fill(new Uint8Array()) } });
  assertThrows(() => decodeOnnx(file), RangeError, "at most 10000 nodes");
});

Deno.test("encodeOnnx() refuses custom activations and kinds by name, and numbers beyond float32", () => {
  const f = elementwise({ name: "cube", value: (m, z) => m.mul(z, m.mul(z, z)) });
  const custom = network({ inputs: 1, layers: [dense(1, tanh), dense(1, f)] });
  assertThrows(() => encodeOnnx({ network: custom }), TypeError, "layer 2 has the custom one cube");
  const named = network({ inputs: 1, layers: [dense(1, { ...tanh })] });
  assertThrows(() => graphOf({ network: named }), TypeError, "layer 1 has the custom one tanh");
  const net = network({ inputs: 1, layers: [dense(1, linear)] }), [layer] = net.layers;
  const copy = { ...layer!, kind: { ...layer!.kind } };
  const kinds = { ...net, layers: [copy] };
  assertThrows(() => graphOf({ network: kinds }), TypeError, "custom kind dense");
  const weights = { rows: 1, columns: 1, data: [1e39] };
  const parameters = { ...layer!.parameters, weights };
  const large = { ...net, layers: [{ ...layer!, parameters }] };
  assertThrows(
    () => encodeOnnx({ network: large }),
    RangeError,
    "0.weights must be within the range of float32, but found 1e+39",
  );
});

Deno.test("decodeOnnx() refuses an own file whose tensors are not those of its description", () => {
  const [a, b] = [3, 4].map((units) => {
    return encodeOnnx({ network: network({ inputs: 2, layers: [dense(units, tanh)] }) });
  }) as [Uint8Array, Uint8Array];
  const text = new TextDecoder("latin1");
  const other = text.decode(b).slice(text.decode(b).indexOf('{"format"'));
  const mixed = text.decode(a).slice(0, text.decode(a).indexOf('{"format"')) + other;
  const bytes = Uint8Array.from(mixed, (character) => character.charCodeAt(0));
  assertThrows(() => decodeOnnx(bytes), SyntaxError);
});
