import type { Matrix } from "./matrix.ts";

/** Numbers as a matrix of one column. */
export function columnOf(numbers: ArrayLike<number>): Matrix {
  return { rows: numbers.length, columns: 1, data: numbers };
}

/** The numbers of some examples, one each, in the order of `rows`. */
export function selectNumbers(numbers: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (row) => numbers[row]!);
}
