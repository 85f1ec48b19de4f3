import { partOf } from "../../executors/wasm/programs/batch_part.ts";
import { activation, emitEntryFormulas, pullback } from "../../executors/wasm/kernels/entrywise.ts";
import { emitColumnSums } from "../../executors/wasm/kernels/column_sums.ts";
import { emitImageCopy, emitZeros } from "../../executors/wasm/kernels/copy.ts";
import { emitDropout, emitMasking } from "../../executors/wasm/kernels/dropout.ts";
import { emitFlip } from "../../executors/wasm/kernels/flip.ts";
import { emitGather } from "../../executors/wasm/kernels/gather.ts";
import { emitBiasSums, emitGradientSums } from "../../executors/wasm/kernels/gradient.ts";
import { emitPack } from "../../executors/wasm/kernels/pack.ts";
import { emitPool, emitPoolErrors } from "../../executors/wasm/kernels/pool.ts";
import { emitProduct } from "../../executors/wasm/kernels/product.ts";
import { emitRowFormulas } from "../../executors/wasm/kernels/rowwise.ts";
import { shareOf } from "../../executors/wasm/kernels/share.ts";
import { emitSparseProduct, emitSparseUpdate } from "../../executors/wasm/kernels/sparse.ts";
import { emitTranspose } from "../../executors/wasm/kernels/transpose.ts";

/** The kernels that train. Checks replace some by wrong ones, which they must catch. */
export const KERNELS = /* @__PURE__ */ Object.freeze({
  product: emitProduct,
  activation,
  pullback,
  gradientSums: emitGradientSums,
  biasSums: emitBiasSums,
  sparseProduct: emitSparseProduct,
  sparseUpdate: emitSparseUpdate,
  transpose: emitTranspose,
  flip: emitFlip,
  imageCopy: emitImageCopy,
  zeros: emitZeros,
  pool: emitPool,
  poolErrors: emitPoolErrors,
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

export type Kernels = typeof KERNELS;
