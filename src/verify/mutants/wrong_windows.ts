import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { times } from "../../core/matrix/products.ts";
import { conv2dKind, type Conv2dOptions } from "../../nn/layers/conv2d.ts";
import { meanErrors, meanProducts } from "../../nn/layers/dense.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import {
  inRowsOf,
  scattered,
  type WindowOptions,
  type Windows,
  windowsOf,
} from "../../nn/layers/windows.ts";
import type { Mutant } from "./mutant.ts";
import { wrongBackward } from "./wrong_kinds.ts";

/** Wrong places for the errors of inputs, of windows that options lay over a shape. */
type WrongWindows = (options: WindowOptions, shape: Shape) => Windows;

/** The sample of a kind with strides and padding is its second. */
export const STRIDED = 1;

export const WRONG_WINDOWS: readonly (readonly [
  name: string,
  source: string,
  windows: WrongWindows,
  sample: number,
])[] = [
  [
    "with the padding at the far side",
    "another library's convention for an odd number of zeros",
    (options, shape) => placed(windowsOf(options, shape), (place) => place >= 0 ? place - 1 : -1),
    STRIDED,
  ],
  [
    "without the stride",
    "the pullback of a convolution with stride 1",
    (options, shape) => {
      const right = windowsOf(options, shape);
      const dense = windowsOf({ ...options, stride: [1, 1] }, shape);
      return { ...right, places: dense.places.slice(0, right.places.length) };
    },
    STRIDED,
  ],
  [
    "with the strides swapped",
    "two arguments of one type in the wrong order",
    ({ stride: [down, right], ...options }, shape) => {
      const { places, ...others } = windowsOf({ ...options, stride: [down, right] }, shape);
      const swapped = windowsOf({ ...options, stride: [right, down] }, shape).places;
      return { ...others, places: places.map((_, i) => swapped[i] ?? -1) };
    },
    STRIDED,
  ],
  [
    "with the last place of each window dropped",
    "a loop that ends one step early",
    (options, shape) => {
      const windows = windowsOf(options, shape), { size } = windows;
      return placed(windows, (place, i) => i % size === size - 1 ? -1 : place);
    },
    0,
  ],
  [
    "assigned, not added, where windows overlap",
    "col2im with = for +=",
    (options, shape) => {
      const windows = windowsOf(options, shape), { places } = windows;
      return placed(windows, (place, i) => places.lastIndexOf(place) === i ? place : -1);
    },
    0,
  ],
  [
    "of images that were transposed",
    "width and height in the wrong order",
    (options, shape) => {
      const windows = windowsOf(options, shape), [height, width] = shape as [number, number];
      return placed(windows, (place) => {
        return place < 0 ? -1 : (place % width) * height + Math.floor(place / width);
      });
    },
    0,
  ],
];

function placed(windows: Windows, change: (place: number, i: number) => number): Windows {
  return { ...windows, places: windows.places.map(change) };
}

/** The parts of a convolution's backward pass: Δ with a row for each window, and what was returned. */
type WrongConvolution = <T>(
  m: Arithmetic<T>,
  at: {
    readonly each: Matrix<T>;
    readonly seen: Matrix<T>;
    readonly weights: Matrix<T>;
    readonly windows: Windows;
    readonly examples: number;
  },
) => {
  readonly inputs?: Matrix<T>;
  readonly weights?: Matrix<T>;
  readonly biases?: Matrix<T>;
};

const WRONG_CONVOLUTIONS: readonly (readonly [string, string, WrongConvolution])[] = [
  [
    "with a flipped kernel in the errors of inputs",
    "a convolution where the transpose of a correlation is meant",
    (m, { each, weights, windows }) => {
      const { size, channels } = windows;
      const flipped = byEntries(m, weights, (i) => {
        const column = i % weights.columns, place = Math.floor(column / channels);
        return weights.data[i - column + (size - 1 - place) * channels + column % channels]!;
      });
      return { inputs: scattered(m, times(m, each, flipped), windows) };
    },
  ],
  [
    "with the channels of a filter first",
    "the layout of weights of another library",
    (m, { each, weights, windows }) => {
      const { size, channels } = windows;
      const moved = byEntries(m, weights, (i) => {
        const column = i % weights.columns, place = Math.floor(column / channels);
        return weights.data[i - column + (column % channels) * size + place]!;
      });
      return { inputs: scattered(m, times(m, each, moved), windows) };
    },
  ],
  [
    "with the filters of errors first",
    "the layout of images of another library",
    (m, { each, seen, examples }) => {
      const windows = each.rows / examples;
      const moved = byEntries(m, each, (i) => {
        const filter = i % each.columns, row = Math.floor(i / each.columns);
        const example = Math.floor(row / windows);
        return each.data[(example * each.columns + filter) * windows + row % windows]!;
      });
      return { weights: meanProducts(m, moved, seen, examples) };
    },
  ],
  [
    "with a mean of the weights' derivatives over positions",
    "a mean where a sum is meant",
    (m, { each, seen }) => ({ weights: meanProducts(m, each, seen, each.rows) }),
  ],
  [
    "with a mean of the biases' derivatives over positions",
    "a mean over all axes but the last",
    (m, { each }) => ({ biases: meanErrors(m, each, each.rows) }),
  ],
  [
    "with the biases' derivatives of the first position",
    "a sum over the batch alone",
    (m, { each, examples }) => {
      const windows = each.rows / examples;
      const first = byEntries(m, { rows: examples, columns: each.columns }, (i) => {
        const example = Math.floor(i / each.columns);
        return each.data[example * windows * each.columns + i % each.columns]!;
      });
      return { biases: meanErrors(m, first, examples) };
    },
  ],
];

/** Wrong backward passes through convolutions. */
export function wrongConvolutions(): Mutant[] {
  const kind = conv2dKind as LayerKind;
  return [
    ...WRONG_WINDOWS.map(([name, source, windowsAt, sample]) =>
      wrongBackward(kind, name, source, (m, layer, saved, errors) => {
        const { filters, ...options } = layer.options as Conv2dOptions;
        const windows = windowsAt(options, layer.shape);
        const seen = times(m, inRowsOf(errors, filters), layer.parameters.weights!);
        const { parameters } = kind.backward(m, layer, saved, errors);
        return { inputs: () => scattered(m, seen, windows), parameters };
      }, sample)
    ),
    ...WRONG_CONVOLUTIONS.map(([name, source, wrong]) =>
      wrongBackward(kind, name, source, (m, layer, saved, errors) => {
        const options = layer.options as Conv2dOptions;
        const right = kind.backward(m, layer, saved, errors);
        const { inputs = right.inputs(), ...parameters } = wrong(m, {
          each: inRowsOf(errors, options.filters),
          seen: saved.seen!,
          weights: layer.parameters.weights!,
          windows: windowsOf(options, layer.shape),
          examples: errors.rows,
        });
        return { inputs: () => inputs, parameters: { ...right.parameters, ...parameters } };
      })
    ),
  ];
}
