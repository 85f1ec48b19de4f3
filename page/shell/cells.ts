import type { Rgb } from "./rgb.ts";

/**
 * Draws values as cells, one pixel each: the style sheet scales the canvas without blurring it.
 *
 * @param values Row by row; cells behind the last are left empty.
 */
export function drawCells(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  columns: number,
  colour: (value: number) => Rgb,
): void {
  const rows = Math.ceil(values.length / columns);
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d")!, image = context.createImageData(columns, rows);
  for (let i = 0; i < values.length; i++) image.data.set([...colour(values[i]!), 255], 4 * i);
  context.putImageData(image, 0, 0);
}

/** The largest absolute value, to scale by; 1 if all are 0. */
export function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest || 1;
}
