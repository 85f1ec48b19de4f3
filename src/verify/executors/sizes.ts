import type { BatchPart } from "../../executors/wasm/programs/batch_part.ts";
import { type Rows, rowsFrom } from "../../executors/wasm/memory/layout.ts";

/** The sizes of a product, (rows × inner) by (inner × columns). */
export interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** The sizes of a batch. */
export type BatchSizes = Pick<Sizes, "rows" | "columns">;

/** The sizes of weights. */
export type WeightSizes = Pick<Sizes, "inner" | "columns">;

/** Describes the sizes of a product. */
export function describeSizes({ rows, inner, columns }: Sizes): string {
  return `(${rows} × ${inner}) by (${inner} × ${columns})`;
}

/**
 * Emits the work of a worker, if it has any rows.
 *
 * @param emit Given how many rows, a function to the worker's rows of a region, and the first row.
 */
export function forPart(
  { from, rows }: BatchPart,
  emit: (rows: number, own: (region: Rows) => Rows, from: number) => void,
): void {
  if (rows > 0) emit(rows, (region) => rowsFrom(region, from), from);
}
