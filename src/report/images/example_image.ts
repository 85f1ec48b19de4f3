import type { Inputs } from "../../core/matrix/matrix.ts";
import { resize } from "../../data/files/images/resize.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { Bitmap } from "./png.ts";

/** The largest width and height of a picture: a page has hundreds. */
const MOST = 64;

/** Whether examples of a shape are images: rows, columns and channels. */
export function isImage(shape: Shape | undefined): shape is readonly [number, number, number] {
  return shape?.length === 3;
}

/**
 * An example as an image, smaller if it is large.
 *
 * Bytes are shown as they are; other numbers from black, the smallest of the example or 0, to white, the
 * largest or 1. Of a number of channels that no image file has, their mean is shown.
 *
 * @param shape The rows, columns and channels of an example.
 */
export function exampleImage(
  { columns, data }: Inputs,
  i: number,
  [height, width, depth]: readonly [number, number, number],
): Bitmap {
  const from = i * columns;
  const bytes = data instanceof Uint8Array
    ? data.subarray(from, from + columns)
    : asBytes(Array.from({ length: columns }, (_, j) => data[from + j]!));
  const channels = [1, 3, 4].includes(depth) ? depth : 1;
  const samples = channels === depth ? bytes : meansOf(Array.from(bytes), depth);
  return shrunk(samples, { width, height, channels });
}

/** An image that fits a picture: itself, or its means over areas. */
export function shrunk(
  samples: ArrayLike<number>,
  { width, height, channels }: Required<Pick<Bitmap, "width" | "height" | "channels">>,
): Bitmap & { readonly values: ArrayLike<number> } {
  const share = Math.min(1, MOST / Math.max(width, height));
  const to = (length: number) => Math.max(1, Math.round(share * length));
  const values = share === 1 ? samples : resize(
    {
      ...{ width, height, channels },
      row: (y) => {
        return Array.from(
          { length: width * channels },
          (_, k) => samples[y * width * channels + k]!,
        );
      },
    },
    to(width),
    to(height),
    "area",
  );
  const size = { width: to(width), height: to(height), channels };
  const bytes = values instanceof Uint8Array ? values : Uint8Array.from(values, Math.round);
  return { ...size, values, bytes };
}

function asBytes(values: readonly number[]): readonly number[] {
  const least = Math.min(0, ...values), most = Math.max(1, ...values);
  return values.map((value) => 255 * (value - least) / (most - least));
}

function meansOf(values: readonly number[], count: number): readonly number[] {
  return Array.from({ length: values.length / count }, (_, k) => {
    return values.slice(k * count, (k + 1) * count).reduce((sum, value) => sum + value, 0) / count;
  });
}
