import { relu } from "../../nn/activations/relu.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { byEntries, mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { times, timesTransposed, transposedTimes } from "../../core/matrix/products.ts";
import { countWindows, gathered, inRowsOf, scattered } from "../../nn/layers/windows.ts";
import { f32x4, v128 } from "../../executors/wasm/emitter/instructions.ts";
import {
  type Images,
  imagesFrom,
  rowsAsImages,
  windowsAsFactor,
} from "../../executors/wasm/memory/factor.ts";
import { type Rows, rowsFrom } from "../../executors/wasm/memory/layout.ts";
import {
  distinct,
  integers,
  paddingOf,
  placePanels,
  placeRows,
  wordsOfPanels,
  wordsOfRows,
} from "./integers.ts";
import type { MakeCase } from "./kernel_case.ts";
import { poolErrors, pooling, zeroing } from "./pool_cases.ts";
import { forPart } from "./sizes.ts";
import {
  describeWindowSizes,
  imagesFor,
  placeImages,
  placePositions,
  positionsFor,
  type WindowSizes,
  windowsOfSizes,
  wordsOfSpread,
} from "./window_places.ts";

/** Windows with every tail: of runs, tiles and panels; with and without zeros around; few and many. */
export const WINDOW_SIZES: readonly WindowSizes[] = [
  { image: [5, 6, 1], kernel: [3, 3], stride: [1, 1], padding: "same", filters: 8, images: 5 },
  { image: [4, 9, 2], kernel: [2, 3], stride: [2, 1], padding: "valid", filters: 5, images: 3 },
  { image: [3, 5, 5], kernel: [3, 2], stride: [1, 2], padding: "same", filters: 11, images: 4 },
  { image: [4, 4, 24], kernel: [3, 3], stride: [1, 1], padding: "same", filters: 12, images: 2 },
  { image: [3, 3, 70], kernel: [2, 1], stride: [1, 1], padding: "valid", filters: 4, images: 1 },
  { image: [2, 3, 4], kernel: [1, 1], stride: [1, 1], padding: "valid", filters: 17, images: 6 },
  { image: [5, 8, 8], kernel: [2, 2], stride: [2, 3], padding: "valid", filters: 3, images: 3 },
];

/** The kernels on windows of some sizes. */
export function windowCases(sizes: readonly WindowSizes[], seed: number): MakeCase[] {
  return sizes.flatMap((each, n) => [
    ...[windowProduct, windowGradient, copying, poolErrors].map((make) => make(each, seed + n)),
    ...[flipping, pooling, zeroing].map((make) => make(each, seed + n)),
  ]);
}

/** Z and A of a convolution with ReLU. */
function windowProduct(sizes: WindowSizes, seed: number): MakeCase {
  const { filters, images } = sizes,
    windows = windowsOfSizes(sizes),
    given = imagesFor(sizes, seed);
  const seen = gathered(float64, given, windows),
    weights = integers(seen.columns, filters, seed + 1);
  const biases = integers(1, filters, seed + 2), positions = countWindows(windows);
  const products = times(float64, seen, weights);
  const z = byEntries(float64, { rows: seen.rows, columns: filters }, (index) => {
    return products.data[index]! + biases.data[index % filters]!;
  });
  const a = mapEntries(z, (x) => Math.max(0, x));
  return (layout) => {
    const from = placeImages(layout, given, windows), panels = placePanels(layout, weights);
    const bias = placeRows(layout, biases, { padded: true });
    const zs = positionsFor(layout, z), as = positionsFor(layout, a);
    return {
      kernel: "product of windows with activation",
      shape: describeWindowSizes(sizes),
      operands: [from, panels, bias],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(images, share), (part, _, first) => {
          const own = (rows: Rows) => rowsFrom(rows, first * positions);
          const a = windowsAsFactor(imagesFrom<Images>(from, first), part, windows);
          kernels.product(target, {
            ...{ a, panels, stride: zs.stride, biases: bias.address },
            finish: kernels.activation(target, relu, { a: own(as), z: own(zs) }),
          });
        }),
      expected: [...wordsOfRows(zs, z), ...wordsOfRows(as, a)],
      free: [...paddingOf(zs, z.rows), ...paddingOf(as, z.rows)],
    };
  };
}

/** The sums of a convolution's gradient, added up image by image. */
function windowGradient(sizes: WindowSizes, seed: number): MakeCase {
  const windows = windowsOfSizes(sizes), given = imagesFor(sizes, seed);
  const seen = gathered(float64, given, windows);
  const errors = integers(seen.rows, sizes.filters, seed + 1);
  const expected = transposedTimes(float64, seen, errors);
  return (layout) => {
    const from = placeImages(layout, given, windows), es = placePositions(layout, errors);
    const panels = placePanels(layout, mapEntries(expected, () => 0));
    return {
      kernel: "gradient sums of windows",
      shape: describeWindowSizes(sizes),
      operands: [from, es, panels],
      emit: (kernels, target, share) =>
        kernels.gradientSums(target, {
          ...{ a: windowsAsFactor(from, sizes.images, windows), errors: es, panels, share },
          finish: (place, sum) => target.f.do(v128.store(place, f32x4.add(v128.load(place), sum))),
        }),
      expected: wordsOfPanels(panels, expected),
    };
  };
}

/** The turned kernel: a product with it carries errors back as `scattered` does. */
function turnedKernel(weights: Matrix, taps: number, channels: number): Matrix {
  const filters = weights.columns;
  return byEntries(float64, { rows: taps * filters, columns: channels }, (index) => {
    const c = index % channels, row = Math.floor(index / channels);
    const tap = taps - 1 - Math.floor(row / filters);
    return weights.data[(tap * channels + c) * filters + row % filters]!;
  });
}

/** The kernel that turns weights. */
function flipping(sizes: WindowSizes): MakeCase {
  const { filters, image: [, , channels], kernel } = sizes, taps = kernel[0] * kernel[1];
  const weights = distinct(taps * channels, filters);
  const turned = turnedKernel(weights, taps, channels);
  return (layout) => {
    const from = placePanels(layout, weights);
    const to = placePanels(layout, mapEntries(turned, () => 0));
    return {
      kernel: "turned kernel",
      shape: describeWindowSizes(sizes),
      operands: [from, to],
      emit: (kernels, target, share) => kernels.flip(target, { from, to, taps, share }),
      expected: wordsOfPanels(to, turned),
    };
  };
}

/** The errors of a convolution's outputs, spread with zeros around and between, times the turned kernel. */
function copying(sizes: WindowSizes, seed: number): MakeCase {
  const { filters, images, image: [height, width, channels], kernel } = sizes;
  const windows = windowsOfSizes(sizes), { outputs, strides, before } = windows;
  const positions = countWindows(windows), taps = kernel[0] * kernel[1];
  const errors = integers(images * positions, filters, seed);
  const weights = integers(taps * channels, filters, seed + 1);
  const carried = timesTransposed(float64, errors, weights);
  const expected = inRowsOf(scattered(float64, carried, windows), channels);
  const size = [height + kernel[0] - 1, width + kernel[1] - 1, filters] as const;
  const around = mapEntries(distinct(images, size[0] * size[1] * size[2]), () => 0);
  const turned = turnedKernel(weights, taps, channels);
  return (layout) => {
    const es = placePositions(layout, errors), spread = placeRows(layout, around);
    const into = rowsAsImages(spread, size), panels = placePanels(layout, turned);
    const to = positionsFor(layout, expected);
    const above = kernel[0] - 1 - before[0], left = kernel[1] - 1 - before[1];
    return {
      kernel: "errors of windows",
      shape: describeWindowSizes(sizes),
      operands: [es, spread, panels],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(images, share), (part, _, first) => {
          const own = imagesFrom<Images>(into, first);
          const from = {
            ...{ height: outputs[0], width: outputs[1], channels: filters, pixel: es.stride },
            ...{ line: outputs[1] * es.stride, image: positions * es.stride },
            address: es.address + first * positions * es.stride,
          };
          const address = own.address + above * own.line + left * own.pixel;
          kernels.imageCopy(target, { from, into: { ...own, address }, images: part, strides });
          const steps = { kernel, strides: [1, 1], outputs: [height, width] } as const;
          const rows = rowsFrom(to, first * height * width);
          kernels.product(target, {
            ...{ a: windowsAsFactor(own, part, steps), panels, stride: to.stride },
            finish: ({ sum, place }) => target.f.do(v128.store(place(rows), sum)),
          });
        }),
      expected: [...wordsOfRows(to, expected), ...wordsOfSpread(into, errors, windows, filters)],
      free: paddingOf(to, expected.rows),
    };
  };
}
