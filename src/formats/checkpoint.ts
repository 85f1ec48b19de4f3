import { fileKind } from "../core/support/file_kind.ts";
import { parseJson } from "../core/support/parse_json.ts";
import { sha256 } from "../data/sha256.ts";
import { type Checkpoint, checkShape } from "../train/checkpoints/checkpoint.ts";
import type { Codec } from "./codec.ts";
import { type CustomComponents, customOf } from "./components.ts";
import { BYTES_PER_NUMBER, float64Bytes, float64Numbers } from "./float64_bytes.ts";
import { pack, unpack } from "./plain_data.ts";
import { currentCheckpoint } from "./version_one.ts";
import { checkOptions } from "../core/support/options.ts";

// As in PNG: a byte above 127, "backproof", and line ends that a transfer as text would change.
const MAGIC = [0x89, 0x62, 0x61, 0x63, 0x6b, 0x70, 0x72, 0x6f, 0x6f, 0x66, 0x0d, 0x0a, 0x1a, 0x0a];
// Version 1 had no kinds of layers, and dropout as an option of dense ones.
const VERSION = 2, OLDEST = 1;
const VERSION_AT = 14, HEADER_AT = 24;
const DIGEST_BYTES = 32;

/**
 * A checkpoint as the bytes of one file.
 *
 * Magic (14 bytes), version (uint16), the length of the header in bytes and the count of numbers
 * (uint32 both), the header as JSON, padded by spaces to a multiple of 8, the numbers of all arrays
 * (float64), SHA-256 of all before it. Everything is little-endian, and the round trip is exact.
 *
 * @throws {TypeError} If the optimizer's state is not plain data, or a custom activation or kind of
 * layer has the name of a built-in one.
 * @throws {DOMException} `NotSupportedError` without Web Crypto.
 *
 * @example
 * ```ts
 * import {
 *   type Checkpoint, decodeCheckpoint, dense, encodeCheckpoint, fit, linear, matrix, network, sgd,
 *   sumOfSquaredErrors,
 * } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const line = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
 * const saved: Checkpoint[] = [];
 * await fit(network({ inputs: 1, layers: [dense(1, linear)], seed: 1 }), line, {
 *   loss: sumOfSquaredErrors,
 *   optimizer: sgd({ learningRate: 0.3 }),
 *   checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
 * });
 * assertEquals(await decodeCheckpoint(await encodeCheckpoint(saved[0]!)), saved[0]);
 * ```
 * @category Checkpoints
 */
export async function encodeCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  const { json, arrays } = pack(checkpoint);
  const text = JSON.stringify(json);
  const unpadded = new TextEncoder().encode(text).length;
  const header = new TextEncoder().encode(text + " ".repeat(-unpadded & (BYTES_PER_NUMBER - 1)));
  const count = arrays.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(lengthOf(header.length, count));
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(VERSION_AT, VERSION, true);
  view.setUint32(VERSION_AT + 2, header.length, true);
  view.setUint32(VERSION_AT + 6, count, true);
  bytes.set(header, HEADER_AT);
  let at = HEADER_AT + header.length;
  for (const array of arrays) {
    bytes.set(float64Bytes(array), at);
    at += BYTES_PER_NUMBER * array.length;
  }
  bytes.set(await digestOf(bytes.subarray(0, at)), at);
  return bytes;
}

/**
 * The checkpoint that {@linkcode encodeCheckpoint} encoded.
 *
 * @param given Custom activations and kinds of layers that it may name.
 * @throws {SyntaxError} If the bytes are not a checkpoint, truncated, damaged or of a newer version.
 * @throws {RangeError} If an activation or a kind of layer is unknown, or an option is out of range.
 * @throws {DOMException} `NotSupportedError` without Web Crypto.
 *
 * @example Other bytes throw
 * ```ts
 * import { decodeCheckpoint } from "@backproof/backproof";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => decodeCheckpoint(Uint8Array.of(1, 2, 3)), SyntaxError, "must begin as");
 * ```
 * @category Checkpoints
 */
export async function decodeCheckpoint(
  bytes: Uint8Array,
  given: CustomComponents = {},
): Promise<Checkpoint> {
  checkOptions("decodeCheckpoint()", given, "activations kinds");
  if (!isCheckpoint(bytes)) {
    throw new SyntaxError(
      `A checkpoint must begin as one of backproof does, but this is ${fileKind(bytes)}`,
    );
  }
  const whole = new Uint8Array(bytes); // a copy, as Web Crypto takes no shared memory
  const view = new DataView(whole.buffer);
  if (whole.length < HEADER_AT) {
    const wanted = `at least ${HEADER_AT} bytes`;
    throw new SyntaxError(`A checkpoint must be ${wanted}, but found ${whole.length}`);
  }
  const version = view.getUint16(VERSION_AT, true);
  if (version < OLDEST || version > VERSION) {
    throw new SyntaxError(
      `A checkpoint must be of version ${OLDEST} to ${VERSION}, but found ${version}` +
        (version > VERSION ? ": a newer backproof made it" : ""),
    );
  }
  const headerLength = view.getUint32(VERSION_AT + 2, true);
  const count = view.getUint32(VERSION_AT + 6, true);
  const length = lengthOf(headerLength, count);
  if (whole.length !== length) {
    throw new SyntaxError(
      `This checkpoint must be ${length} bytes, but found ${whole.length}: it is ` +
        (whole.length < length ? "cut short" : "followed by others, or damaged"),
    );
  }
  const end = length - DIGEST_BYTES;
  const digest = await digestOf(whole.subarray(0, end));
  if (digest.some((byte, i) => byte !== whole[end + i])) {
    throw new SyntaxError("This checkpoint is damaged: its SHA-256 is not that of its content");
  }
  const numbersAt = HEADER_AT + headerLength;
  const header = whole.subarray(HEADER_AT, numbersAt);
  return checkpointOf(version, header, float64Numbers(whole.subarray(numbersAt, end)), given);
}

/**
 * Whether a file, or its first 14 bytes, begins as checkpoints do; the rest may be damaged.
 *
 * @example
 * ```ts
 * import { isCheckpoint } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isCheckpoint(new TextEncoder().encode('{ "format": "backproof network" }')), false);
 * ```
 * @category Checkpoints
 */
export function isCheckpoint(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** A training that can be resumed: all of it in float64, under a checksum. */
export const checkpointCodec: Codec<Checkpoint> = /* @__PURE__ */ Object.freeze<Codec<Checkpoint>>({
  name: "checkpoint",
  describe: "a checkpoint",
  extension: ".checkpoint",
  recognizes: isCheckpoint,
  encode: async (checkpoint) => ({ bytes: await encodeCheckpoint(checkpoint) }),
  decode: (bytes, options) => decodeCheckpoint(bytes, customOf(options)),
});

function checkpointOf(
  version: number,
  header: Uint8Array,
  elements: Float64Array,
  given: CustomComponents,
): Checkpoint {
  try {
    const json = parseJson(new TextDecoder().decode(header));
    const found = unpack(json, elements, given);
    const checkpoint = (version === 1 ? currentCheckpoint(found) : found) as Checkpoint;
    checkShape(checkpoint);
    return checkpoint;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const { message } = error as Error;
    throw new SyntaxError(`This is not a checkpoint: ${message}`, { cause: error });
  }
}

function lengthOf(header: number, count: number): number {
  return HEADER_AT + header + BYTES_PER_NUMBER * count + DIGEST_BYTES;
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const pairs = (await sha256(bytes)).match(/../g)!;
  return Uint8Array.from(pairs, (hex) => parseInt(hex, 16));
}
