/** The sizes of a product: (rows × columns), each entry a sum of `inner` terms. */
export interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

/** A product over typed arrays: fills `out`, which must hold zeros. */
export type Kernel = (sizes: Sizes, a: Float64Array, b: Float64Array, out: Float64Array) => void;

/**
 * out = A Bᵀ, both factors read along their rows.
 *
 * Takes two rows of A by four rows of B: eight sums in registers for six loads. Each sum keeps the
 * order of the generic code, so that results are bit-identical.
 */
export const timesTransposed: Kernel = ({ rows, columns, inner }, a, b, out) => {
  const evenRows = rows & ~1, fullColumns = columns & ~3;
  for (let i = 0; i < evenRows; i += 2) {
    const a0 = i * inner, a1 = a0 + inner;
    for (let j = 0; j < fullColumns; j += 4) {
      const b0 = j * inner, b1 = b0 + inner, b2 = b1 + inner, b3 = b2 + inner;
      let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
      for (let k = 0; k < inner; k++) {
        const x0 = a[a0 + k]!, x1 = a[a1 + k]!;
        const y0 = b[b0 + k]!, y1 = b[b1 + k]!, y2 = b[b2 + k]!, y3 = b[b3 + k]!;
        s00 += x0 * y0, s01 += x0 * y1, s02 += x0 * y2, s03 += x0 * y3;
        s10 += x1 * y0, s11 += x1 * y1, s12 += x1 * y2, s13 += x1 * y3;
      }
      const o0 = i * columns + j, o1 = o0 + columns;
      out[o0] = s00, out[o0 + 1] = s01, out[o0 + 2] = s02, out[o0 + 3] = s03;
      out[o1] = s10, out[o1 + 1] = s11, out[o1 + 2] = s12, out[o1 + 3] = s13;
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = i < evenRows ? fullColumns : 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * b[j * inner + k]!;
      out[i * columns + j] = sum;
    }
  }
};

/** out = A B, each row of `out` a combination of the rows of B. */
export const times: Kernel = ({ rows, columns, inner }, a, b, out) => {
  for (let i = 0; i < rows; i++) combineRows(inner, a, i * inner, 1, b, out, i * columns, columns);
};

/** out = Aᵀ B, each row of `out` a combination of the rows of B. */
export const transposedTimes: Kernel = ({ rows, columns, inner }, a, b, out) => {
  for (let i = 0; i < rows; i++) combineRows(inner, a, i, rows, b, out, i * columns, columns);
};

/** out[to + j] = Σₖ a[from + k stride] b[k columns + j], four rows of B at a time, in order. */
function combineRows(
  inner: number,
  a: Float64Array,
  from: number,
  stride: number,
  b: Float64Array,
  out: Float64Array,
  to: number,
  columns: number,
): void {
  let k = 0;
  for (; k + 4 <= inner; k += 4) {
    const x0 = a[from + k * stride]!, x1 = a[from + (k + 1) * stride]!;
    const x2 = a[from + (k + 2) * stride]!, x3 = a[from + (k + 3) * stride]!;
    const b0 = k * columns, b1 = b0 + columns, b2 = b1 + columns, b3 = b2 + columns;
    for (let j = 0; j < columns; j++) {
      out[to + j] = out[to + j]! + x0 * b[b0 + j]! + x1 * b[b1 + j]! + x2 * b[b2 + j]! +
        x3 * b[b3 + j]!;
    }
  }
  for (; k < inner; k++) {
    const x = a[from + k * stride]!;
    for (let j = 0; j < columns; j++) out[to + j]! += x * b[k * columns + j]!;
  }
}
