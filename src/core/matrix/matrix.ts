import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { float64 } from "../arithmetic/float64.ts";
import { describe } from "../support/describe.ts";

/**
 * A matrix, row by row: entry (i, j) is `data[i * columns + j]`.
 *
 * One example is one row. The paper stacks columns (Z = W A, an array of M × n × 1); here a batch is
 * (M × n) and Z = A Wᵀ + b.
 *
 * @typeParam T The entries.
 */
export interface Matrix<T = number> {
  /** How many rows; in a batch, how many examples. */
  readonly rows: number;
  /** How many columns. */
  readonly columns: number;
  /** The entries, row by row. */
  readonly data: ArrayLike<T>;
}

/** A matrix of bytes, each standing for `byte × scale`: the pixels of images. */
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

/** The inputs of a data set: numbers, or bytes that are expanded a batch at a time. */
export type Inputs = Matrix | ByteMatrix;

/** A matrix under construction. */
interface MatrixBuilder<T> {
  readonly rows: number;
  readonly columns: number;
  readonly data: { readonly length: number; [index: number]: T };
}

/**
 * A matrix of numbers from its rows.
 *
 * @param rows The rows, all of one length.
 * @returns (rows.length × rows[0].length), in float64.
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
  return {
    rows: rows.length,
    columns,
    data: Float64Array.from(rows.flatMap((row) => Array.from(row))),
  };
}

/** An empty matrix to fill: of float64 in the arithmetic of numbers, an ordinary array in others. */
export function builder<T>(m: Arithmetic<T>, rows: number, columns: number): MatrixBuilder<T> {
  const length = rows * columns;
  return {
    rows,
    columns,
    data: isFloat64(m)
      ? new Float64Array(length) as unknown as MatrixBuilder<T>["data"]
      : new Array<T>(length),
  };
}

/** Whether an arithmetic is float64 itself, whose matrices are typed arrays. */
export function isFloat64(m: unknown): boolean {
  return m === float64;
}

/** One row of a matrix, copied. */
export function rowOf<T>({ columns, data }: Matrix<T>, row: number): T[] {
  const entries = new Array<T>(columns); // Array.from, an iteration, took a fifth of an epoch
  for (let j = 0; j < columns; j++) entries[j] = data[row * columns + j]!;
  return entries;
}

/** A matrix whose rows are made one at a time. */
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

/**
 * What a formula of whole rows gave, if it is as long as a row.
 *
 * @throws {TypeError} If it is not.
 */
export function checkedRow<Row extends ArrayLike<unknown>>(row: Row, columns: number): Row {
  if (row.length === columns) return row;
  throw new TypeError(`A row must have ${columns} entries, but a formula gave ${row.length}`);
}

/** A frozen matrix whose entries are made one at a time, from their place in `data`. */
export function byEntries<T>(
  m: Arithmetic<T>,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  entry: (index: number) => T,
): Matrix<T> {
  const made = builder(m, rows, columns);
  for (let index = 0; index < made.data.length; index++) made.data[index] = entry(index);
  return Object.freeze(made);
}

/** A matrix of the same shape over any values, each made from the entry of its place. */
export function mapEntries<T, U>(
  { rows, columns, data }: Matrix<T>,
  entry: (value: T, index: number) => U,
): Matrix<U> {
  return Object.freeze({ rows, columns, data: Array.from(data, entry) });
}

/**
 * The chosen rows of the inputs of a data set, bytes scaled.
 *
 * @param inputs The matrix to choose from.
 * @param rows Which rows, in the order wanted; all if left out.
 * @returns (rows.length × inputs.columns), in float64.
 */
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

/** The shape of a matrix in words: `32 × 784`. */
export function shapeOf(matrix: { readonly rows: number; readonly columns: number }): string {
  return `${matrix.rows} × ${matrix.columns}`;
}

/**
 * Refuses what is not a matrix.
 *
 * @param value What was passed.
 * @param name What it was passed as, for the message.
 * @throws {TypeError} If a member is missing or `data` does not hold rows × columns entries, or if it
 * has a scale and does not hold bytes.
 */
export function checkMatrix(value: Inputs | Matrix<unknown>, name: string): void {
  const { rows, columns, data } = (value ?? {}) as Partial<Matrix<unknown>>;
  if (!isCount(rows) || !isCount(columns) || typeof data?.length !== "number") {
    throw new TypeError(
      `${name} must be a matrix { rows, columns, data }, but found ${describe(value)}`,
    );
  }
  if (data.length !== rows * columns) {
    throw new TypeError(
      `${name} (${rows} × ${columns}) must hold ${
        rows * columns
      } entries, but found ${data.length}`,
    );
  }
  if ("scale" in value) checkBytes(value, name);
}

/** Bytes are packed as they are: what holds something else would be cut off. */
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

/**
 * Refuses numbers that are not finite; entries of other arithmetics pass.
 *
 * @param value The matrix to look through.
 * @param name What it was passed as, for the message.
 * @throws {RangeError} If an entry is NaN or infinite.
 */
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
      const place = `row ${Math.floor(index / columns)}, column ${index % columns}`;
      throw new RangeError(`${name} must be finite, but found ${entry} in ${place}`);
    }
  }
}

/** What numbers are copied to in order to be looked at: a loop over one type of array is the fastest. */
const LOOKED_AT = /* @__PURE__ */ new Float64Array(4096);

/**
 * Whether all numbers of a typed array are less than a bound in size; `false` for other arrays, which
 * are to be looked through one by one.
 */
export function areWithin(data: ArrayLike<unknown>, bound: number): boolean {
  if (!ArrayBuffer.isView(data)) return false;
  const numbers = data as unknown as Float64Array;
  for (let from = 0; from < numbers.length; from += LOOKED_AT.length) {
    const count = Math.min(LOOKED_AT.length, numbers.length - from);
    LOOKED_AT.set(numbers.subarray(from, from + count));
    let beyond = false;
    for (let i = 0; i < count; i++) beyond ||= !(Math.abs(LOOKED_AT[i]!) < bound);
    if (beyond) return false;
  }
  return true;
}

/** Some rows of the inputs of a data set, as they are: a view where there can be one. */
export function rowRange(inputs: Inputs, from: number, rows: number): Inputs {
  const { columns, data } = inputs;
  const [begin, end] = [from * columns, (from + rows) * columns];
  if ("scale" in inputs) return { ...inputs, rows, data: inputs.data.subarray(begin, end) };
  const part = ArrayBuffer.isView(data)
    ? (data as unknown as Float64Array).subarray(begin, end)
    : Array.prototype.slice.call(data, begin, end);
  return { rows, columns, data: part };
}

/**
 * Refuses entries of an array that are no numbers, or are missing.
 *
 * @param value The matrix to look through.
 * @param name What it was passed as, for the message.
 * @throws {TypeError} If an entry is none.
 */
export function checkNumbers({ columns, data }: Inputs | Matrix, name: string): void {
  if (ArrayBuffer.isView(data)) return;
  for (let index = 0; index < data.length; index++) {
    if (typeof data[index] === "number") continue;
    const place = `row ${Math.floor(index / columns)}, column ${index % columns}`;
    throw new TypeError(
      `${name} must hold numbers, but found ${describe(data[index])} in ${place}`,
    );
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
