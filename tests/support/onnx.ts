import type { FileContent } from "../../src/formats/codec.ts";
import { encodeOnnx as encode } from "../../src/formats/onnx/encode.ts";
import { ELEMENT, MODEL } from "../../src/formats/onnx/messages.ts";
import { type Draft, readMessage, writeMessage } from "../../src/formats/onnx/wire.ts";

type ModelDraft = Draft<typeof MODEL>;

/** A node with its attributes: numbers, lists of integers or texts. */
export function onnxNode(
  opType: string,
  input: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[] | string>> = {},
) {
  const attribute = Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "string") return { name, s: new TextEncoder().encode(value) };
    return typeof value === "number" ? { name, i: value } : { name, ints: value };
  });
  return { opType, input, output: [output], name: `the ${opType}`, attribute };
}

/** A tensor of float32 of a file. */
export function onnxTensor(name: string, dims: readonly number[], floatData: readonly number[]) {
  return { name, dims, dataType: ELEMENT.float32, floatData };
}

/** A file of some nodes, from the input x (batch × dims) to the output y. */
export function onnxFile(
  dims: readonly number[],
  node: readonly ReturnType<typeof onnxNode>[],
  initializer: NonNullable<ModelDraft["graph"]>["initializer"] = [],
): Uint8Array {
  const dim = [{ dimParam: "batch" }, ...dims.map((dimValue) => ({ dimValue }))];
  const x = { name: "x", type: { tensorType: { elemType: ELEMENT.float32, shape: { dim } } } };
  return writeMessage(MODEL, {
    irVersion: 8,
    opsetImport: [{ domain: "", version: 17 }],
    graph: { node, initializer, input: [x], output: [{ name: "y" }] },
  });
}

/** The same file without what its program wrote of itself, as if it were of another one. */
export function anonymous(bytes: Uint8Array): Uint8Array {
  const { irVersion, graph, opsetImport } = readMessage(MODEL, bytes);
  return writeMessage(MODEL, { irVersion, graph, opsetImport } as ModelDraft);
}

/** The file of a content, at once. */
export function encodeOnnx(content: FileContent): Uint8Array<ArrayBuffer> {
  return encode(content).bytes;
}
