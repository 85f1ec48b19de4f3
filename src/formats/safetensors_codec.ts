import type { Codec } from "./codec.ts";
import { pytorchCode } from "./pytorch/modules.ts";
import { isSafetensors, readSafetensors, writeSafetensors } from "./safetensors.ts";
import { contentOfTensors, descriptionOf, roundedTensors } from "./tensor_files.ts";

/** The metadata with all of a model but its parameters. */
const DESCRIPTION = "backproof";

/**
 * Parameters by PyTorch's names, and the rest of a model as metadata. Python's text of the layers is there
 * for people.
 */
export const safetensorsCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "safetensors",
  describe: "a safetensors file",
  extension: ".safetensors",
  precisions: ["float32", "float64"],
  recognizes: isSafetensors,
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (content, { precision = "float32" } = {}) => {
    const pytorch = pytorchCode(content.network);
    const metadata = { format: "pt", [DESCRIPTION]: descriptionOf(content), pytorch };
    const tensors = roundedTensors(content.network, precision);
    return { bytes: writeSafetensors({ tensors, metadata }) };
  },
  // deno-lint-ignore require-await -- its errors must reject
  decode: async (bytes, options) => {
    const { tensors, metadata } = readSafetensors(bytes);
    return contentOfTensors(tensors, metadata[DESCRIPTION], options);
  },
});
