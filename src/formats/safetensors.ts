import { checkBytes, isNatural } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { fileKind } from "../core/support/file_kind.ts";
import { parseJson } from "../core/support/parse_json.ts";
import { checkUniqueKeys } from "../core/support/unique_keys.ts";
import {
  bytesOf,
  describeBytes,
  describeShape,
  ELEMENT_TYPES,
  elementCount,
  type ElementName,
  elementNameOf,
  elementsOf,
  type ShapedArray,
} from "../data/files/elements.ts";

/**
 * The content of a safetensors file.
 * @category Files
 */
export interface Safetensors {
  /** The arrays by their names, in the order of the file's header. */
  readonly tensors: Readonly<Record<string, ShapedArray>>;
  /** Texts by their names. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The length of the header, as uint64, is before it. */
const LENGTH_BYTES = 8;

/** The most bytes of a header that the format allows. */
const MOST_HEADER = 100_000_000;

/** The types of elements that are read. */
const TYPES: Readonly<Record<string, ElementName>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U64: "uint64",
  U32: "uint32",
  U16: "uint16",
  U8: "uint8",
  BOOL: "uint8",
};

const METADATA = "__metadata__";

/**
 * Reads a safetensors file, as PyTorch's users exchange parameters.
 *
 * Elements are floats of 16 (also bfloat16) to 64 bits, integers or booleans; float16 and bfloat16 are
 * read as float32, integers of 64 bits as float64. The limits of the format hold: a header of at most
 * 100 MB, no key twice, and tensors that fill the rest of the file without gaps.
 *
 * @param bytes The whole file.
 * @returns The tensors, copied, and the metadata.
 * @throws {TypeError} If `bytes` is not a Uint8Array.
 * @throws {SyntaxError} If the bytes are broken, cut short or of another kind, or the elements are of
 * another type.
 *
 * @example
 * ```ts
 * import { readSafetensors, writeSafetensors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const weight = { shape: [1, 2], data: Float32Array.of(0.5, -1) };
 * const file = writeSafetensors({ tensors: { "0.weight": weight }, metadata: { format: "pt" } });
 * assertEquals(readSafetensors(file).tensors, { "0.weight": weight });
 * ```
 * @category Files
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  checkBytes(bytes, "A safetensors file");
  if (!isSafetensors(bytes)) {
    throw new SyntaxError(
      "A safetensors file must begin with the length of its header and {, but found " +
        fileKind(bytes),
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true), begin = LENGTH_BYTES + length;
  if (length > MOST_HEADER) {
    throw new SyntaxError(
      `The header of a safetensors file must take at most ${MOST_HEADER} bytes, but found ${length}`,
    );
  }
  if (begin > bytes.length) {
    throw new SyntaxError(
      `The header of this safetensors file must end at ${begin}, but the file at ${bytes.length}: ` +
        "it is cut short",
    );
  }
  const { [METADATA]: metadata = {}, ...others } = headerOf(bytes.subarray(LENGTH_BYTES, begin));
  const found = Object.entries(others).map(([name, value]) => placed(name, value));
  checkRanges(found, bytes.length - begin);
  return {
    tensors: Object.fromEntries(found.map(({ name, shape, type, from, to }) => {
      const data = elementsOf(bytes.subarray(begin + from, begin + to), type, "little");
      return [name, { shape, data }];
    })),
    metadata: checkedMetadata(metadata),
  };
}

/**
 * Arrays as a safetensors file, which `safetensors.torch.load_file` reads; the same bytes for the same
 * arrays.
 *
 * @param content The arrays; the type of each is that of its typed array.
 * @throws {TypeError} If the elements of one are not a typed array of numbers, its shape is not theirs,
 * or metadata are not texts.
 *
 * @example
 * ```ts
 * import { writeSafetensors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const file = writeSafetensors({ tensors: { x: { shape: [1], data: Uint8Array.of(7) } } });
 * assertEquals(file.at(-1), 7);
 * ```
 * @category Files
 */
export function writeSafetensors(
  content: Pick<Safetensors, "tensors"> & Partial<Safetensors>,
): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = content;
  if (typeof tensors !== "object" || tensors === null || Object.hasOwn(tensors, METADATA)) {
    throw new TypeError(
      `tensors of a safetensors file must be arrays by names other than ${METADATA}, but found ` +
        describe(tensors),
    );
  }
  const arrays = Object.entries(tensors).map(([name, array]) => ({ name, ...written(name, array) }))
    // Larger elements first, so that each is at a multiple of its size.
    .toSorted((a, b) => b.size - a.size);
  let end = 0;
  const header = Object.fromEntries(arrays.map(({ name, dtype, shape, bytes }) => {
    return [name, { dtype, shape, data_offsets: [end, end += bytes.length] }];
  }));
  const described = metadata && { [METADATA]: checkedMetadata(metadata, TypeError) };
  const unpadded = new TextEncoder().encode(JSON.stringify({ ...described, ...header }));
  const length = Math.ceil(unpadded.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + length + end);
  new DataView(file.buffer).setUint32(0, length, true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  file.set(unpadded, LENGTH_BYTES);
  let at = LENGTH_BYTES + length;
  for (const { bytes } of arrays) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** Whether a file, or its first 9 bytes, begins with the length of a header, and that with a brace. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes[LENGTH_BYTES] !== 0x7b) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) === 0; // far below 2³²
}

/** A tensor of a header. */
interface Placed {
  readonly name: string;
  readonly type: ElementName;
  readonly shape: readonly number[];
  /** Where its bytes are behind the header. */
  readonly from: number;
  readonly to: number;
}

function headerOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SyntaxError("The header of a safetensors file must be UTF-8", { cause: error });
  }
  const header = parseJson(text) as Readonly<Record<string, unknown>>;
  checkUniqueKeys(text);
  return header;
}

function placed(name: string, value: unknown): Placed {
  const { dtype, shape, data_offsets } = Object(value) as Readonly<Record<string, unknown>>;
  const what = `The tensor ${describe(name)} of a safetensors file`;
  if (typeof dtype !== "string" || !Object.hasOwn(TYPES, dtype)) {
    const known = Object.keys(TYPES).join(", ");
    throw new SyntaxError(`${what} must be of a type ${known}, but found ${describe(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isNatural)) {
    throw new SyntaxError(`${what} must have a shape of integers, but found ${describe(shape)}`);
  }
  const [from, to, ...more] = Array.isArray(data_offsets) ? data_offsets : [];
  if (!isNatural(from) || !isNatural(to) || from > to || more.length > 0) {
    const found = describe(data_offsets);
    throw new SyntaxError(`${what} must say where it begins and ends, but found ${found}`);
  }
  const type = TYPES[dtype]!, size = elementCount(shape) * ELEMENT_TYPES[type].size;
  if (to - from === size) return { name, type, shape, from, to };
  throw new SyntaxError(
    `${what} of shape ${describeShape(shape)} must take ${describeBytes(size)}, but found ` +
      `${to - from}`,
  );
}

/** Throws unless tensors fill so many bytes: none is shared, none is left. */
function checkRanges(tensors: readonly Placed[], size: number): void {
  let end = 0;
  for (const { name, from, to } of tensors.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) {
      throw new SyntaxError(
        `The tensor ${describe(name)} of a safetensors file must begin at ${end}, where the one ` +
          `before ends, but found ${from}`,
      );
    }
    end = to;
  }
  if (end === size) return;
  throw new SyntaxError(
    `The tensors of this safetensors file must take ${end} bytes, but found ${size}: it is ` +
      (size < end ? "cut short" : "followed by others"),
  );
}

function checkedMetadata(
  value: unknown,
  Kind: SyntaxErrorConstructor | TypeErrorConstructor = SyntaxError,
): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Kind(
      `${METADATA} of a safetensors file must be an object, but found ${describe(value)}`,
    );
  }
  const texts = value as Readonly<Record<string, string>>;
  const other = Object.keys(texts).find((name) => typeof texts[name] !== "string");
  if (other === undefined) return texts;
  throw new Kind(
    `${METADATA} of a safetensors file must be texts, but found ${describe(texts[other])} as ` +
      describe(other),
  );
}

/** An array for a file. */
function written(name: string, { shape, data }: ShapedArray) {
  const type = elementNameOf(data), isShape = Array.isArray(shape) && shape.every(isNatural);
  if (type === undefined || !isShape || elementCount(shape) !== data.length) {
    const found = isShape ? `${describe(data)} of shape ${describeShape(shape)}` : describe(shape);
    throw new TypeError(
      `The tensor ${describe(name)} must be a typed array of numbers and its shape, but found ` +
        found,
    );
  }
  const size = data.BYTES_PER_ELEMENT, dtype = `${type[0]!.toUpperCase()}${8 * size}`;
  return { dtype, shape, size, bytes: bytesOf(data, "little") };
}
