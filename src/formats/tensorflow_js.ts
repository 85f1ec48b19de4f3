import { decodeLayersModel } from "./tensorflow_js/decode.ts";
import { encodeLayersModel } from "./tensorflow_js/encode.ts";
import type { Codec } from "./codec.ts";

/** A layers model of TensorFlow.js: `model.json`, and its weights in files beside it. */
export const tensorflowJsCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "tensorflow-js",
  describe: "a TensorFlow.js layers model",
  extension: ".tfjs.json",
  precisions: ["float32"],
  recognizes: (bytes) => {
    const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
    return /^\{\s*"modelTopology"\s*:/.test(start) ||
      (start.startsWith("{") && /"format"\s*:\s*"(layers|graph)-model"/.test(start));
  },
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (content) => encodeLayersModel(content),
  decode: (bytes, options) => decodeLayersModel(bytes, options),
});
