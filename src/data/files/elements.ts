import { fromFloat16 } from "../../core/support/float16.ts";

/**
 * A typed array of numbers.
 * @category Arrays
 */
export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * An array of any number of dimensions, as files hold it.
 * @category Arrays
 */
export interface ShapedArray {
  /** The dimensions, the slowest first: MNIST's images are (examples × rows × columns). */
  readonly shape: readonly number[];
  /** The elements in row-major order, the last dimension fastest. */
  readonly data: NumberArray;
}

/** A type of elements in files. */
interface ElementType {
  /** How many bytes an element takes. */
  readonly size: number;
  /** The elements of bytes in the order of this machine; their buffer may be kept. */
  readonly of: (buffer: ArrayBuffer) => NumberArray;
}

/** The types by NumPy's name, or PyTorch's. Those without an array of numbers are read as a larger type. */
export const ELEMENT_TYPES = {
  uint8: { size: 1, of: (buffer) => new Uint8Array(buffer) },
  int8: { size: 1, of: (buffer) => new Int8Array(buffer) },
  uint16: { size: 2, of: (buffer) => new Uint16Array(buffer) },
  int16: { size: 2, of: (buffer) => new Int16Array(buffer) },
  uint32: { size: 4, of: (buffer) => new Uint32Array(buffer) },
  int32: { size: 4, of: (buffer) => new Int32Array(buffer) },
  uint64: {
    size: 8,
    of: (buffer) => Float64Array.from<bigint>(new BigUint64Array(buffer), exact),
  },
  int64: { size: 8, of: (buffer) => Float64Array.from<bigint>(new BigInt64Array(buffer), exact) },
  float16: { size: 2, of: (buffer) => Float32Array.from(new Uint16Array(buffer), fromFloat16) },
  // The upper half of a float32.
  bfloat16: {
    size: 2,
    of: (buffer) =>
      new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer),
  },
  float32: { size: 4, of: (buffer) => new Float32Array(buffer) },
  float64: { size: 8, of: (buffer) => new Float64Array(buffer) },
} as const satisfies Readonly<Record<string, ElementType>>;

/** The name of a type of elements. */
export type ElementName = keyof typeof ELEMENT_TYPES;

/** Where the elements of an array lie in a file. */
export interface ArrayPlace {
  readonly type: ElementName;
  readonly order: "little" | "big";
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly offset: number;
}

/** The name of the type of a typed array, such as `float32`; undefined of anything else. */
export function elementNameOf(data: unknown): ElementName | undefined {
  if (!ArrayBuffer.isView(data)) return undefined;
  // The class whatever subclass it is, such as a Buffer.
  const tag: string = (data as Uint8Array)[Symbol.toStringTag] ?? "";
  const name = tag.replace(/Array$/, "").toLowerCase();
  return Object.hasOwn(ELEMENT_TYPES, name) ? name as ElementName : undefined;
}

/** Elements of an array as bytes in an order, copied. */
export function bytesOf(
  data: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number },
  order: "little" | "big",
): Uint8Array<ArrayBuffer> {
  const own = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return inOrder(own, data.BYTES_PER_ELEMENT, order);
}

/**
 * The elements of bytes, copied.
 *
 * @param bytes Whole elements of this type.
 * @throws {SyntaxError} If an integer of 64 bits is beyond ±2⁵³.
 */
export function elementsOf(
  bytes: Uint8Array,
  type: ElementName,
  order: "little" | "big",
): NumberArray {
  const { size, of } = ELEMENT_TYPES[type];
  return of(inOrder(bytes, size, order).buffer);
}

/** A copy of the bytes of elements, from the given order to that of this machine or back. */
function inOrder(
  bytes: Uint8Array,
  size: number,
  order: "little" | "big",
): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes); // not a slice, which is a view for a Buffer
  if (order === machineOrder()) return copy;
  for (let at = 0; at < copy.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      [copy[low], copy[high]] = [copy[high]!, copy[low]!];
    }
  }
  return copy;
}

/**
 * The product of the dimensions: exact below 2⁵³, else at least 2⁵³.
 *
 * Without a zero no factor makes it smaller, so every partial product is exact if the whole is
 * below 2⁵³, and once beyond, it stays there, up to Infinity.
 */
export function elementCount(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((size, dimension) => size * dimension, 1);
}

/** `60000 × 28 × 28`; a nonsensical header may have 255 dimensions. */
export function describeShape(shape: readonly number[]): string {
  if (shape.length === 0) return "() (one element)";
  return shape.length <= 8
    ? shape.join(" × ")
    : `${shape.slice(0, 8).join(" × ")} × … (${shape.length} dimensions)`;
}

/** A number of bytes for a message, however large. */
export function describeBytes(size: number): string {
  return Number.isSafeInteger(size) ? `${size} bytes` : "more than 2^53 bytes";
}

function machineOrder(): "little" | "big" {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "little" : "big";
}

function exact(integer: bigint): number {
  const number = Number(integer);
  if (!Number.isSafeInteger(number)) {
    throw new SyntaxError(
      `Integers of 64 bits must be within ±2^53, as numbers hold them, but found ${integer}`,
    );
  }
  return number;
}
