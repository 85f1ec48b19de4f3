import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { type Windows, windowsOf } from "../../nn/layers/windows.ts";
import { type Images, rowsAsImages } from "../../executors/wasm/memory/factor.ts";
import { type Layout, type Rows, WORD } from "../../executors/wasm/memory/layout.ts";
import { integers, placeRows } from "./integers.ts";
import type { Operand, Word } from "./kernel_case.ts";

/** Windows over some images, and the filters that they are multiplied by. */
export interface WindowSizes {
  readonly image: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: "valid" | "same";
  readonly filters: number;
  readonly images: number;
}

/** Describes the sizes in words. */
export function describeWindowSizes(
  { image, kernel, stride, padding, filters, images }: WindowSizes,
): string {
  const over = `${kernel.join("×")} over ${images} × ${image.join("×")}`;
  return `${filters} of ${over}, stride ${stride.join("×")}, ${padding}`;
}

/** The windows over an image of some sizes. */
export function windowsOfSizes({ image, kernel, stride, padding }: WindowSizes): Windows {
  return windowsOf({ kernelSize: kernel, stride, padding }, image);
}

/** Images of random integers. */
export function imagesFor(
  { image: [height, width, channels], images }: WindowSizes,
  seed: number,
): Matrix {
  return integers(images, height * width * channels, seed);
}

/** Reserves images with zeros around, as windows need them, to be written. */
export function placeImages(layout: Layout, given: Matrix, windows: Windows): Images & Operand {
  const { image: [height, width, channels], kernel, strides, before, outputs } = windows;
  const [tall, wide] = [0, 1].map((side) =>
    Math.max(windows.image[side]!, (outputs[side]! - 1) * strides[side]! + kernel[side]!)
  ) as [number, number];
  const padded = byEntries(
    float64,
    { rows: given.rows, columns: tall * wide * channels },
    (index) => {
      const c = index % channels, pixel = Math.floor(index / channels) % (tall * wide);
      const y = Math.floor(pixel / wide) - before[0], x = pixel % wide - before[1];
      if (y < 0 || y >= height || x < 0 || x >= width) return 0;
      const e = Math.floor(index / (tall * wide * channels));
      return given.data[e * given.columns + (y * width + x) * channels + c]!;
    },
  );
  const { write, ...rows } = placeRows(layout, padded);
  return { ...rowsAsImages(rows, [tall, wide, channels]), write };
}

/** Reserves rows of positions, without gaps. */
export function positionsFor(layout: Layout, { rows, columns }: Matrix): Rows {
  const stride = Math.ceil(columns / 4) * 4 * WORD;
  return { address: layout.reserve(rows * stride), columns, stride };
}

/** The same, to be written, with zeros behind the last column. */
export function placePositions(layout: Layout, matrix: Matrix): Rows & Operand {
  const rows = positionsFor(layout, matrix);
  const write = (memory: ArrayBufferLike) => {
    const numbers = new Float32Array(memory, rows.address, matrix.rows * rows.stride / WORD);
    numbers.fill(0);
    Array.from(matrix.data).forEach((x, index) => {
      const row = Math.floor(index / matrix.columns), column = index % matrix.columns;
      numbers[row * rows.stride / WORD + column] = x;
    });
  };
  return { ...rows, write };
}

/** The words of errors that are spread. */
export function wordsOfSpread(
  into: Images,
  errors: Matrix,
  { kernel, before, strides, outputs }: Windows,
  filters: number,
): Word[] {
  const [above, left] = [kernel[0] - 1 - before[0], kernel[1] - 1 - before[1]];
  return Array.from(errors.data, (x, index): Word => {
    const filter = index % filters, at = Math.floor(index / filters);
    const right = at % outputs[1], down = Math.floor(at / outputs[1]) % outputs[0];
    const image = Math.floor(at / (outputs[0] * outputs[1]));
    const address = into.address + image * into.image + (above + down * strides[0]) * into.line +
      (left + right * strides[1]) * into.pixel;
    return [address / WORD + filter, x];
  });
}
