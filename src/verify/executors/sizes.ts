import type { BatchPart } from "../../executors/wasm/programs/batch_part.ts";
import { type Rows, rowsFrom } from "../../executors/wasm/memory/layout.ts";

/** The sizes of a product, (rows × inner) by (inner × columns). */
export interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** The sizes in words. */
export function textOf({ rows, inner, columns }: Sizes): string {
  return `(${rows} × ${inner}) by (${inner} × ${columns})`;
}

/**
 * Emits what a worker does with its rows, if it has any.
 *
 * @param part Its rows.
 * @param emit Given how many they are, the rows of a region that are its own, and which is the first.
 */
export function forPart(
  { from, rows }: BatchPart,
  emit: (rows: number, own: (region: Rows) => Rows, from: number) => void,
): void {
  if (rows > 0) emit(rows, (region) => rowsFrom(region, from), from);
}
