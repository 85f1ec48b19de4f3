import type { Codec } from "./codec.ts";
import { isSafetensors } from "./safetensors_begin.ts";

/** Parameters by PyTorch's names, and the rest of a model as metadata. */
export const safetensorsCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "safetensors",
  describe: "a safetensors file",
  extension: ".safetensors",
  precisions: ["float32", "float64"],
  recognizes: isSafetensors,
  encode: async (content, options) => {
    return (await import("./tensor_files.ts")).encodeSafetensors(content, options);
  },
  decode: async (bytes, options) => {
    return (await import("./tensor_files.ts")).decodeSafetensors(bytes, options);
  },
});
