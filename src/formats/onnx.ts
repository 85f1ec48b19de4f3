import type { Codec } from "./codec.ts";
import { decodeOnnxFiles } from "./onnx/decode.ts";
import { encodeOnnx } from "./onnx/encode.ts";

/**
 * The first field of a file is its version, a small integer; the next is the name of a program, or of a
 * domain, texts, a number or the graph.
 */
function isOnnx(bytes: Uint8Array): boolean {
  const [tag, version, next] = bytes;
  return tag === 0x08 && version! > 0 && version! < 0x40 && NEXT.includes(next!);
}

/** The tags of what may follow: fields 2 to 6, the graph, or the sets of operators. */
const NEXT = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42];

/** ONNX, the Open Neural Network Exchange: what PyTorch, Keras and scikit-learn export, and browsers run. */
export const onnxCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "onnx",
  describe: "an ONNX model",
  extension: ".onnx",
  precisions: ["float32"],
  recognizes: isOnnx,
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (content) => encodeOnnx(content),
  decode: (bytes, options) => decodeOnnxFiles(bytes, options),
});
