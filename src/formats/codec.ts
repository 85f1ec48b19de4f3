import type { Network } from "../engine/network.ts";
import type { DecodeOptions } from "./components.ts";

/** A format of files: how a value becomes bytes, and bytes the value. */
export interface Codec<Value = unknown> {
  /** The name of the format. */
  readonly name: string;
  /** What a file of it is, for messages: `a saved network`. */
  readonly title: string;
  /** Whether bytes begin as this format does; they may be damaged behind. */
  recognizes(bytes: Uint8Array): boolean;
  /** The bytes of a value. */
  encode(value: Value): Promise<Uint8Array>;
  /** The value of bytes, which are not trusted. */
  decode(bytes: Uint8Array, options?: DecodeOptions): Promise<Value>;
  /** The network in a value. */
  networkOf(value: Value): Network;
}
