import { decodeKerasHdf5 } from "./keras/decode.ts";
import type { Codec } from "./codec.ts";

/** What HDF5 files begin with. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** A whole model in HDF5, as Keras 2 saved it. Only read. */
export const kerasHdf5Codec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "keras-h5",
  describe: "a Keras model in HDF5 (.h5)",
  extension: ".h5",
  precisions: ["float32"],
  recognizes: (bytes) => SIGNATURE.every((byte, i) => bytes[i] === byte),
  decode: (bytes) => decodeKerasHdf5(bytes),
});
