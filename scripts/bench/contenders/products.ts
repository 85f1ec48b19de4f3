import { dense, linear, network } from "../../../engine.ts";
import { timesTransposed } from "../../../src/core/matrix/float64_kernels.ts";
import { leaseBackend } from "../../../src/executors/blas/backend.ts";
import { stagesOf } from "../../../src/executors/lower/stages.ts";
import { ModuleBuilder } from "../../../src/executors/wasm/emitter/module_builder.ts";
import { type OutsideProducts, TILES } from "../../../src/executors/wasm/kernels/dense_products.ts";
import { rowsAsFactor } from "../../../src/executors/wasm/memory/factor.ts";
import {
  indexInPanels,
  Layout,
  reservePanels,
  reserveRows,
  WORD,
} from "../../../src/executors/wasm/memory/layout.ts";
import { fusedOfEngine } from "../../../src/executors/wasm/runtime/variant.ts";

/** A product of two square matrices. */
export interface Product {
  readonly multiply: () => void;
  /** The number of entries. */
  readonly length: number;
  /** An entry, by its index row by row. */
  readonly entry: (index: number) => number;
}

/** The executor's kernel in a separate module: B is stored in panels, as weights are. */
export function productInWasm(size: number, a: Float32Array, b: Float32Array): Product {
  return compiledProduct(size, a, b);
}

/** The same with the product by the system's BLAS, which stays open. */
export function productByBlas(size: number, a: Float32Array, b: Float32Array): Product {
  return compiledProduct(size, a, b, leaseBackend({ threads: 1 }, () => true).backend.open());
}

function compiledProduct(
  size: number,
  a: Float32Array,
  b: Float32Array,
  outside?: OutsideProducts,
): Product {
  const layout = new Layout();
  const [stage] = stagesOf(network({ inputs: size, layers: [dense(size, linear)] }));
  const of = { stage: stage!, rows: size, passesErrors: false };
  const products = outside?.choose(of, layout) ?? TILES;
  const rows = reserveRows(layout, size, size),
    out = reserveRows(layout, size, size);
  const panels = reservePanels(layout, size, size, products.widthOf(size));
  const module = new ModuleBuilder(outside?.imported);
  const fused = fusedOfEngine();
  module.procedure("multiply", {}, (f) => {
    products.emitProduct({ f, fused }, { a: rowsAsFactor(rows, size), panels, into: out });
  });
  const { numbers, multiply } = instantiate(module, layout, outside);
  const indexIn = ({ address, stride }: typeof rows, index: number) =>
    (address + Math.floor(index / size) * stride) / WORD + index % size;
  a.forEach((entry, index) => numbers[indexIn(rows, index)] = entry);
  b.forEach((entry, index) => {
    numbers[indexInPanels(panels, Math.floor(index / size), index % size)] = entry;
  });
  return { multiply, length: size ** 2, entry: (index) => numbers[indexIn(out, index)]! };
}

/** The memory of a module, as numbers, and its procedure. */
export function instantiate(
  module: ModuleBuilder,
  { pages }: Layout,
  outside?: OutsideProducts,
): { readonly numbers: Float32Array; readonly multiply: () => void } {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(module.bytes({ pages, shared: false })),
    { env: { ...outside?.functionsOn(memory), memory } },
  );
  return {
    numbers: new Float32Array(memory.buffer),
    multiply: exports.multiply as () => void,
  };
}

/** The engine's kernel, in float64: B is transposed, as weights are. */
export function productInTypeScript(
  size: number,
  a: Float32Array,
  b: Float32Array,
): Product {
  const left = Float64Array.from(a), right = new Float64Array(size * size);
  b.forEach((entry, index) => right[(index % size) * size + Math.floor(index / size)] = entry);
  const out = new Float64Array(size * size);
  return {
    multiply: () =>
      timesTransposed(
        { rows: size, columns: size, inner: size },
        left,
        right,
        out,
      ),
    length: size ** 2,
    entry: (index) => out[index]!,
  };
}
