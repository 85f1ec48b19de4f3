import type { ProductShape } from "../wasm/kernels/dense_products.ts";

/** Whether the library is faster than the tiles of the wasm executor. */
export function isWorthIt({ rows, inner, columns }: ProductShape): boolean {
  return Math.min(rows, inner, columns) >= 8 && rows * inner * columns >= 2 ** 18;
}
