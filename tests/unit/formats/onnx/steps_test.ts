import { assertEquals, assertThrows } from "@std/assert";
import { decodeOnnx } from "../../../../src/formats/onnx/decode.ts";
import { MODEL } from "../../../../src/formats/onnx/messages.ts";
import { type Draft, readMessage, writeMessage } from "../../../../src/formats/onnx/wire.ts";
import { onnxFile, onnxNode, onnxTensor } from "../../../support/onnx.ts";

/** A recurrent layer over x (batch × steps × features) or (steps × batch × features). */
function recurrentFile(
  op: string,
  attributes: NonNullable<Parameters<typeof onnxNode>[3]>,
  inputs: readonly string[] = ["b"],
): Uint8Array {
  const rows = op === "LSTM" ? 4 : 3, some = (count: number) => Array.from(Array(count), Math.sin);
  return onnxFile([3, 2], [
    onnxNode("Transpose", ["x"], "t", { perm: [1, 0, 2] }),
    onnxNode("Expand", ["0", "0"], "zeros"),
    onnxNode("Expand", ["1", "0"], "ones"),
    onnxNode(op, ["t", "w", "r", ...inputs], "y", { hidden_size: 1, ...attributes }),
  ], [
    ...[onnxTensor("w", [1, rows, 2], some(2 * rows)), onnxTensor("r", [1, rows, 1], some(rows))],
    ...[onnxTensor("b", [1, 2 * rows], some(2 * rows))],
    ...[onnxTensor("0", [], [0]), onnxTensor("1", [], [1])],
  ]);
}

Deno.test("decodeOnnx() reads LSTM and GRU whose state begins at 0, and no others", () => {
  const behind = { linear_before_reset: 1 };
  const zeros = ["b", "", "zeros"];
  for (const file of [recurrentFile("LSTM", {}, zeros), recurrentFile("GRU", behind, zeros)]) {
    const { layers } = decodeOnnx(file).network;
    assertEquals(layers.at(-1)!.options, { units: 1, returnSequences: true });
  }
  const refused: readonly (readonly [file: Uint8Array, message: string])[] = [
    [recurrentFile("GRU", {}), "reset gate behind the product"],
    [recurrentFile("LSTM", { direction: "reverse" }), 'goes "reverse"'],
    [recurrentFile("LSTM", { direction: "\b" }), 'goes "\\b"'],
    [recurrentFile("LSTM", { layout: 1 }), "must have layout 0"],
    [recurrentFile("LSTM", { hidden_size: 2 }), "weights of 8 rows"],
    [recurrentFile("LSTM", { activations: "Relu" }), 'the attribute "activations"'],
    [recurrentFile("LSTM", {}, ["b", "0"]), "sequences of different lengths"],
    [recurrentFile("LSTM", {}, ["b", "", "ones"]), "must begin with a state of 0"],
    [recurrentFile("LSTM", {}, ["b", "", "", "", "r"]), "peepholes"],
  ];
  for (const [file, message] of refused) {
    assertThrows(() => decodeOnnx(file), TypeError, message);
  }
});

Deno.test("decodeOnnx() takes the last step of a recurrent layer, and no other", () => {
  const file = (place: number, axis: number, perm = [2, 0, 1, 3]) => {
    const { graph, ...rest } = readMessage(MODEL, recurrentFile("LSTM", {}));
    return writeMessage(MODEL, {
      ...rest,
      graph: {
        ...graph,
        node: [
          ...graph!.node.map((node) => ({
            ...node,
            output: [node.output[0] === "y" ? "all" : node.output[0]!],
          })),
          onnxNode("Transpose", ["all"], "turned", { perm }),
          onnxNode("Gather", ["turned", "place"], "y", { axis }),
        ],
        initializer: [...graph!.initializer, onnxTensor("place", [], [place])],
      },
    } as Draft<typeof MODEL>);
  };
  for (const bytes of [file(-1, 1), file(2, 1), file(-1, -3), file(2, 0, [0, 2, 1, 3])]) {
    assertEquals(decodeOnnx(bytes).network.layers.at(-1)!.options, {
      units: 1,
      returnSequences: false,
    });
  }
  for (const [place, axis] of [[0, 1], [1, 1], [2, 0], [1, 2]] as const) {
    assertThrows(() => decodeOnnx(file(place, axis)), TypeError, "other than the last step");
  }
});

Deno.test("decodeOnnx() takes the only dimension of any size for the batch", () => {
  const read = (open: number) => {
    const { graph, ...rest } = readMessage(MODEL, recurrentFile("LSTM", {}));
    const dim = [3, 3, 2].map((dimValue, i) => i === open ? { dimParam: "n" } : { dimValue });
    const input = [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim } } } }];
    const node = graph!.node.map((each) =>
      each.opType === "Transpose" && open === 1
        ? { ...each, opType: "Identity", attribute: [] }
        : each
    );
    return decodeOnnx(
      writeMessage(MODEL, { ...rest, graph: { ...graph, node, input } } as Draft<typeof MODEL>),
    );
  };
  assertEquals(read(1), read(0));
});

Deno.test("decodeOnnx() refuses to take steps for examples", () => {
  const file = (shape: readonly number[]) =>
    onnxFile([3, 2], [
      onnxNode("Transpose", ["x"], "t", { perm: [1, 0, 2] }),
      onnxNode("Reshape", ["t", "shape"], "r"),
      onnxNode("Transpose", ["r"], "u", { perm: [1, 0, 2] }),
      onnxNode("Relu", ["u"], "y"),
    ], [onnxTensor("shape", [shape.length], shape)]);
  assertEquals(decodeOnnx(file([3, -1, 2])).network.layers.length, 2);
  for (const shape of [[-1, 3, 2], [-1, 6], [6, -1]]) {
    assertThrows(() => decodeOnnx(file(shape)), TypeError, "must keep the batch");
  }
});

Deno.test("decodeOnnx() makes a product with each step, and what is added, one convolution", () => {
  const file = onnxFile([3, 2], [
    onnxNode("MatMul", ["x", "w"], "p"),
    onnxNode("Add", ["p", "b"], "a"),
    onnxNode("Tanh", ["a"], "y"),
  ], [onnxTensor("w", [2, 2], [1, 2, 3, 4]), onnxTensor("b", [2], [5, 6])]);
  const { layers } = decodeOnnx(file).network;
  const names = layers.map(({ kind }) => kind.name);
  assertEquals(names, ["reshape", "reshape", "conv2d", "reshape", "activation"]);
  assertEquals(Array.from(layers[2]!.parameters.biases!.data), [5, 6]);
});
