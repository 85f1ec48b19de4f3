/** The entries of a matrix with rows for columns. */
export function transposed(
  data: ArrayLike<number>,
  rows: number,
  columns: number,
): Float64Array<ArrayBuffer> {
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j]!;
  }
  return turned;
}

/** Blocks of rows in another order: block k of the result is block `order[k]`. */
export function reordered(
  data: ArrayLike<number>,
  order: readonly number[],
): Float64Array<ArrayBuffer> {
  const size = data.length / order.length;
  return Float64Array.from({ length: data.length }, (_, i) => {
    return data[order[Math.floor(i / size)]! * size + i % size]!;
  });
}
