import type { Network } from "../engine/network.ts";
import type { Checkpoint } from "../train/checkpoints/checkpoint.ts";
import { checkpointCodec } from "./checkpoint.ts";
import type { Codec } from "./codec.ts";
import type { DecodeOptions } from "./components.ts";
import { networkJson } from "./network_json.ts";

/**
 * Every format of files by its name: another one is a file with its codec, and a line here. The first
 * that recognizes a file reads it.
 *
 * @example
 * ```ts
 * import { dense, FORMATS, network, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(3, tanh)], seed: 1 });
 * const bytes = await FORMATS.json.encode(net);
 * assertEquals([FORMATS.json, FORMATS.checkpoint].map((f) => f.recognizes(bytes)), [true, false]);
 * ```
 */
export const FORMATS: {
  readonly checkpoint: Codec<Checkpoint>;
  readonly json: Codec<Network>;
} = { checkpoint: checkpointCodec, json: networkJson };

/**
 * The network in a file of any format.
 *
 * @param bytes The whole file.
 * @param options Custom activations that it may name.
 * @returns The network: the one that was saved, or that of a checkpoint.
 * @throws {SyntaxError} If the bytes are of no known format, or damaged.
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a size does not fit, a name is unknown, or a number is not finite.
 *
 * @example
 * ```ts
 * import { decodeNetwork, dense, FORMATS, network, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(3, tanh)], seed: 1 });
 * assertEquals(await decodeNetwork(await FORMATS.json.encode(net)), net);
 * ```
 */
export async function decodeNetwork(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<Network> {
  const codecs: readonly Codec[] = Object.values(FORMATS);
  const codec = codecs.find(({ recognizes }) => recognizes(bytes));
  if (codec !== undefined) return codec.networkOf(await codec.decode(bytes, options));
  throw new SyntaxError(
    `A file with a network must be ${codecs.map(({ title }) => title).join(" or ")}, ` +
      `but found ${bytes.length} bytes that begin as none of them`,
  );
}
