import { checkBytes, isNatural } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { fileKind } from "../../core/support/file_kind.ts";
import {
  type ArrayPlace,
  bytesOf,
  describeBytes,
  describeShape,
  ELEMENT_TYPES,
  elementCount,
  type ElementName,
  elementNameOf,
  elementsOf,
  type NumberArray,
  type ShapedArray,
} from "./elements.ts";

const MAGIC = "\x93NUMPY";

/** The most bytes of a header, those of version 1: only arrays of records need more. */
const MOST_HEADER = 2 ** 16;

/** Where the elements begin is a multiple of this, as NumPy writes it. */
const ALIGNMENT = 64;

/** The kinds of numbers by their letter in a header. */
const NUMBERS: Readonly<Record<string, string>> = { u: "uint", i: "int", f: "float" };

/** Other kinds of elements. */
const OTHERS: Readonly<Record<string, string>> = {
  c: "complex numbers",
  O: "Python objects, which are pickled",
  S: "byte strings",
  a: "byte strings",
  U: "text",
  M: "dates",
  m: "times",
  V: "records",
};

/** The most dimensions of an array in NumPy 2. */
const MOST_DIMENSIONS = 64;

/** A member of the header, which is a dictionary of Python: a string, a truth value or a tuple. */
const MEMBER = /\s*(['"])(\w+)\1\s*:\s*(?:(['"])([^'"]*)\3|(True|False)|\(([\d\s,L]*)\))\s*(,|$)/y;

/**
 * Reads an array in NumPy's format `.npy`, as `numpy.save` writes it.
 *
 * Versions 1 to 3, either byte order, rows or columns first. Elements are integers, floats of 16 to
 * 64 bits or booleans, which become 0 and 1; float16 is read as float32, integers of 64 bits as
 * float64.
 *
 * @param bytes The whole file.
 * @returns Shape and elements in row-major order, a copy.
 * @throws {TypeError} If `bytes` is not a Uint8Array.
 * @throws {SyntaxError} If the bytes are broken, cut short or of another kind, the elements are not
 * numbers, or an integer is beyond ±2⁵³.
 *
 * @example
 * ```ts
 * import { readNpy, writeNpy } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const file = writeNpy({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
 * const { shape, data } = readNpy(file);
 * assertEquals([shape[0], shape[1], data[5]], [2, 3, 6]);
 * ```
 * @category Arrays
 */
export function readNpy(bytes: Uint8Array): ShapedArray {
  checkBytes(bytes, "The bytes of .npy");
  const { text, offset } = headerOf(bytes);
  const { type, order, isTransposed, shape } = parseHeader(text);
  const size = elementCount(shape) * ELEMENT_TYPES[type].size;
  if (bytes.length - offset !== size) {
    throw new SyntaxError(
      `Elements of shape ${describeShape(shape)} in .npy must take ${describeBytes(size)}, ` +
        `but found ${bytes.length - offset}`,
    );
  }
  const data = elementsOf(bytes.subarray(offset), type, order);
  return { shape, data: isTransposed ? rowsFirst(data, shape) : data };
}

/**
 * An array as NumPy's `.npy`, which `numpy.load` reads: version 1, little-endian, rows first.
 *
 * @param array Shape and elements; the type of these is that of the typed array.
 * @throws {TypeError} If `data` is not a typed array of numbers, or `shape` not its shape.
 *
 * @example
 * ```ts
 * import { writeNpy } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const file = writeNpy({ shape: [2], data: Uint8Array.of(7, 9) });
 * assertEquals([...file.subarray(-2)], [7, 9]);
 * ```
 * @category Arrays
 */
export function writeNpy(array: ShapedArray): Uint8Array<ArrayBuffer> {
  const { shape, data } = array ?? {};
  const descr = descrOf(data);
  if (!isShape(shape) || elementCount(shape) !== data.length) {
    const found = Array.isArray(shape) ? describeShape(shape) : describe(shape);
    throw new TypeError(
      `The shape of an array must be up to ${MOST_DIMENSIONS} dimensions of ${data.length} ` +
        `elements, but found ${found}`,
    );
  }
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const prefix = MAGIC.length + 4, whole = prefix + text.length + 1;
  const offset = Math.ceil(whole / ALIGNMENT) * ALIGNMENT;
  const header = MAGIC + "\x01\x00" + String.fromCharCode((offset - prefix) & 255) +
    String.fromCharCode((offset - prefix) >> 8) + text.padEnd(offset - prefix - 1) + "\n";
  const file = new Uint8Array(offset + data.byteLength);
  file.set(Uint8Array.from(header, (character) => character.charCodeAt(0)));
  file.set(bytesOf(data, "little"), offset);
  return file;
}

/** Whether bytes begin as `.npy` does. */
export function isNpy(bytes: Uint8Array): boolean {
  return Array.from(MAGIC).every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

/** The most bytes before the elements: magic, version, length and header. */
export const MOST_NPY_HEADER = 12 + MOST_HEADER;

/**
 * Reads where the elements of `.npy` are, of which the beginning is enough.
 *
 * @throws {SyntaxError} If it is broken, or columns come first.
 */
export function readNpyHeader(bytes: Uint8Array): ArrayPlace {
  const { text, offset } = headerOf(bytes);
  const { isTransposed, ...place } = parseHeader(text);
  if (!isTransposed) return { ...place, offset };
  throw new SyntaxError(
    "Rows cannot be read of .npy whose columns come first: save numpy.ascontiguousarray(array)",
  );
}

function headerOf(bytes: Uint8Array): { readonly text: string; readonly offset: number } {
  if (!isNpy(bytes)) {
    throw new SyntaxError(`.npy must begin with 93 NUMPY, but found ${fileKind(bytes)}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [version] = bytes.subarray(MAGIC.length);
  if (version !== 1 && version !== 2 && version !== 3) {
    throw new SyntaxError(`.npy must be of version 1, 2 or 3, but found ${version ?? "none"}`);
  }
  const at = MAGIC.length + 2, begin = at + (version === 1 ? 2 : 4);
  const length = bytes.length < begin
    ? Infinity
    : version === 1
    ? view.getUint16(at, true)
    : view.getUint32(at, true);
  if (begin + length > bytes.length) {
    throw new SyntaxError(`.npy must hold its header, but is cut short: ${bytes.length} bytes`);
  }
  if (length > MOST_HEADER) {
    throw new SyntaxError(
      `The header of .npy must take at most ${MOST_HEADER} bytes, but found ${length}`,
    );
  }
  const offset = begin + length;
  return { text: new TextDecoder().decode(bytes.subarray(begin, offset)), offset };
}

interface Header {
  readonly type: ElementName;
  readonly order: "little" | "big";
  /** Whether the first dimension is the fastest, as in Fortran. */
  readonly isTransposed: boolean;
  readonly shape: readonly number[];
}

function parseHeader(text: string): Header {
  const [, inside] = /^\s*\{(.*)\}\s*$/s.exec(text) ?? [];
  // A list instead of a string: the fields of records.
  if (inside !== undefined && /['"]descr['"]\s*:\s*\[/.test(inside)) throw notNumbers("V");
  const members = new Map<string, string>();
  MEMBER.lastIndex = 0;
  while (inside !== undefined && inside.slice(MEMBER.lastIndex).trim() !== "") {
    const [, , name, , string, truth, tuple] = MEMBER.exec(inside) ?? [];
    if (name === undefined || members.has(name)) throw badHeader(text);
    members.set(name, (string ?? truth ?? tuple)!);
  }
  const descr = members.get("descr"), fortran = members.get("fortran_order");
  const sides = members.get("shape")?.split(",").map((side) => side.trim().replace(/L$/, ""));
  if (sides?.at(-1) === "") sides.pop();
  const shape = sides?.map((side) => /^\d+$/.test(side) ? Number(side) : NaN);
  if (
    members.size !== 3 || descr === undefined || !/^(True|False)$/.test(fortran ?? "") ||
    !isShape(shape)
  ) throw badHeader(text);
  const [, order, letter, size] = /^([<>|=]?)(\w)(\d*)$/.exec(descr) ?? [];
  const type = letter === "b" && size === "1"
    ? "uint8" // booleans
    : `${NUMBERS[letter ?? ""]}${8 * Number(size)}`;
  if (!Object.hasOwn(ELEMENT_TYPES, type)) throw notNumbers(descr);
  return {
    type: type as ElementName,
    order: order === ">" ? "big" : "little",
    isTransposed: fortran === "True",
    shape,
  };
}

function isShape(shape: unknown): shape is readonly number[] {
  return Array.isArray(shape) && shape.length <= MOST_DIMENSIONS && shape.every(isNatural);
}

function badHeader(text: string): SyntaxError {
  return new SyntaxError(
    "The header of .npy must be a dictionary of descr, fortran_order and shape, " +
      `but found ${describe(text.trim())}`,
  );
}

function notNumbers(descr: string): SyntaxError {
  const letter = descr.replace(/^[<>|=]/, "")[0] ?? "";
  const words = Object.hasOwn(OTHERS, letter) ? OTHERS[letter] : "an unknown type";
  return new SyntaxError(
    "The elements of .npy must be booleans, integers or floats of 16 to 64 bits, " +
      `but found ${describe(descr)}: ${words}`,
  );
}

/** How a typed array is called in a header. */
function descrOf(data: NumberArray | undefined): string {
  const name = elementNameOf(data);
  if (data === undefined || name === undefined) {
    throw new TypeError(
      `The elements of an array must be a typed array of numbers, but found ${describe(data)}`,
    );
  }
  const size = data.BYTES_PER_ELEMENT;
  return `${size === 1 ? "|" : "<"}${name[0]}${size}`;
}

/** Elements with the last dimension fastest, of those with the first fastest. */
function rowsFirst(data: NumberArray, shape: readonly number[]): NumberArray {
  const sorted = data.slice(), place = shape.map(() => 0);
  const steps = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    sorted[to] = data[from]!;
    // To the next place, as a counter whose last digit is the fastest.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      from -= shape[axis]! * steps[axis]!;
      place[axis] = 0;
    }
  }
  return sorted;
}
