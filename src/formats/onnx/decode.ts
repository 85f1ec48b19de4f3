import type { DecodeOptions, FileContent } from "../codec.ts";
import { customOf } from "../components.ts";
import { contentOfGraph } from "./import/graph.ts";
import { MODEL } from "./messages.ts";
import { PRODUCER } from "./encode.ts";
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
  const file = readMessage(MODEL, bytes), { producerName, graph, metadataProps } = file;
  if (graph === undefined) throw new SyntaxError("An ONNX file must have a graph, but has none");
  const description = metadataProps.find(({ key }) => key === PRODUCER)?.value;
  if (description !== undefined) {
    return ownContent(graph, description, customOf(options));
  }
  if (producerName === PRODUCER) {
    throw new SyntaxError(
      "An ONNX file of backproof must end in a description of its model, but has none: it is cut short",
    );
  }
  return contentOfGraph(graph, file, bytes.length);
}
