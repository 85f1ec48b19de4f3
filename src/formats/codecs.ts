import { checkpointCodec } from "./checkpoint.ts";
import type { Codec } from "./codec.ts";
import { networkCodec } from "./network_json.ts";

/** Every format of files; a new one is a file with its codec, and a line here. */
export const CODECS: readonly Codec[] = /* @__PURE__ */ Object.freeze([
  networkCodec,
  checkpointCodec,
]);

/** The format of a file, by its beginning; `undefined` if it is not in {@linkcode CODECS}. */
export function codecOf(bytes: Uint8Array): Codec | undefined {
  return CODECS.find((codec) => codec.recognizes(bytes));
}

/** Every format: `a saved network or a checkpoint`. */
export function describeCodecs(): string {
  return CODECS.map(({ describe }) => describe).join(" or ");
}
