import { decodeKerasArchive } from "./keras/decode.ts";
import { isArchive } from "../core/support/file_kind.ts";
import type { Codec } from "./codec.ts";

/** A zip archive of Keras: `config.json` and `model.weights.h5`. Only read. */
export const kerasCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "keras",
  describe: "a Keras model (.keras)",
  extension: ".keras",
  precisions: ["float32"],
  recognizes: (bytes) => {
    const text = new TextDecoder("latin1").decode(bytes.subarray(0, 64));
    return isArchive(bytes) && /^.{30}(metadata\.json|config\.json|model\.weights\.h5)/s.test(text);
  },
  decode: (bytes) => decodeKerasArchive(bytes),
});
