import { partOf } from "../../executors/wasm/programs/batch_part.ts";
import { activation, emitEntryFormulas, pullback } from "../../executors/wasm/kernels/entrywise.ts";
import { emitColumnSums } from "../../executors/wasm/kernels/column_sums.ts";
import { emitDropout, emitMasking } from "../../executors/wasm/kernels/dropout.ts";
import { emitGather } from "../../executors/wasm/kernels/gather.ts";
import { emitBiasSums, emitGradientSums } from "../../executors/wasm/kernels/gradient.ts";
import { emitPack } from "../../executors/wasm/kernels/pack.ts";
import { emitProduct } from "../../executors/wasm/kernels/product.ts";
import { emitRowFormulas } from "../../executors/wasm/kernels/rowwise.ts";
import { shareOf } from "../../executors/wasm/kernels/share.ts";
import { emitSparseProduct, emitSparseUpdate } from "../../executors/wasm/kernels/sparse.ts";
import { emitTranspose } from "../../executors/wasm/kernels/transpose.ts";

/** What emits the kernels of the executor: others can be put in the place of some, to be caught. */
export interface Kernels {
  readonly product: typeof emitProduct;
  readonly activation: typeof activation;
  readonly pullback: typeof pullback;
  readonly gradientSums: typeof emitGradientSums;
  readonly biasSums: typeof emitBiasSums;
  readonly sparseProduct: typeof emitSparseProduct;
  readonly sparseUpdate: typeof emitSparseUpdate;
  readonly transpose: typeof emitTranspose;
  readonly columnSums: typeof emitColumnSums;
  readonly dropout: typeof emitDropout;
  readonly masking: typeof emitMasking;
  readonly pack: typeof emitPack;
  readonly gather: typeof emitGather;
  readonly rowFormulas: typeof emitRowFormulas;
  readonly entryFormulas: typeof emitEntryFormulas;
  readonly shareOf: typeof shareOf;
  readonly partOf: typeof partOf;
}

/** The kernels that train. */
export const KERNELS: Kernels = /* @__PURE__ */ Object.freeze<Kernels>({
  product: emitProduct,
  activation,
  pullback,
  gradientSums: emitGradientSums,
  biasSums: emitBiasSums,
  sparseProduct: emitSparseProduct,
  sparseUpdate: emitSparseUpdate,
  transpose: emitTranspose,
  columnSums: emitColumnSums,
  dropout: emitDropout,
  masking: emitMasking,
  pack: emitPack,
  gather: emitGather,
  rowFormulas: emitRowFormulas,
  entryFormulas: emitEntryFormulas,
  shareOf,
  partOf,
});
