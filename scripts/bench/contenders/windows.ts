import { f32x4, v128 } from "../../../src/executors/wasm/emitter/instructions.ts";
import { ModuleBuilder } from "../../../src/executors/wasm/emitter/module_builder.ts";
import { emitZeros } from "../../../src/executors/wasm/kernels/copy.ts";
import { emitGradientSums } from "../../../src/executors/wasm/kernels/gradient.ts";
import { emitProduct } from "../../../src/executors/wasm/kernels/product.ts";
import { shareOf } from "../../../src/executors/wasm/kernels/share.ts";
import { TILE_COLUMNS } from "../../../src/executors/wasm/kernels/tile.ts";
import {
  rowsAsFactor,
  rowsAsImages,
  windowsAsFactor,
} from "../../../src/executors/wasm/memory/factor.ts";
import {
  indexInPanels,
  Layout,
  reservePanels,
  reserveRows,
  type Rows,
  WORD,
} from "../../../src/executors/wasm/memory/layout.ts";
import { fusedOfEngine } from "../../../src/executors/wasm/runtime/variant.ts";
import { WINDOWS, type WindowsWork } from "../work.ts";
import { instantiate, type Product } from "./products.ts";

const { images, side, channels, window, filters } = WINDOWS;
const outputs = side - window + 1, positions = images * outputs ** 2, fan = window ** 2 * channels;

/** The place among the numbers of all images of the number `k` that window `row` sees. */
function placeOf(row: number, k: number): number {
  const image = Math.floor(row / outputs ** 2),
    at = row % outputs ** 2,
    tap = Math.floor(k / channels);
  const y = Math.floor(at / outputs) + Math.floor(tap / window);
  const x = at % outputs + tap % window;
  return ((image * side + y) * side + x) * channels + k % channels;
}

/** The executor's kernels: of windows where they lie, or of the same numbers copied to rows. */
export function windowsInWasm(
  { of, product }: WindowsWork,
  a: Float32Array,
  b: Float32Array,
): Product {
  const layout = new Layout(), target = { fused: fusedOfEngine() };
  const source = reserveRows(layout, images, side ** 2 * channels);
  const rows = reserveRows(layout, positions, fan), out = reserveRows(layout, positions, filters);
  const panels = reservePanels(layout, fan, filters, TILE_COLUMNS);
  const steps = { kernel: [window, window], strides: [1, 1], outputs: [outputs, outputs] } as const;
  const factor = of === "rows"
    ? rowsAsFactor(rows, positions)
    : windowsAsFactor(rowsAsImages(source, [side, side, channels]), images, steps);
  const module = new ModuleBuilder();
  module.procedure("multiply", {}, (f) => {
    if (product === "outputs") {
      return emitProduct({ ...target, f }, {
        ...{ a: factor, panels, stride: out.stride },
        finish: ({ sum, place }) => f.do(v128.store(place(out), sum)),
      });
    }
    emitZeros({ ...target, f }, { ...panels, stride: filters * WORD }, fan);
    emitGradientSums({ ...target, f }, {
      ...{ a: factor, errors: out, panels, share: shareOf(0, 1) },
      finish: (place, sum) => f.do(v128.store(place, f32x4.add(v128.load(place), sum))),
    });
  });
  const { numbers, multiply } = instantiate(module, layout);
  const indexIn = ({ address, stride }: Rows, row: number, column: number) =>
    (address + row * stride) / WORD + column;
  const write = (rows: Rows, columns: number, value: (row: number, column: number) => number) => {
    for (let index = 0; index < columns * positions; index++) {
      const row = Math.floor(index / columns), column = index % columns;
      numbers[indexIn(rows, row, column)] = value(row, column);
    }
  };
  for (let image = 0; image < images; image++) {
    const length = side ** 2 * channels;
    numbers.set(a.subarray(image * length, (image + 1) * length), indexIn(source, image, 0));
  }
  write(rows, fan, (row, k) => a[placeOf(row, k)]!);
  if (product === "outputs") {
    b.forEach((entry, index) => {
      numbers[indexInPanels(panels, Math.floor(index / filters), index % filters)] = entry;
    });
  } else write(out, filters, (row, filter) => b[row * filters + filter]!);
  return {
    multiply,
    length: product === "outputs" ? positions * filters : fan * filters,
    entry: (index) => {
      const row = Math.floor(index / filters), filter = index % filters;
      const at = product === "outputs"
        ? indexIn(out, row, filter)
        : indexInPanels(panels, row, filter);
      return numbers[at]!;
    },
  };
}

/** Only the entries that are asked for, in float64. */
export function windowsInTypeScript(
  { product }: WindowsWork,
  a: Float32Array,
  b: Float32Array,
): Product {
  const sum = (count: number, term: (i: number) => number) => {
    let total = 0;
    for (let i = 0; i < count; i++) total += term(i);
    return total;
  };
  return {
    multiply: () => {},
    length: product === "outputs" ? positions * filters : fan * filters,
    entry: (index) => {
      const row = Math.floor(index / filters), filter = index % filters;
      return product === "outputs"
        ? sum(fan, (k) => a[placeOf(row, k)]! * b[k * filters + filter]!)
        : sum(positions, (at) => a[placeOf(at, row)]! * b[at * filters + filter]!);
    },
  };
}
