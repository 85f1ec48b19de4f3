import type { Matrix } from "../../../engine.ts";

/** Multiples of 1/128 from −0.5 to 0.5: exact in any language, as in `layers.py` and `optimizers.py`. */
export function multiples(rows: number, columns: number, seed: number): Matrix {
  const number = (_: unknown, i: number) => ((i * 37 + seed * 61) % 129 - 64) / 128;
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, number) };
}
