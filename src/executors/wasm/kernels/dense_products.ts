import { v128 } from "../emitter/instructions.ts";
import type { Code } from "../emitter/code.ts";
import type { ImportedFunction } from "../emitter/module_builder.ts";
import type { Target } from "../formulas/formula.ts";
import type { Stage } from "../../lower/stages.ts";
import type { Layout, Rows } from "../memory/layout.ts";
import { emitGradientSums, type GradientSums } from "./gradient.ts";
import { emitProduct, type Entry, type Product } from "./product.ts";
import { TILE_COLUMNS } from "./tile.ts";

/** The product of rows with a matrix, A B or A Bᵀ, whose vectors may be finished by a formula. */
export interface RowsProduct extends Pick<Product, "a" | "panels" | "biases"> {
  /** Whether the rows are multiplied by the transposed matrix of the panels. */
  readonly isTransposed?: boolean;
  /** Where sums are kept, at least until they are finished. */
  readonly into: Rows;
  /** Called with each vector of sums, of rows that have the stride of `into`; by default, it is stored. */
  readonly finish?: (entry: Entry) => void;
}

/** B = c Aᵀ Δ, or B += c Aᵀ Δ, where B is the matrix of the panels. */
export interface GradientProduct extends Omit<GradientSums, "finish"> {
  /** c in all lanes. */
  readonly factor: Code<"v128">;
  /** Whether the sums are added to B, rather than replace it. */
  readonly isAdded: boolean;
  /** Stores a vector of sums, times c. */
  readonly finish: GradientSums["finish"];
}

/** How the three products of a stage are computed, and so how its matrices lie in memory. */
export interface DenseProducts {
  /** The columns of a panel of a matrix with so many. */
  readonly widthOf: (columns: number) => number;
  /** Whether rows are multiplied by a transposed matrix where it lies, so that no copy of it is needed. */
  readonly takesTransposed: boolean;
  readonly emitProduct: (target: Target, product: RowsProduct) => void;
  readonly emitGradient: (target: Target, product: GradientProduct) => void;
}

/** A stage with products of a batch, whether errors are passed on below it or not. */
export interface ProductsOfStage {
  readonly stage: Stage;
  /** The examples of the batch. */
  readonly rows: number;
  readonly passesErrors: boolean;
}

/** Products of a memory that are computed outside of its modules. */
export interface OutsideProducts {
  /** The name of its executor, for messages. */
  readonly executor: string;
  /** How the products of a stage are computed, if outside; may reserve memory for them. */
  readonly choose: (of: ProductsOfStage, layout: Layout) => DenseProducts | undefined;
  /** What modules import. */
  readonly imported: readonly ImportedFunction[];
  /** What they import, once the memory exists. */
  readonly functionsOn: (
    memory: { readonly buffer: ArrayBufferLike },
  ) => Readonly<Record<string, (...numbers: number[]) => void>>;
}

/** What computes dense products outside of modules. */
export interface ProductsBackend {
  readonly executor: string;
  /** What its bits depend on. */
  readonly key: string;
  /** Products for a memory that is yet to be reserved. */
  readonly open: () => OutsideProducts;
}

/** Products in tiles of registers, of matrices in narrow panels. */
export const TILES: DenseProducts = {
  widthOf: () => TILE_COLUMNS,
  takesTransposed: false,
  emitProduct: (target, { into, ...product }) => {
    const store = ({ sum, place }: Entry) => target.f.do(v128.store(place(into), sum));
    emitProduct(target, { finish: store, ...product, stride: into.stride });
  },
  emitGradient: emitGradientSums,
};
