import type { Codec } from "./codec.ts";

/** Parameters by PyTorch's names as NumPy's arrays, and the rest of a model as one of bytes. */
export const npzCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "npz",
  describe: "a NumPy archive (.npz)",
  extension: ".npz",
  precisions: ["float64", "float32"],
  recognizes: (bytes) => {
    // The first file of a zip archive: its signature, the length of its name, and that.
    const isArchive = [0x50, 0x4b, 3, 4].every((byte, i) => bytes[i] === byte);
    const length = bytes[26]! + 256 * bytes[27]!, name = bytes.subarray(30, 30 + length);
    return isArchive && new TextDecoder().decode(name).endsWith(".npy");
  },
  encode: async (content, options) => {
    return (await import("./tensor_files.ts")).encodeNpz(content, options);
  },
  decode: async (bytes, options) => {
    return await (await import("./tensor_files.ts")).decodeNpz(bytes, options);
  },
});
