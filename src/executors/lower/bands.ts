import type { WindowGrid } from "../../nn/layers/windows.ts";

/** Windows along one side of an image that have the same part of them in it. */
export interface Band {
  /** The first, and how many. */
  readonly first: number;
  readonly count: number;
  /** The first and the number of the pixels, from the beginning of the window on, in the image. */
  readonly from: number;
  readonly length: number;
}

/** Windows that begin `before` pixels before an image, by the part of them that lies in it. */
function bandsOf(
  size: number,
  kernel: number,
  stride: number,
  before: number,
  outputs: number,
): Band[] {
  const bands: Band[] = [];
  for (let i = 0; i < outputs; i++) {
    const begin = i * stride - before;
    const from = Math.max(0, -begin), length = Math.min(kernel, size - begin) - from;
    const last = bands.at(-1);
    if (last?.from === from && last.length === length) {
      bands[bands.length - 1] = { ...last, count: last.count + 1 };
    } else {
      bands.push({ first: i, count: 1, from, length });
    }
  }
  return bands;
}

/** The bands of windows down an image, or across it. */
export function bandsAlong(
  { image, kernel, strides, before, outputs }: WindowGrid,
  side: 0 | 1,
): Band[] {
  return bandsOf(image[side], kernel[side], strides[side], before[side], outputs[side]);
}
