import { assert, assertEquals, assertThrows } from "@std/assert";
import { forward } from "../../../../engine.ts";
import { decodeOnnx } from "../../../../src/formats/onnx/decode.ts";
import { ELEMENT, type MODEL } from "../../../../src/formats/onnx/messages.ts";
import type { Draft } from "../../../../src/formats/onnx/wire.ts";
import { onnxFile, onnxNode as node, onnxTensor } from "../../../support/onnx.ts";

type ModelDraft = Draft<typeof MODEL>;
type NodeDraft = NonNullable<NonNullable<ModelDraft["graph"]>["node"]>[number];

const ones = (name: string, dims: readonly number[], ...data: number[]) =>
  onnxTensor(name, dims, data);

const TENSORS = [
  ones("one", [], 1),
  ones("zero", [1], 0),
  ones("first", [1], 0),
  ones("last", [1], -1),
  ones("back", [1], 1),
  ones("third", [1], 3),
  ones("pair", [2], 4, 9),
  ones("column", [2, 1], 4, 9),
  ones("square", [2, 2], 1, 2, 3, 4),
  ones("eye", [2, 2], 1, 0, 0, 1),
  ones("list", [4], 5, 6, 7, 8),
  ones("open", [1], -1),
  ones("row", [2], 1, -1),
  ones("half", [1], 0.5),
  ones("places", [2], -1, 0),
  ones("none", [0]),
  ones("wider", [2], -1, 3),
  ones("beyond", [3], -1, 2, 0),
  ones("kept", [3], 0, 0, -1),
  ones("kernel", [1, 2, 2, 2], ...Array(8).fill(1)),
  ones("turned", [2, 1, 2, 2], ...Array(8).fill(1)),
];

const tensors = (dims: readonly number[], nodes: readonly NodeDraft[]) =>
  onnxFile(dims, nodes as ReturnType<typeof node>[], TENSORS);

/** A node whose attributes are of any type. */
function attributed(
  opType: string,
  input: string[],
  attribute: NonNullable<NodeDraft["attribute"]>,
) {
  return { opType, input, output: ["c"], name: `the ${opType}`, attribute };
}

/** What a network of a graph computes of one example. */
function outputs(file: Uint8Array, row: readonly number[]): number[] {
  const { network, inputs } = decodeOnnx(file);
  const given = inputs && "scale" in inputs ? inputs.scale : undefined;
  const scale = typeof given === "object" ? given : undefined;
  const data = Float64Array.from(row, (x, j) => {
    return (x - (scale?.means[j] ?? 0)) / (scale?.deviations[j] ?? 1);
  });
  return Array.from(
    forward(network, { rows: 1, columns: row.length, data }).outputs.data as number[],
  );
}

/** Operators of fixed tensors, and the numbers that they make. */
const FIXED: readonly (readonly [nodes: NodeDraft[], numbers: number[]])[] = [
  [[node("Sqrt", ["pair"], "c")], [2, 3]],
  [[node("Neg", ["pair"], "c")], [-4, -9]],
  [[node("Pow", ["pair", "half"], "c")], [2, 3]],
  [[node("Add", ["pair", "one"], "c")], [5, 10]],
  [[node("Sub", ["one", "pair"], "c")], [-3, -8]],
  [[node("Mul", ["pair", "pair"], "c")], [16, 81]],
  [[node("Clip", ["pair", "one", "third"], "c")], [3, 3]],
  [[attributed("Clip", ["pair"], [{ name: "min", f: 5 }])], [5, 9]],
  [[attributed("Clip", ["pair"], [{ name: "max", f: 5 }])], [4, 5]],
  [[node("Max", ["half", "pair"], "c")], [4, 9]],
  [[node("Identity", ["pair"], "c")], [4, 9]],
  [[node("Dropout", ["pair"], "c")], [4, 9]],
  [[node("Dropout", ["pair", "half", "zero"], "c")], [4, 9]],
  [[node("Cast", ["pair"], "c", { to: ELEMENT.int64 })], [4, 9]],
  [[node("Reshape", ["column", "open"], "c")], [4, 9]],
  [[node("Squeeze", ["column"], "c")], [4, 9]],
  [[node("Squeeze", ["column", "back"], "c")], [4, 9]],
  [[node("Squeeze", ["column", "last"], "c")], [4, 9]],
  [[node("Gather", ["list", "places"], "c")], [8, 5]],
  [[node("Slice", ["list", "back", "third"], "c")], [6, 7]],
  [[node("Slice", ["list", "back", "third", "zero", "back"], "c")], [6, 7]],
  [[node("Slice", ["list"], "c", { starts: [0], ends: [2], axes: [0] })], [5, 6]],
  [[node("Shape", ["column"], "c")], [2, 1]],
  [[node("Concat", ["one", "third"], "c", { axis: 0 })], [1, 3]],
  [[attributed("Constant", [], [{ name: "value", t: ones("t", [2], 4, 9) }])], [4, 9]],
  [[attributed("Constant", [], [{ name: "value_floats", floats: [4, 9] }])], [4, 9]],
  [[attributed("Constant", [], [{ name: "value_ints", ints: [4, 9] }])], [4, 9]],
  [[attributed("Constant", [], [{ name: "value_float", f: 0.1 }])], [0.1, 0.1]],
  [[attributed("Constant", [], [{ name: "value_int", i: 3 }])], [3, 3]],
];

for (const [nodes, numbers] of FIXED) {
  const { opType, input, attribute } = nodes[0]!;
  const names = (attribute as { name: string }[]).map(({ name }) => name);
  const title = [opType, ...input!, ...names].join(" ");
  Deno.test(`decodeOnnx() folds ${title} to ${numbers}`, () => {
    const file = tensors([2], [...nodes, node("Gemm", ["x", "eye", "c"], "y")]);
    assertEquals(outputs(file, [0, 0]), numbers);
  });
}

Deno.test("decodeOnnx() folds a transposition of fixed weights, or leaves them", () => {
  const of = (attributes: Record<string, number[]>) =>
    outputs(
      tensors([2], [node("Transpose", ["square"], "w", attributes), node("Gemm", ["x", "w"], "y")]),
      [1, 0],
    );
  assertEquals(of({}), [1, 3]);
  assertEquals(of({ perm: [1, 0] }), [1, 3]);
  assertEquals(of({ perm: [0, 1] }), [1, 2]);
});

Deno.test("decodeOnnx() scales examples as StandardScaler does, by one number or one for each", () => {
  const scaled = (offset: number[], scale: number[]) => {
    const scaler = attributed("Scaler", ["x"], [
      ...[{ name: "offset", floats: offset }, { name: "scale", floats: scale }],
    ]);
    const named = { ...scaler, domain: "ai.onnx.ml" };
    return outputs(tensors([2], [named, node("Gemm", ["c", "eye"], "y")]), [5, 7]);
  };
  assertEquals(scaled([1, 3], [2, 0.5]), [8, 2]);
  assertEquals(scaled([1], [2]), [8, 12]);
  assertEquals(scaled([1, 3], [2]), [8, 8]);
});

Deno.test("decodeOnnx() scales what was scaled already", () => {
  const nodes = [
    ...[node("Sub", ["x", "row"], "a"), node("Mul", ["a", "pair"], "b")],
    ...[node("Add", ["b", "pair"], "c"), node("Gemm", ["c", "eye"], "y")],
  ];
  assertEquals(outputs(tensors([2], nodes), [2, 1]), [(2 - 1) * 4 + 4, (1 + 1) * 9 + 9]);
});

Deno.test("decodeOnnx() reads classes by the names of ZipMap, whole numbers as text, or by place", () => {
  const softmax = [node("Gemm", ["x", "eye"], "z"), node("Softmax", ["z"], "p")];
  const zip = (attribute: NonNullable<NodeDraft["attribute"]>) => ({
    ...attributed("ZipMap", ["p"], attribute),
    ...{ output: ["y"], domain: "ai.onnx.ml" },
  });
  const names = (attribute: NonNullable<NodeDraft["attribute"]>) => {
    const { outputs } = decodeOnnx(tensors([2], [...softmax, zip(attribute)]));
    return outputs && "names" in outputs ? outputs.names : undefined;
  };
  const texts = ["no", "yes"].map((text) => new TextEncoder().encode(text));
  assertEquals(names([{ name: "classlabels_strings", strings: texts }]), ["no", "yes"]);
  assertEquals(names([{ name: "classlabels_int64s", ints: [7, 8] }]), ["7", "8"]);
  assertEquals(names([]), ["0", "1"]);
});

Deno.test("decodeOnnx() takes the mean over positions, of channels first and last", () => {
  const mean = (
    dims: number[],
    attributes: Record<string, number | number[]>,
    before: NodeDraft[] = [],
  ) =>
    decodeOnnx(
      tensors(dims, [
        ...before,
        node("ReduceMean", [before.length ? "a" : "x"], "y", attributes),
      ]),
    ).network.layers.at(-1)!;
  for (const keepdims of [0, 1]) {
    assertEquals(mean([3, 4, 4], { axes: [2, 3], keepdims }).kind.name, "globalAveragePool");
    assertEquals(mean([3, 4, 4], { axes: [-1, -2], keepdims }).kind.name, "globalAveragePool");
    const last = node("Transpose", ["x"], "a", { perm: [0, 2, 3, 1] });
    const at = mean([3, 4, 4], { axes: [1, 2], keepdims }, [last]);
    assertEquals(at.kind.name, "globalAveragePool");
  }
});

/** Operators and what their refusals say. */
const REFUSED:
  readonly (readonly [dims: number[], words: string, attributes: object, message: string])[] = [
    [[2], "Reshape x wider", {}, "must keep the 2 values of an example"],
    [[2], "Reshape x beyond", {}, "must keep the batch as its first dimension"],
    [[2, 2], "Transpose x", {}, "must keep the batch first"],
    [[2], "Slice list", {}, "must have one start and one end"],
    [[2], "Slice list back", {}, "must have one start and one end"],
    [[2], "Slice list places places", {}, "must have one start and one end"],
    [[2], "Slice list back third zero third", {}, "is not of a list of numbers"],
    [[2], "Gather list list", {}, "must take some of 4 numbers"],
    [[2], "Pow pair none", {}, "must have one exponent"],
    [[2], "Cast half", { to: ELEMENT.int64 }, "makes integers of numbers"],
    [[2, 3], "ReduceMean x", {}, "is not the mean over all positions of an image"],
    [[2], "Concat x pair", { axis: 1 }, "other than the probabilities of two classes"],
    [[1, 4, 4], "MaxPool x", { kernel_shape: [2, 2], pads: [1, 1] }, "not valid or same"],
    [[2, 4, 4], "ConvTranspose x turned", { pads: [1, 1] }, "not valid or same"],
  ];

for (const [dims, words, attributes, message] of REFUSED) {
  const [opType, ...input] = words.split(" ");
  Deno.test(`decodeOnnx() refuses ${words} ${JSON.stringify(attributes)}, as it ${message}`, () => {
    const file = tensors(dims, [node(opType!, input, "y", attributes as Record<string, number>)]);
    assertThrows(() => decodeOnnx(file), TypeError, message);
  });
}

Deno.test("decodeOnnx() takes numbers on the left, which turn the sign of examples", () => {
  const file = tensors([2], [node("Sub", ["pair", "x"], "y")]);
  const found = outputs(file, [1, 2]); // a batch norm, whose ε is subtracted from its variance
  [3, 7].forEach((x, j) => assert(Math.abs(found[j]! - x) < 1e-6, `${found}`));
});

Deno.test("decodeOnnx() keeps sides of 0 in Reshape, and passes decided classes on", () => {
  const kept = tensors([2, 3], [
    ...[node("Reshape", ["x", "kept"], "a"), node("Flatten", ["a"], "b"), node("Relu", ["b"], "y")],
  ]);
  assertEquals(outputs(kept, [1, -2, 3, -4, 5, -6]), [1, 0, 3, 0, 5, 0]);
  const decided = (...after: NodeDraft[]) => {
    const before = [node("Gemm", ["x", "eye"], "z"), node("Softmax", ["z"], "p")];
    const last = node("ArgMax", ["p"], "k", { axis: 1 });
    const { outputs } = decodeOnnx(tensors([2], [...before, last, ...after]));
    return outputs && "names" in outputs ? outputs.names : undefined;
  };
  assertEquals(decided(node("Squeeze", ["k"], "y")), ["0", "1"]);
  assertEquals(decided(node("Reshape", ["k", "open"], "y")), ["0", "1"]);
  const extract = { ...node("ArrayFeatureExtractor", ["pair", "k"], "y"), domain: "ai.onnx.ml" };
  assertEquals(decided(extract), ["4", "9"]);
});

/** Windows over images of 4 × 4, and the sizes that they make. */
const WINDOWS: readonly (readonly [words: string, attributes: object, sizes: number[]])[] = [
  ["MaxPool x", { kernel_shape: [2, 2], strides: [2, 2], auto_pad: "VALID" }, [2, 2, 2]],
  ["MaxPool x", { kernel_shape: [2, 2], auto_pad: "SAME_UPPER" }, [4, 4, 2]],
  ["MaxPool x", { kernel_shape: [3, 3], auto_pad: "SAME_LOWER" }, [4, 4, 2]],
  ["MaxPool x", { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }, [2, 2, 2]],
  ["Conv x kernel", { auto_pad: "SAME_LOWER" }, [4, 4, 1]], // a kernel of 2 × 2, moved by a zero
  ["Conv x kernel", { auto_pad: "SAME_UPPER" }, [4, 4, 1]],
  ["ConvTranspose x turned", { strides: [2, 2] }, [8, 8, 1]],
];

for (const [words, attributes, sizes] of WINDOWS) {
  const [opType, ...input] = words.split(" ");
  Deno.test(`decodeOnnx() makes ${sizes.join(" × ")} of ${words} ${JSON.stringify(attributes)}`, () => {
    const nodes = [
      node(opType!, input, "a", attributes as Record<string, number>),
      ...[node("Flatten", ["a"], "b"), node("Relu", ["b"], "y")],
    ];
    const found = outputs(tensors([2, 4, 4], nodes), Array(32).fill(1));
    assertEquals(found.length, sizes.reduce((all, size) => all * size));
  });
}
