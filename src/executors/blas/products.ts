import { f32, f32x4, i32, v128 } from "../wasm/emitter/instructions.ts";
import { type ImportedFunction, procedureAt } from "../wasm/emitter/module_builder.ts";
import type { Code } from "../wasm/emitter/code.ts";
import type { Target } from "../wasm/formulas/formula.ts";
import { emitFactorCopy } from "../wasm/kernels/copy.ts";
import type {
  DenseProducts,
  OutsideProducts,
  ProductsBackend,
} from "../wasm/kernels/dense_products.ts";
import { emitEach } from "../wasm/kernels/entrywise.ts";
import type { Entry } from "../wasm/kernels/product.ts";
import { countRows, type Factor } from "../wasm/memory/factor.ts";
import { LANES, type Layout, type Panels, roundUp, WORD } from "../wasm/memory/layout.ts";
import { type ProductShape, shapeOf } from "./product_shape.ts";
import type {
  BindProduct,
  MatrixProduct,
  Multiply,
  ProductFactor,
  RowMajor,
} from "./matrix_product.ts";

/** The one function that modules import: does the product of a number, times a factor. */
const IMPORTED: readonly ImportedFunction[] = [{ name: "multiply", parameters: ["i32", "f32"] }];

/** The bytes of windows that are gathered at a time, unless one image has more: half of a usual L2. */
const GATHERED_BYTES = 2 ** 20;

/** What the products of a memory depend on. */
export interface BlasPlan {
  /** What a library and its settings are called, as its bits depend on them. */
  readonly key: string;
  readonly bind: BindProduct;
  /** Whether the library computes the products of a stage. */
  readonly takes: (shape: ProductShape) => boolean;
}

/** Products by a library: each is numbered as it is emitted, and bound once the memory exists. */
export function blasBackend({ key, bind, takes }: BlasPlan): ProductsBackend {
  const executor = "blas";
  return { executor, key, open: () => openProducts(executor, bind, takes) };
}

function openProducts(
  executor: string,
  bind: BindProduct,
  takes: BlasPlan["takes"],
): OutsideProducts {
  const products: MatrixProduct[] = [];
  const multiply = procedureAt(0);
  const emit: EmitMultiply = ({ f }, product, factor) => {
    const number = products.push(product) - 1;
    f.do(multiply.call(i32.constant(number), factor));
  };
  return {
    executor,
    imported: IMPORTED,
    choose: (of, layout) => {
      const shape = shapeOf(of);
      return takes(shape) ? productsOf(shape, layout, emit) : undefined;
    },
    functionsOn: ({ buffer }) => {
      const bound: Multiply[] = [];
      return {
        multiply: (number, factor) => {
          // Late, as modules of other batches may have added products since.
          const one = bound[number!] ??= bind(buffer as ArrayBuffer, products[number!]!);
          one(factor!);
        },
      };
    },
  };
}

/** Emits one product, times a factor. */
type EmitMultiply = (target: Target, product: MatrixProduct, factor: Code<"f32">) => void;

/** The products of a shape, with room for windows where its rows are windows. */
function productsOf(
  { windowNumbers }: ProductShape,
  layout: Layout,
  emit: EmitMultiply,
): DenseProducts {
  const gathered = windowNumbers === undefined
    ? undefined
    : layout.reserve(Math.max(GATHERED_BYTES, windowNumbers * WORD));
  return {
    widthOf: (columns) => roundUp(columns, LANES),
    takesTransposed: true,
    emitProduct: (target, { a, panels, isTransposed = false, biases, into, finish }) => {
      const b = { ...rowMajor(panels), isTransposed };
      const [inner, columns] = isTransposed
        ? [panels.columns, panels.inner]
        : [panels.inner, panels.columns];
      for (const { from, rows, factor } of partsOf(target, a, gathered)) {
        const c = { address: into.address + from * into.stride, stride: into.stride };
        emit(target, { rows, columns, inner, a: factor, b, c, isAdded: false }, f32.constant(1));
      }
      if (finish === undefined && biases === undefined) return;
      const store = ({ sum, place }: Entry) => target.f.do(v128.store(place(into), sum));
      emitEach(target, {
        ...{ of: { ...into, columns }, rows: countRows(a.levels), finish: finish ?? store },
        // The same row for all.
        ...(biases !== undefined && { plus: { address: biases, columns, stride: 0 } }),
      });
    },
    emitGradient: (target, { a, errors, panels, factor, isAdded }) => {
      const { inner: rows, columns } = panels, c = rowMajor(panels);
      for (const { from, rows: inner, factor: part } of partsOf(target, a, gathered)) {
        const { stride } = errors, address = errors.address + from * stride;
        const product = {
          ...{ rows, columns, inner, c, isAdded: isAdded || from > 0 },
          a: { ...part, isTransposed: true },
          b: { address, stride, isTransposed: false },
        };
        emit(target, product, f32x4.lane(factor, 0));
      }
    },
  };
}

/** A matrix in one panel. */
function rowMajor({ address, width }: Panels): RowMajor {
  return { address, stride: width * WORD };
}

/** Some of the rows of a factor. */
interface FactorPart {
  /** The number of the first. */
  readonly from: number;
  readonly rows: number;
  readonly factor: ProductFactor;
}

/**
 * The rows of a factor where they lie, if they are apart; otherwise a few images at a time, for each of
 * which a copy of its windows is emitted, just before the part is used.
 */
function* partsOf(
  target: Target,
  a: Factor,
  gathered: number | undefined,
): Generator<FactorPart> {
  const { levels, runs } = a, [first, ...inner] = levels;
  const rows = countRows(levels), numbers = runs.count * runs.length;
  if (inner.length === 0 && runs.count === 1 && first!.step >= numbers * WORD) {
    const factor = { address: a.address, stride: first!.step, isTransposed: false };
    return yield { from: 0, rows, factor };
  }
  const stride = numbers * WORD, each = countRows(inner);
  const most = Math.max(1, Math.floor(GATHERED_BYTES / (each * stride)));
  for (let at = 0; at < first!.count; at += most) {
    const count = Math.min(most, first!.count - at);
    const into = { address: gathered!, columns: numbers, stride };
    const part = {
      ...a,
      address: a.address + at * first!.step,
      levels: [{ ...first!, count }, ...inner],
    };
    emitFactorCopy(target, part, into);
    const factor = { address: gathered!, stride, isTransposed: false };
    yield { from: at * each, rows: count * each, factor };
  }
}
