import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import type { PoolForm } from "../../nn/layers/compiled_form.ts";
import { countWindows, type Windows } from "../../nn/layers/windows.ts";
import { v128 } from "../../executors/wasm/emitter/instructions.ts";
import { rowsAsImages } from "../../executors/wasm/memory/factor.ts";
import { LANES, rowsFrom, WORD } from "../../executors/wasm/memory/layout.ts";
import { integers, paddingOf, placeRows, wordsOfRows } from "./integers.ts";
import type { MakeCase, Word } from "./kernel_case.ts";
import { forPart } from "./sizes.ts";
import {
  describeWindowSizes,
  imagesFor,
  placePositions,
  positionsFor,
  type WindowSizes,
  windowsOfSizes,
} from "./window_places.ts";

/** A weighted sum of the numbers of a window, its weights 1, 2, … */
function sumsOf(windows: Windows): PoolForm {
  return {
    form: "windows",
    windows,
    value: (m, entries) => {
      return entries.map((entry, k) => weighted(m, entry, k)).reduce((sum, x) => m.add(sum, x));
    },
    pullback: (m, entries, error) => {
      return entries.map((entry, k) => m.add(weighted(m, error, k), m.sub(entry, entry)));
    },
  };
}

function weighted<T>(m: Arithmetic<T>, entry: T, k: number): T {
  return m.mul(m.constant(k + 1), entry);
}

/** The numbers of each window and channel inside of its image, by their index, of all images. */
function entriesOf({ places, size, channels }: Windows, { rows, columns }: Matrix): number[][] {
  return Array.from(
    { length: rows },
    (_, image) =>
      Array.from({ length: places.length / size }, (_, w) => {
        const inside = Array.from(places.subarray(w * size, (w + 1) * size)).filter((at) =>
          at >= 0
        );
        return Array.from({ length: channels }, (_, c) => {
          return inside.map((at) => image * columns + at * channels + c);
        });
      }),
  ).flat(2);
}

/** The value of each window. */
export function pooling(sizes: WindowSizes, seed: number): MakeCase {
  const { images } = sizes, windows = windowsOfSizes(sizes), given = imagesFor(sizes, seed);
  const pool = sumsOf(windows), positions = countWindows(windows), { channels } = windows;
  const values = entriesOf(windows, given).map((entries) =>
    pool.value(float64, entries.map((i) => given.data[i]!))
  );
  const z = { rows: images * positions, columns: channels, data: Float64Array.from(values) };
  return (layout) => {
    const rows = placeRows(layout, given), zs = positionsFor(layout, z);
    return {
      kernel: "pooled windows",
      shape: describeWindowSizes(sizes),
      operands: [rows],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(images, share), (part, own, first) => {
          const from = rowsAsImages(own(rows), windows.image);
          const to = rowsFrom(zs, first * positions);
          kernels.pool(target, {
            ...{ pool, from, images: part, stride: zs.stride },
            finish: ({ sum, place }) => target.f.do(v128.store(place(to), sum)),
          });
        }),
      expected: wordsOfRows(zs, z),
      free: paddingOf(zs, z.rows),
    };
  };
}

/** The errors of the numbers of each window, in the place of what is there or added to it. */
export function poolErrors(sizes: WindowSizes, seed: number): MakeCase {
  const { images } = sizes, windows = windowsOfSizes(sizes), given = imagesFor(sizes, seed);
  const pool = sumsOf(windows), positions = countWindows(windows), { channels } = windows;
  const errors = integers(images * positions, channels, seed + 1);
  const before = integers(images, given.columns, seed + 2);
  const sums = Array.from(before.data);
  const seen = entriesOf(windows, given);
  const all = seen.flat(), isApart = channels % LANES === 0 && new Set(all).size === all.length;
  if (isApart) { for (const i of all) sums[i] = 0; }
  seen.forEach((entries, next) => {
    const error = errors.data[next]!;
    pool.pullback(float64, entries.map((i) => given.data[i]!), error).forEach((x, k) => {
      sums[entries[k]!]! += x;
    });
  });
  return (layout) => {
    const rows = placeRows(layout, given), es = placePositions(layout, errors);
    const to = placeRows(layout, before);
    return {
      kernel: "errors of pooled windows",
      shape: describeWindowSizes(sizes),
      operands: [rows, es, to],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(images, share), (part, own, first) => {
          const [from, into] = [rows, to].map((each) => rowsAsImages(own(each), windows.image));
          kernels.poolErrors(target, {
            ...{ pool, from: from!, into: into!, images: part, stride: es.stride },
            errors: rowsFrom(es, first * positions),
            finish: ({ sum, place }) => target.f.do(v128.store(place(into!), sum)),
          });
        }),
      expected: wordsOfRows(to, { ...before, data: Float64Array.from(sums) }),
    };
  };
}

/** Zeros in rows. */
export function zeroing(sizes: WindowSizes, seed: number): MakeCase {
  const given = imagesFor(sizes, seed);
  return (layout) => {
    const rows = placeRows(layout, given);
    const length = given.rows * rows.stride / WORD;
    return {
      kernel: "zeros",
      shape: describeWindowSizes(sizes),
      operands: [rows],
      emit: (kernels, target, share) =>
        forPart(kernels.partOf(given.rows, share), (part, own) => {
          kernels.zeros(target, own(rows), part);
        }),
      expected: Array.from({ length }, (_, k): Word => [rows.address / WORD + k, 0]),
    };
  };
}
