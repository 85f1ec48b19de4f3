import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { builder, type Matrix } from "../../core/matrix/matrix.ts";
import { isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { describeShape, type Shape } from "./shape.ts";

/**
 * What happens at the edges of an image, as in TensorFlow.
 *
 * `valid`: every window lies inside, ⌊(size − kernel) / stride⌋ + 1 of them a side. `same`: ⌈size /
 * stride⌉, with zeros around the image, of which the far side gets one more if their number is odd.
 * @category Layers
 */
export type Padding = "valid" | "same";

/**
 * A size of each side, height first.
 * @category Layers
 */
export type Extent = readonly [height: number, width: number];

/**
 * The options of kinds that move a window over the positions of an image.
 * @category Layers
 */
export interface WindowOptions {
  /** Height and width of a window. */
  readonly kernelSize: readonly [height: number, width: number];
  /** The steps from window to window, down and right. */
  readonly stride: readonly [down: number, right: number];
  /** What happens at the edges. */
  readonly padding: Padding;
}

/**
 * Where windows lie over images.
 * @category Layers
 */
export interface WindowGrid {
  /** Height, width and channels of an image. */
  readonly image: readonly [height: number, width: number, channels: number];
  /** Height and width of a window. */
  readonly kernel: Extent;
  /** The steps from window to window, down and right. */
  readonly strides: Extent;
  /** How far the first window begins before the image, above and left of it. */
  readonly before: Extent;
  /** Outputs down and right. */
  readonly outputs: Extent;
}

/** The sizes of windows over an image of a shape. */
interface CountedGrid extends WindowGrid {
  /** The positions in a window. */
  readonly size: number;
  /** The channels of each input position. */
  readonly channels: number;
  /** The number of input positions. */
  readonly positions: number;
}

/** The windows over an image of a shape. */
export interface Windows extends CountedGrid {
  /** The input position at each place of each window, window by window; −1 outside of the image. */
  readonly places: Int32Array;
}

/** The windows that options lay over an image (height × width × channels). */
export function windowsOf(options: WindowOptions, inputs: Shape): Windows {
  const grid = gridOf(options, inputs), { size, outputs, before, image: [height, width] } = grid;
  const { kernelSize: [, columns], stride: [down, right] } = options;
  const places = new Int32Array(outputs[0] * outputs[1] * size);
  let next = 0;
  for (let i = 0; i < outputs[0]; i++) {
    for (let j = 0; j < outputs[1]; j++) {
      for (let k = 0; k < size; k++) {
        const y = i * down - before[0] + Math.floor(k / columns);
        const x = j * right - before[1] + k % columns;
        const isInside = y >= 0 && y < height && x >= 0 && x < width;
        places[next++] = isInside ? y * width + x : -1;
      }
    }
  }
  return { ...grid, places };
}

/** Their sizes alone, which take no memory: files may claim an image of any size. */
export function gridOf(options: WindowOptions, inputs: Shape): CountedGrid {
  const [height, width, channels] = imageOf(inputs);
  const { kernelSize: [rows, columns], stride: [down, right], padding } = options;
  const vertical = alongSide(height, rows, down, padding, inputs);
  const horizontal = alongSide(width, columns, right, padding, inputs);
  return {
    image: [height, width, channels],
    kernel: [rows, columns],
    strides: [down, right],
    before: [vertical.before, horizontal.before],
    outputs: [vertical.count, horizontal.count],
    ...{ size: rows * columns, channels, positions: height * width },
  };
}

/** The number of windows along a side, and how many zeros stand before its first value. */
function alongSide(
  length: number,
  kernel: number,
  stride: number,
  padding: Padding,
  inputs: Shape,
): { readonly count: number; readonly before: number } {
  if (padding === "same") {
    const count = Math.ceil(length / stride);
    return { count, before: Math.max(0, (count - 1) * stride + kernel - length) >> 1 };
  }
  if (kernel <= length) return { count: Math.floor((length - kernel) / stride) + 1, before: 0 };
  throw new RangeError(
    `A window must fit into its inputs, or padding be "same", but found one of ${kernel} along a ` +
      `side of ${length} in ${describeShape(inputs)}`,
  );
}

/** Height, width and channels of an image; throws a TypeError for other shapes. */
export function imageOf(shape: Shape): readonly [height: number, width: number, channels: number] {
  if (shape.length === 3) return shape as unknown as [number, number, number];
  throw new TypeError(
    `The inputs must be images [height, width, channels], as network({ inputs: [28, 28, 1] }) or ` +
      `reshape([28, 28, 1]) makes them, but found ${describeShape(shape)}`,
  );
}

/**
 * What the windows see of each example, channels last: an example's windows are consecutive rows.
 *
 * @param images (batch × positions · channels).
 * @returns (batch · windows × size · channels), with zeros outside of the images.
 */
export function gathered<T>(m: Arithmetic<T>, images: Matrix<T>, windows: Windows): Matrix<T> {
  const { size, channels, places } = windows, perExample = places.length / size;
  const made = builder(m, images.rows * perExample, size * channels);
  let next = 0;
  for (let example = 0; example < images.rows; example++) {
    for (const place of places) {
      const from = example * images.columns + place * channels;
      for (let c = 0; c < channels; c++) {
        made.data[next++] = place < 0 ? m.zero : images.data[from + c]!;
      }
    }
  }
  return made;
}

/** The pullback of {@linkcode gathered}: each position's sum over all windows that see it. */
export function scattered<T>(m: Arithmetic<T>, seen: Matrix<T>, windows: Windows): Matrix<T> {
  const { size, channels, positions, places } = windows, perExample = places.length / size;
  const columns = positions * channels;
  const made = builder(m, seen.rows / perExample, columns);
  for (let i = 0; i < made.data.length; i++) made.data[i] = m.zero;
  let next = 0;
  for (let example = 0; example < made.rows; example++) {
    for (const place of places) {
      const to = example * columns + place * channels;
      for (let c = 0; c < channels; c++, next++) {
        if (place >= 0) made.data[to + c] = m.add(made.data[to + c]!, seen.data[next]!);
      }
    }
  }
  return made;
}

/** The same entries in rows of another length: a window, a step or an example a row. */
export function inRowsOf<T>({ rows, columns, data }: Matrix<T>, length: number): Matrix<T> {
  return { rows: rows * columns / length, columns: length, data };
}

/** A size of both sides: one number for both, or each, as options give it. */
function checkedSides(value: unknown, name: string): Extent {
  const [down, right, ...others] = Array.isArray(value) ? value : [value, value];
  if (isCount(down) && isCount(right) && others.length === 0) return Object.freeze([down, right]);
  throw new RangeError(
    `${name} must be a positive integer or two, height first, but found ${describe(value)}`,
  );
}

/** Options of windows from elsewhere, with what they are by default. */
export function checkedWindows(
  { kernelSize, stride = 1, padding = "valid" }: Readonly<Record<string, unknown>>,
): WindowOptions {
  if (padding !== "valid" && padding !== "same") {
    throw new RangeError(`padding must be "valid" or "same", but found ${describe(padding)}`);
  }
  return {
    kernelSize: checkedSides(kernelSize, "kernelSize"),
    stride: checkedSides(stride, "stride"),
    padding,
  };
}

/** The options in words: `3×3`, `3×3 stride 2×2 same`. */
export function describeWindows({ kernelSize, stride, padding }: WindowOptions): string {
  const isOne = stride.every((step) => step === 1);
  return [
    describeShape(kernelSize),
    ...(isOne ? [] : [`stride ${describeShape(stride)}`]),
    ...(padding === "same" ? [padding] : []),
  ].join(" ");
}

/** The number of windows over an image. */
export function countWindows({ outputs: [rows, columns] }: WindowGrid): number {
  return rows * columns;
}
