import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import * as kernels from "./float64_kernels.ts";
import { builder, byEntries, isFloat64, type Matrix, shapeOf } from "./matrix.ts";

/**
 * A Bᵀ: the weighted sums of the forward pass, A_prev Wᵀ in (16).
 *
 * @param a (M × K).
 * @param b (N × K).
 * @returns (M × N), each entry summed in the order of K from zero.
 * @throws {TypeError} If the columns of both differ.
 * @category Matrices
 */
export function timesTransposed<T>(m: Arithmetic<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> {
  if (a.columns !== b.columns) {
    throw new TypeError(
      `Cannot multiply A (${shapeOf(a)}) by the transpose of B (${shapeOf(b)}) ` +
        `as A.columns must equal B.columns: ${a.columns} and ${b.columns}`,
    );
  }
  const sizes = { rows: a.rows, columns: b.rows, inner: a.columns };
  return product(m, sizes, a, [a.columns, 1], b, [1, b.columns], kernels.timesTransposed);
}

/**
 * A B: the errors of the layer below, Δ W in BP2.2 (58).
 *
 * @param a (M × K).
 * @param b (K × N).
 * @returns (M × N), each entry summed in the order of K from zero.
 * @throws {TypeError} If A does not have one column for each row of B.
 * @category Matrices
 */
export function times<T>(m: Arithmetic<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> {
  if (a.columns !== b.rows) {
    throw new TypeError(
      `Cannot multiply A (${shapeOf(a)}) by B (${shapeOf(b)}) ` +
        `as A.columns must equal B.rows: ${a.columns} and ${b.rows}`,
    );
  }
  const sizes = { rows: a.rows, columns: b.columns, inner: a.columns };
  return product(m, sizes, a, [a.columns, 1], b, [b.columns, 1], kernels.times);
}

/**
 * Aᵀ B: sums over the examples of a batch, Δᵀ A_prev in BP3.2 (61).
 *
 * @param a (K × M).
 * @param b (K × N).
 * @returns (M × N), each entry summed in the order of K from zero.
 * @throws {TypeError} If the rows of both differ.
 * @category Matrices
 */
export function transposedTimes<T>(m: Arithmetic<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> {
  if (a.rows !== b.rows) {
    throw new TypeError(
      `Cannot multiply the transpose of A (${shapeOf(a)}) by B (${shapeOf(b)}) ` +
        `as A.rows must equal B.rows: ${a.rows} and ${b.rows}`,
    );
  }
  const sizes = { rows: a.columns, columns: b.columns, inner: a.rows };
  return product(m, sizes, a, [1, a.columns], b, [b.columns, 1], kernels.transposedTimes);
}

/** The steps in a factor's data along the result's side and along the sum. */
type Strides = readonly [outer: number, inner: number];

/**
 * out(i, j) = Σₖ a(i, k) b(k, j), summed in the order of k from zero.
 *
 * Typed arrays of float64 take the kernel, which sums in the same order and so is bit-identical; a
 * copy of that arithmetic, `{ ...float64 }`, takes this loop.
 */
function product<T>(
  m: Arithmetic<T>,
  sizes: kernels.Sizes,
  a: Matrix<T>,
  [aOuter, aInner]: Strides,
  b: Matrix<T>,
  [bInner, bOuter]: Strides,
  kernel: kernels.Kernel,
): Matrix<T> {
  const { rows, columns, inner } = sizes;
  const out = builder(m, rows, columns);
  if (isFloat64(m) && isTyped(a.data) && isTyped(b.data) && isTyped(out.data)) {
    kernel(sizes, a.data, b.data, out.data);
    return out;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = m.zero;
      for (let k = 0; k < inner; k++) {
        const left = a.data[i * aOuter + k * aInner]!;
        const right = b.data[k * bInner + j * bOuter]!;
        sum = m.add(sum, m.mul(left, right));
      }
      out.data[i * columns + j] = sum;
    }
  }
  return out;
}

function isTyped(data: unknown): data is Float64Array {
  return data instanceof Float64Array;
}

/** The transpose of a matrix. */
export function transposed<T>(m: Arithmetic<T>, { rows, columns, data }: Matrix<T>): Matrix<T> {
  return byEntries(m, { rows: columns, columns: rows }, (index) => {
    return data[(index % rows) * columns + Math.floor(index / rows)]!;
  });
}
