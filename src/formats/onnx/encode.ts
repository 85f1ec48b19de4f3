import { bytesOf } from "../../data/files/elements.ts";
import { outputsOf } from "../../engine/network.ts";
import { suggestedOutputs } from "../../model/outputs.ts";
import type { Encoded, FileContent } from "../codec.ts";
import { float32Of } from "../float32_bytes.ts";
import { descriptionOf } from "../tensor_files.ts";
import { emitInputs, emitOutputs } from "./export/ends.ts";
import { type Attribute, type Constant, Graph, type GraphEnd } from "./export/graph.ts";
import { emitNetwork } from "./export/layers.ts";
import { ATTRIBUTE_TYPE, ELEMENT, MODEL } from "./messages.ts";
import { writeMessage } from "./wire.ts";

/** Opset 17 is the first with LayerNormalization; 8 is the version of files of its time. */
const OPSET = 17, IR_VERSION = 8;

/** The program that wrote a file. */
export const PRODUCER = "backproof";

/** The graph of a model: what enters, the network, and what leaves. */
export function graphOf(content: FileContent): Graph {
  const { network } = content, graph = new Graph();
  const inputs = content.inputs ?? { kind: "numbers", size: network.inputs };
  const outputs = content.outputs ?? suggestedOutputs(network);
  const rows = emitNetwork(graph, emitInputs(graph, inputs), network);
  emitOutputs(graph, rows, outputs, outputsOf(network));
  return graph;
}

/**
 * A model as an ONNX file, whose weights are float32.
 *
 * @throws {TypeError} If a kind or an activation is a custom one.
 * @throws {RangeError} If a number is beyond float32.
 */
export function encodeOnnx(content: FileContent): Encoded {
  const graph = graphOf(content);
  const { names } = content.outputs ?? suggestedOutputs(content.network);
  const domains = new Set(graph.nodes.map(({ domain = "" }) => domain));
  const bytes = writeMessage(MODEL, {
    irVersion: IR_VERSION,
    producerName: PRODUCER,
    graph: {
      node: graph.nodes.map(({ op, inputs, output, attributes, domain }) => ({
        input: inputs,
        output: [output],
        name: output,
        opType: op,
        attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
        ...(domain && { domain }),
      })),
      name: PRODUCER,
      initializer: graph.constants.map(tensorOf),
      input: graph.inputs.map(infoOf),
      output: graph.outputs.map(infoOf),
    },
    opsetImport: [
      { domain: "", version: OPSET },
      ...(domains.has("ai.onnx.ml") ? [{ domain: "ai.onnx.ml", version: 2 }] : []),
    ],
    metadataProps: [
      { key: "names", value: JSON.stringify(names) },
      { key: PRODUCER, value: descriptionOf(content) },
    ],
  });
  return { bytes };
}

function attributeOf(name: string, value: Attribute) {
  const [[type, given]] = Object.entries(value) as [[keyof typeof ATTRIBUTE_TYPE, unknown]];
  const encoder = new TextEncoder();
  const held = type === "strings"
    ? (given as readonly string[]).map((text) => encoder.encode(text))
    : given;
  return { name, [type]: held, type: ATTRIBUTE_TYPE[type] };
}

function infoOf({ name, type, dims }: GraphEnd) {
  const dim = [{ dimParam: "batch" }, ...dims.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: ELEMENT[type], shape: { dim } } } };
}

function tensorOf({ name, dims, data, type, isParameter }: Constant) {
  const floats = () => isParameter ? float32Of({ name, data }) : Float32Array.from(data);
  const numbers = type === "int64" ? BigInt64Array.from(Array.from(data, BigInt)) : floats();
  const rawData = bytesOf(numbers, "little");
  return { name, dims, dataType: ELEMENT[type], rawData };
}
