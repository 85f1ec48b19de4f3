import { isArchive } from "../core/support/file_kind.ts";
import { readNpz, writeNpz } from "../data/files/npz.ts";
import type { Codec } from "./codec.ts";
import { contentOfTensors, descriptionOf, roundedTensors } from "./tensor_files.ts";

/** The array whose bytes are all of a model but its parameters, as JSON. */
const DESCRIPTION = "backproof.json";

/** Parameters by PyTorch's names as NumPy's arrays, and the rest of a model as one of bytes. */
export const npzCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "npz",
  describe: "a NumPy archive (.npz)",
  extension: ".npz",
  precisions: ["float64", "float32"],
  recognizes: (bytes) => {
    // The length of the name of the first file, and that name.
    const length = bytes[26]! + 256 * bytes[27]!, name = bytes.subarray(30, 30 + length);
    return isArchive(bytes) && new TextDecoder().decode(name).endsWith(".npy");
  },
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (content, { precision = "float64" } = {}) => {
    const text = new TextEncoder().encode(descriptionOf(content));
    const description = { shape: [text.length], data: text };
    const tensors = roundedTensors(content.network, precision);
    return { bytes: writeNpz({ [DESCRIPTION]: description, ...tensors }) };
  },
  decode: async (bytes, options) => {
    const { [DESCRIPTION]: text, ...tensors } = await readNpz(bytes);
    const description = text && new TextDecoder().decode(Uint8Array.from(text.data));
    return contentOfTensors(tensors, description, options);
  },
});
