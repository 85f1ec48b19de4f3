import { checkBytes, checkCount } from "../../core/support/checks.ts";
import { fileKind } from "../../core/support/file_kind.ts";
import { checkOptions } from "../../core/support/options.ts";
import {
  type ArrayPlace,
  describeBytes,
  describeShape,
  ELEMENT_TYPES,
  elementCount,
  type ElementName,
  elementsOf,
  type ShapedArray,
} from "./elements.ts";
import { gunzip, isGzip } from "./gzip.ts";

/**
 * An array read from IDX.
 * @category IDX
 */
export type IdxArray = ShapedArray;

/**
 * Options of {@linkcode readIdx}.
 * @category IDX
 */
export interface ReadIdxOptions {
  /**
   * The most bytes that gzipped ones may inflate to. Defaults to 2²⁶ and 8 for each of them: images
   * usually take 2 to 5, but hostile bytes 1032.
   */
  readonly maxBytes?: number;
}

/** The types of elements by their code, the third byte of an IDX file. */
const TYPES: Readonly<Record<number, ElementName>> = {
  0x08: "uint8",
  0x09: "int8",
  0x0b: "int16",
  0x0c: "int32",
  0x0d: "float32",
  0x0e: "float64",
};

// Inflated unconditionally: deflate yields at most 1032 bytes for one, here 64 MiB. It also holds any
// IDX header, which has at most 4 + 255 × 4 bytes.
const GZIPPED_BEGINNING = 2 ** 16;

/** Which any gzipped bytes may inflate to; those of MNIST do to 47 million. */
const USUAL_BYTES = 2 ** 26;

/**
 * Reads an array in the IDX format, the one MNIST is published in.
 *
 * The format: two zero bytes, a code for the type of the elements, the number of dimensions, each
 * dimension in four bytes, the elements; without dimensions, one element. Elements are bytes,
 * signed or not, integers of 16 or 32 bits, or floats of 32 or 64. All is big-endian. Memory is
 * allocated for bytes that are there, never for bytes that the header merely claims.
 *
 * @param bytes The whole file, gzipped or not. Inflating takes Deno or Node (20.16 or newer); in a
 * browser, pipe gzipped bytes through `DecompressionStream` first.
 * @param options How many bytes gzipped ones may become.
 * @returns Shape and elements. Unsigned bytes are a view of `bytes`, not a copy, unless they were
 * gzipped.
 * @throws {TypeError} If `bytes` is not a Uint8Array.
 * @throws {RangeError} If `maxBytes` is not a positive integer.
 * @throws {SyntaxError} If the bytes are broken, truncated, followed by others, or of an unknown type,
 * or inflate to more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { readIdx } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const file = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30);
 * const { shape, data } = readIdx(file);
 * assertEquals(shape, [1, 3]);
 * assertEquals(Array.from(data), [10, 20, 30]);
 * ```
 * @category IDX
 */
export function readIdx(bytes: Uint8Array, options: ReadIdxOptions = {}): IdxArray {
  const { maxBytes } = checkOptions("readIdx()", options, "maxBytes");
  if (maxBytes !== undefined) checkCount(maxBytes, "maxBytes");
  checkBytes(bytes, "IDX bytes");
  const plain = isGzip(bytes) ? inflate(bytes, maxBytes) : bytes;
  const { type, order, shape, offset } = readIdxHeader(plain), size = sizeOf(type, shape);
  if (plain.length !== offset + size) {
    throw new SyntaxError(
      `IDX elements of shape ${describeShape(shape)} must take ${describeBytes(size)}, ` +
        `but found ${plain.length - offset}`,
    );
  }
  // Not plain.subarray, which is a Buffer for a Buffer, and then its slice is a view.
  const elements = new Uint8Array(plain.buffer, plain.byteOffset + offset, size);
  return { shape, data: type === "uint8" ? elements : elementsOf(elements, type, order) };
}

/** Inflates the header first, then no more than it claims. */
function inflate(bytes: Uint8Array, maxBytes = USUAL_BYTES + 8 * bytes.length): Uint8Array {
  if (bytes.length <= GZIPPED_BEGINNING) return gunzip(bytes, { most: maxBytes });
  const beginning = gunzip(bytes.subarray(0, GZIPPED_BEGINNING), { partial: true });
  const { type, shape, offset } = readIdxHeader(beginning), size = sizeOf(type, shape);
  if (offset + size > maxBytes) {
    throw new SyntaxError(
      `Gzipped IDX bytes must inflate to at most ${maxBytes} bytes, but their header claims ` +
        `${describeBytes(offset + size)}: raise maxBytes, or inflate them first`,
    );
  }
  return gunzip(bytes, { most: offset + size });
}

/** How many bytes elements take: exact below 2⁵³, else at least 2⁵³. */
function sizeOf(type: ElementName, shape: readonly number[]): number {
  return elementCount(shape) * ELEMENT_TYPES[type].size;
}

/** Reads where the elements of IDX bytes are, of which the beginning is enough. */
export function readIdxHeader(bytes: Uint8Array): ArrayPlace {
  if (bytes.length < 4) {
    throw new SyntaxError(`IDX bytes must begin with 4 bytes of magic, but found ${bytes.length}`);
  }
  const [zero = 0, alsoZero = 0, code = 0, rank = 0] = bytes;
  if (zero !== 0 || alsoZero !== 0) {
    throw new SyntaxError(`IDX bytes must begin with 00 00, but found ${fileKind(bytes)}`);
  }
  const type = TYPES[code];
  if (type === undefined) {
    throw new SyntaxError(
      `IDX elements must be of a type from 08 to 0e, but found an unknown one (${hex(code)})`,
    );
  }
  const offset = 4 + 4 * rank;
  if (bytes.length < offset) {
    throw new SyntaxError(
      `An IDX header of ${rank} dimensions must take ${offset} bytes, but found ${bytes.length}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { type, order: "big", shape, offset };
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
