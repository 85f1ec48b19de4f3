import type { DecodeOptions, FileContent } from "../codec.ts";
import { customOf } from "../components.ts";
import { contentOfGraph } from "./import/graph.ts";
import { type GraphMessage, MODEL, type ModelMessage } from "./messages.ts";
import { PRODUCER } from "./encode.ts";
import { withExternalData } from "./external_data.ts";
import { ownContent } from "./own.ts";
import { readMessage } from "./wire.ts";

/**
 * The content of an ONNX file, untrusted.
 *
 * @throws {SyntaxError} If it is damaged.
 * @throws {TypeError} If it has an operator or a tensor that a network cannot express.
 * @throws {RangeError} If a component is unknown, or a number out of range.
 */
export function decodeOnnx(bytes: Uint8Array, options: DecodeOptions = {}): FileContent {
  const file = readMessage(MODEL, bytes);
  return contentOfFile(file, graphIn(file), bytes.length, options);
}

/** The content of an ONNX file, untrusted, and of those beside it that hold its tensors. */
export async function decodeOnnxFiles(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<FileContent> {
  const file = readMessage(MODEL, bytes);
  const { graph, size } = await withExternalData(graphIn(file), options.beside);
  return contentOfFile(file, graph, bytes.length + size, options);
}

function graphIn({ graph }: ModelMessage): GraphMessage {
  if (graph) return graph;
  throw new SyntaxError("An ONNX file must have a graph, but has none");
}

function contentOfFile(
  file: ModelMessage,
  graph: GraphMessage,
  size: number,
  options: DecodeOptions,
): FileContent {
  const description = file.metadataProps.find(({ key }) => key === PRODUCER)?.value;
  if (description !== undefined) {
    return ownContent(graph, description, customOf(options));
  }
  if (file.producerName === PRODUCER) {
    throw new SyntaxError(
      "An ONNX file of backproof must end in a description of its model, but has none: it is cut short",
    );
  }
  return contentOfGraph(graph, file, size);
}
