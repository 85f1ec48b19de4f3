import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { float64, scratch64 } from "../arithmetic/float64.ts";
import { isNatural } from "../support/checks.ts";
import { describe } from "../support/describe.ts";

/**
 * A matrix, row by row: entry (i, j) is `data[i * columns + j]`.
 *
 * One example is one row. The paper stacks columns (Z = W A, an array of M × n × 1); here a batch
 * is (M × n) and Z = A Wᵀ + b.
 * @category Matrices
 */
export interface Matrix<T = number> {
  /** How many rows; in a batch, how many examples. */
  readonly rows: number;
  /** How many columns. */
  readonly columns: number;
  /** The entries, row by row. */
  readonly data: ArrayLike<T>;
}

/**
 * A matrix of bytes, each standing for `byte × scale`: the pixels of images.
 * @category Matrices
 */
export interface ByteMatrix {
  /** How many rows, one for each example. */
  readonly rows: number;
  /** How many columns. */
  readonly columns: number;
  /** The entries before scaling, row by row. */
  readonly data: Uint8Array;
  /** What a byte is multiplied by: 1/255 takes pixels to [0, 1]. */
  readonly scale: number;
}

/**
 * The inputs of a data set: numbers, or bytes that are expanded a batch at a time.
 * @category Matrices
 */
export type Inputs = Matrix | ByteMatrix;

/** A matrix under construction. */
interface MatrixBuilder<T> {
  readonly rows: number;
  readonly columns: number;
  readonly data: { readonly length: number; [index: number]: T };
}

/**
 * A matrix (rows.length × rows[0].length) of float64 from its rows.
 *
 * @throws {TypeError} If the rows differ in length.
 *
 * @example
 * ```ts
 * import { matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const x = matrix([[1, 2, 3], [4, 5, 6]]);
 * assertEquals([x.rows, x.columns, x.data[3]], [2, 3, 4]);
 * ```
 * @category Matrices
 */
export function matrix(rows: readonly (readonly number[])[]): Matrix {
  if (!Array.isArray(rows)) {
    throw new TypeError(`A matrix must be made of an array of rows, but found ${describe(rows)}`);
  }
  const columns = rows[0]?.length ?? 0;
  rows.forEach((row, i) => {
    if (typeof row !== "object" || typeof row?.length !== "number") {
      throw new TypeError(
        `A matrix must be made of rows, arrays of numbers, but row ${i} is ${describe(row)}`,
      );
    }
    const other = Array.from(row).findIndex((entry) => typeof entry !== "number");
    if (other >= 0) {
      const found = describe(row[other]);
      throw new TypeError(
        `A matrix must be made of numbers, but found ${found} in row ${i}, column ${other}`,
      );
    }
    if (row.length !== columns) {
      throw new TypeError(
        `Cannot make a matrix of rows that differ in length: row 0 has ${columns} entries, ` +
          `row ${i} has ${row.length}`,
      );
    }
  });
  const data = Float64Array.from(rows.flatMap((row) => Array.from(row)));
  return { rows: rows.length, columns, data };
}

/** An empty matrix to fill: a typed array for float64, an ordinary one for other arithmetics. */
export function builder<T>(m: Arithmetic<T>, rows: number, columns: number): MatrixBuilder<T> {
  const length = rows * columns;
  const data = Object.is(m, scratch64)
    ? cut(length)
    : isFloat64(m)
    ? new Float64Array(length)
    : new Array<T>(length);
  return { rows, columns, data: data as MatrixBuilder<T>["data"] };
}

/** The matrices of {@linkcode scratch64} are cut from a block of this many entries, ... */
const BLOCK = 1024;
/** ... unless they have more than this many. */
const MOST_CUT = 64;
let block = /* @__PURE__ */ new Float64Array(0), used = 0;

/** Zeros that share their memory with others, and overlap none. */
function cut(length: number): Float64Array {
  if (length > MOST_CUT) return new Float64Array(length);
  if (used + length > block.length) [block, used] = [new Float64Array(BLOCK), 0];
  const from = used;
  used += length;
  return new Float64Array(block.buffer, from * block.BYTES_PER_ELEMENT, length);
}

/** Whether an arithmetic is {@linkcode float64} itself, whose matrices are typed arrays. */
export function isFloat64(m: unknown): boolean {
  return m === float64 || m === scratch64;
}

/** One row of a matrix, copied. */
export function rowOf<T>({ columns, data }: Matrix<T>, row: number): T[] {
  const entries = new Array<T>(columns); // Array.from, an iteration, took a fifth of an epoch
  for (let j = 0; j < columns; j++) entries[j] = data[row * columns + j]!;
  return entries;
}

/** A frozen matrix whose rows are made one at a time. */
export function byRows<T>(
  m: Arithmetic<T>,
  rows: number,
  columns: number,
  row: (i: number) => ArrayLike<T>,
): Matrix<T> {
  const made = builder(m, rows, columns);
  for (let i = 0; i < rows; i++) {
    const entries = checkedRow(row(i), columns);
    for (let j = 0; j < columns; j++) made.data[i * columns + j] = entries[j]!;
  }
  return Object.freeze(made);
}

/** Returns the `row` of a formula, or throws a `TypeError` unless it has `columns` entries. */
export function checkedRow<Row extends ArrayLike<unknown>>(row: Row, columns: number): Row {
  if (row.length === columns) return row;
  throw new TypeError(`A row must have ${columns} entries, but a formula gave ${row.length}`);
}

/** A frozen matrix whose entries are made one at a time, from their index in `data`. */
export function byEntries<T>(
  m: Arithmetic<T>,
  { rows, columns }: Pick<Matrix, "rows" | "columns">,
  entry: (index: number) => T,
): Matrix<T> {
  const made = builder(m, rows, columns);
  for (let index = 0; index < made.data.length; index++) made.data[index] = entry(index);
  return Object.freeze(made);
}

/** A frozen matrix of the same shape, each entry made from the one at its index. */
export function mapEntries<T, U>(
  { rows, columns, data }: Matrix<T>,
  entry: (value: T, index: number) => U,
): Matrix<U> {
  return Object.freeze({ rows, columns, data: Array.from(data, entry) });
}

/** The chosen rows of the inputs of a data set (all by default), bytes scaled, in float64. */
export function selectRows(inputs: Inputs, rows?: ArrayLike<number>): Matrix {
  const { columns, data } = inputs;
  const scale = "scale" in inputs ? inputs.scale : 1;
  const length = rows?.length ?? inputs.rows;
  const selected = new Float64Array(length * columns);
  for (let i = 0; i < length; i++) {
    const from = (rows?.[i] ?? i) * columns;
    for (let j = 0; j < columns; j++) selected[i * columns + j] = data[from + j]! * scale;
  }
  return { rows: length, columns, data: selected };
}

/** The shape of a matrix, such as `32 × 784`. */
export function shapeOf({ rows, columns }: Pick<Matrix, "rows" | "columns">): string {
  return `${rows} × ${columns}`;
}

/**
 * Throws unless `value`, passed as `name`, is a matrix.
 *
 * @throws {TypeError} If a member is missing or `data` does not hold rows × columns entries, or if
 * it has a scale and does not hold bytes.
 */
export function checkMatrix(value: Inputs | Matrix<unknown>, name: string): void {
  const { rows, columns, data } = (value ?? {}) as Partial<Matrix<unknown>>;
  if (!isNatural(rows) || !isNatural(columns) || !isArray(data)) {
    throw new TypeError(
      `${name} must be a matrix { rows, columns, data }${remedyFor(value)}, ` +
        `but found ${describe(value)}`,
    );
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    throw new TypeError(
      `${name} must hold numbers, such as Float64Array.from(data, Number) gives, ` +
        `but found ${describe(data)}`,
    );
  }
  const entries = rows * columns;
  if (data.length !== entries) {
    throw new TypeError(
      `${name} (${rows} × ${columns}) must hold ${entries} entries, but found ${data.length}`,
    );
  }
  if ("scale" in value) checkBytes(value, name);
}

/**
 * A matrix with its members read once, for what goes on after a call: they may be getters, and the
 * record may change.
 *
 * @throws {TypeError} If it is not a matrix.
 */
export function settledMatrix<Some extends Inputs>(value: Some, name: string): Some {
  checkMatrix(value, name); // before it is copied, as the message describes it
  const settled = membersOf(value);
  checkMatrix(settled, name);
  return settled;
}

function membersOf<Some extends Inputs>(value: Some): Some {
  const { rows, columns, data } = value;
  return { rows, columns, data, ...("scale" in value && { scale: value.scale }) } as Some;
}

/** A copy with entries of its own. */
export function copyOf<Some extends Inputs>(value: Some): Some {
  const { data } = value;
  return { ...membersOf(value), data: isView(data) ? data.slice() : Array.from(data) };
}

/** How to make a matrix of something else, if it holds numbers. */
function remedyFor(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    return `, a single row of which is { rows: 1, columns: ${(value as Uint8Array).length}, data }`;
  }
  return Array.isArray(value) ? ", such as matrix(rows) makes of an array of rows" : "";
}

/** Throws unless a matrix with a scale holds bytes: executors would truncate anything else. */
function checkBytes({ data, scale }: ByteMatrix, name: string): void {
  if (!(data instanceof Uint8Array)) {
    throw new TypeError(
      `${name} has a scale, so data must be a Uint8Array, but found ${describe(data)}`,
    );
  }
  if (typeof scale !== "number") {
    throw new TypeError(`${name}.scale must be a number, but found ${describe(scale)}`);
  }
}

/** Throws a `RangeError` if a number or a scale is NaN or infinite. */
export function checkFinite(value: Inputs | Matrix<unknown>, name: string): void {
  const { columns, data } = value;
  if ("scale" in value && !Number.isFinite(value.scale)) {
    throw new RangeError(`${name}.scale must be finite, but found ${value.scale}`);
  }
  if (data instanceof Uint8Array) return;
  if (areWithin(data, Infinity)) return;
  for (let index = 0; index < data.length; index++) {
    const entry = data[index];
    if (typeof entry === "number" && !Number.isFinite(entry)) {
      throw new RangeError(
        `${name} must be finite, but found ${entry} in ${placeOf(index, columns)}`,
      );
    }
  }
}

/** Which of the two words of a float64 holds its exponent: the second on little-endian machines. */
const UPPER_WORD = /* @__PURE__ */ new Uint8Array(/* @__PURE__ */ Uint16Array.of(1).buffer)[0]!;

/** Whether a typed array holds only numbers of magnitude below `bound`; `false` for other arrays. */
export function areWithin(data: ArrayLike<unknown>, bound: number): boolean {
  if (!ArrayBuffer.isView(data)) return false;
  const numbers = data as unknown as Float64Array;
  if (isBelowByWords(numbers, bound)) return true;
  for (let i = 0; i < numbers.length; i++) if (!(Math.abs(numbers[i]!) < bound)) return false;
  return true;
}

/**
 * Whether the upper words show that numbers are below `bound`; `false` where that takes more bits.
 *
 * Without the sign, words of floating-point numbers are ordered as the numbers are, and infinity and NaN
 * are last. All words are of one type, and a loop over one type of array is the fastest.
 */
function isBelowByWords(numbers: ArrayBufferView, bound: number): boolean {
  const made = [Float32Array, Float64Array].find((type) => numbers instanceof type);
  if (made === undefined) return false;
  const step = made.BYTES_PER_ELEMENT / Int32Array.BYTES_PER_ELEMENT;
  const first = (step - 1) * UPPER_WORD;
  const limit = new Int32Array(made.of(bound).buffer)[first]!;
  const words = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.byteLength >> 2);
  return areWordsBelow(words, limit, first, step);
}

/** Whether every word is below a limit, without its sign. */
function areWordsBelow(words: Int32Array, limit: number, first: number, step: number): boolean {
  for (let i = first; i < words.length; i += step) {
    if ((words[i]! & 0x7fffffff) >= limit) return false;
  }
  return true;
}

/** Consecutive rows of the inputs of a data set, unscaled: a view where possible. */
export function rowRange(inputs: Inputs, from: number, rows: number): Inputs {
  const { columns, data } = inputs;
  const [begin, end] = [from * columns, (from + rows) * columns];
  if ("scale" in inputs) return { ...inputs, rows, data: inputs.data.subarray(begin, end) };
  const part = ArrayBuffer.isView(data)
    ? (data as unknown as Float64Array).subarray(begin, end)
    : Array.prototype.slice.call(data, begin, end);
  return { rows, columns, data: part };
}

/** Throws a `TypeError` if an entry of an array is missing or not a number. */
export function checkNumbers({ columns, data }: Inputs | Matrix, name: string): void {
  if (ArrayBuffer.isView(data)) return;
  for (let index = 0; index < data.length; index++) {
    if (typeof data[index] === "number") continue;
    const found = `${describe(data[index])} in ${placeOf(index, columns)}`;
    throw new TypeError(`${name} must hold numbers, but found ${found}`);
  }
}

/** Where an entry is, for messages. */
export function placeOf(index: number, columns: number): string {
  return `row ${Math.floor(index / columns)}, column ${index % columns}`;
}

function isView(data: ArrayLike<unknown>): data is Float64Array {
  return ArrayBuffer.isView(data);
}

/** Whether it holds entries, as any object with a length does not. */
export function isArray(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
