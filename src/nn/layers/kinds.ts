import { activationKind } from "./activation.ts";
import { averagePool2dKind } from "./average_pool2d.ts";
import { batchNormKind, type BatchNormKindOptions } from "./batch_norm.ts";
import { conv2dKind, type Conv2dOptions } from "./conv2d.ts";
import { convTranspose2dKind } from "./conv_transpose2d.ts";
import { denseKind, type DenseLayerOptions } from "./dense.ts";
import { dropoutKind, type DropoutOptions } from "./dropout.ts";
import { embeddingKind, type EmbeddingKindOptions } from "./embedding.ts";
import { flattenKind } from "./flatten.ts";
import { globalAveragePoolKind } from "./global_average_pool.ts";
import type { LayerKind } from "./layer.ts";
import { gruKind } from "./gru.ts";
import { lstmKind } from "./lstm.ts";
import { selfAttentionKind, type SelfAttentionKindOptions } from "./self_attention.ts";
import type { RecurrentKindOptions } from "./recurrent.ts";
import { layerNormKind, type LayerNormKindOptions } from "./layer_norm.ts";
import { maxPool2dKind } from "./max_pool2d.ts";
import { residualKind, type ResidualKindOptions } from "./residual.ts";
import { preluKind, type PreluKindOptions } from "./prelu.ts";
import { reshapeKind, type ReshapeOptions } from "./reshape.ts";
import type { WindowOptions } from "./windows.ts";

/**
 * The built-in kinds of layers. Tests, the verifier and file formats derive their tables from it.
 *
 * @example
 * ```ts
 * import { KINDS } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Object.values(KINDS).map(({ name }) => name), Object.keys(KINDS));
 * ```
 * @category Layers
 */
export const KINDS: {
  readonly dense: LayerKind<DenseLayerOptions>;
  readonly activation: LayerKind<Record<never, never>>;
  readonly dropout: LayerKind<DropoutOptions>;
  readonly layerNorm: LayerKind<LayerNormKindOptions>;
  readonly batchNorm: LayerKind<BatchNormKindOptions>;
  readonly reshape: LayerKind<ReshapeOptions>;
  readonly flatten: LayerKind<Record<never, never>>;
  readonly conv2d: LayerKind<Conv2dOptions>;
  readonly convTranspose2d: LayerKind<Conv2dOptions>;
  readonly prelu: LayerKind<PreluKindOptions>;
  readonly maxPool2d: LayerKind<WindowOptions>;
  readonly averagePool2d: LayerKind<WindowOptions>;
  readonly globalAveragePool: LayerKind<Record<never, never>>;
  readonly embedding: LayerKind<EmbeddingKindOptions>;
  readonly lstm: LayerKind<RecurrentKindOptions>;
  readonly gru: LayerKind<RecurrentKindOptions>;
  readonly selfAttention: LayerKind<SelfAttentionKindOptions>;
  readonly residual: LayerKind<ResidualKindOptions>;
} = /* @__PURE__ */ Object.freeze({
  dense: denseKind,
  activation: activationKind,
  dropout: dropoutKind,
  layerNorm: layerNormKind,
  batchNorm: batchNormKind,
  reshape: reshapeKind,
  flatten: flattenKind,
  conv2d: conv2dKind,
  convTranspose2d: convTranspose2dKind,
  prelu: preluKind,
  maxPool2d: maxPool2dKind,
  averagePool2d: averagePool2dKind,
  globalAveragePool: globalAveragePoolKind,
  embedding: embeddingKind,
  lstm: lstmKind,
  gru: gruKind,
  selfAttention: selfAttentionKind,
  residual: residualKind,
});

/** The built-in kind of a name, or `undefined`. */
export function kindNamed(name: string): LayerKind | undefined {
  return Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : undefined;
}
