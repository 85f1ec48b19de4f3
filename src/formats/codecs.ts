import { checkpointCodec } from "./checkpoint.ts";
import type { Codec } from "./codec.ts";
import { javascriptCodec } from "./javascript.ts";
import { kerasCodec } from "./keras_archive.ts";
import { kerasHdf5Codec } from "./keras_hdf5.ts";
import { networkCodec } from "./network_file.ts";
import { npzCodec } from "./npz_codec.ts";
import { onnxCodec } from "./onnx.ts";
import { safetensorsCodec } from "./safetensors_codec.ts";
import { tensorflowJsCodec } from "./tensorflow_js.ts";

/** Every format of files; a new one is a file with its codec, and a line here. */
export const CODECS: readonly Codec[] = /* @__PURE__ */ Object.freeze([
  networkCodec,
  checkpointCodec,
  safetensorsCodec,
  npzCodec,
  onnxCodec,
  tensorflowJsCodec,
  kerasCodec,
  kerasHdf5Codec,
  javascriptCodec,
]);

/** The format of a file, by its beginning; `undefined` if it is not in {@linkcode CODECS}. */
export function codecOf(bytes: Uint8Array): Codec | undefined {
  return CODECS.find((codec) => codec.decode && codec.recognizes(bytes));
}

/** Every format that is read: `a saved network or a checkpoint`. */
export function describeCodecs(): string {
  const words = CODECS.filter(({ decode }) => decode).map(({ describe }) => describe);
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
