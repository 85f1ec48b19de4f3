/**
 * Networks as immutable records, and pure functions of them: forward, backward, cost, gradients.
 *
 * Everything is generic over the arithmetic: the same code computes with numbers, with dual numbers, and
 * with the symbols of a proof.
 *
 * @example The gradients of a batch
 * ```ts
 * import {
 *   dense, gradients, matrix, network, softmax, tanh, categoricalCrossEntropy,
 * } from "@backproof/backproof/engine";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(3, tanh), dense(2, softmax)], seed: 42 });
 * const batch = { inputs: matrix([[0, 1], [1, 1]]), targets: matrix([[1, 0], [0, 1]]) };
 * const { layers } = gradients(net, batch, categoricalCrossEntropy);
 * assertEquals(layers.length, 2);
 * ```
 *
 * @module
 */

export { type Arithmetic, OpaqueValue } from "./src/core/arithmetic/arithmetic.ts";
export { Dual, dual } from "./src/core/arithmetic/dual.ts";
export { float64 } from "./src/core/arithmetic/float64.ts";
export type { Reading } from "./src/core/arithmetic/reading.ts";

export { type ByteMatrix, type Inputs, type Matrix, matrix } from "./src/core/matrix/matrix.ts";
export { times, timesTransposed, transposedTimes } from "./src/core/matrix/products.ts";

export { deriveKey, normal, type RandomKey, randomKey, uniform } from "./src/core/random/random.ts";

export {
  BACKPROPAGATION,
  type Backpropagation,
  backward,
  type BackwardOptions,
  type Equations,
  type Gradients,
} from "./src/engine/backward.ts";
export { type Batch, cost } from "./src/engine/cost.ts";
export {
  forward,
  type ForwardOptions,
  type LayerTrace,
  type Trace,
  withStateOf,
} from "./src/engine/forward.ts";
export { gradients } from "./src/engine/gradients.ts";
export { hessianTimes } from "./src/engine/hessian_times.ts";
export {
  describeNetwork,
  type Masks,
  type Network,
  network,
  type NetworkParts,
  type NetworkPlan,
} from "./src/engine/network.ts";
export { withLearning } from "./src/engine/learning.ts";
export { mapParameters, parametersOf } from "./src/engine/parameters.ts";
export type { ParameterPlace } from "./src/engine/place.ts";
export type { Regularized } from "./src/engine/regularized.ts";
export { saliency } from "./src/engine/saliency.ts";
export { type LayerSummary, type Summary, summary } from "./src/engine/summary.ts";

export {
  type Activation,
  type At,
  elementwise,
  type ElementwiseActivation,
  type ElementwiseFormulas,
  type Equivalent,
  rowwise,
  type RowwiseActivation,
  type RowwiseFormulas,
} from "./src/nn/activations/activation.ts";
export {
  type ActivationName,
  activationNamed,
  ACTIVATIONS,
} from "./src/nn/activations/activations.ts";
export { celu, type CeluOptions } from "./src/nn/activations/celu.ts";
export { elu, type EluOptions } from "./src/nn/activations/elu.ts";
export { gelu } from "./src/nn/activations/gelu.ts";
export { geluTanh } from "./src/nn/activations/gelu_tanh.ts";
export { hardSigmoid } from "./src/nn/activations/hard_sigmoid.ts";
export { hardSwish } from "./src/nn/activations/hard_swish.ts";
export { leakyRelu, type LeakyReluOptions } from "./src/nn/activations/leaky_relu.ts";
export { linear } from "./src/nn/activations/linear.ts";
export { logSoftmax } from "./src/nn/activations/log_softmax.ts";
export { mish } from "./src/nn/activations/mish.ts";
export { relu } from "./src/nn/activations/relu.ts";
export { relu6 } from "./src/nn/activations/relu6.ts";
export { selu } from "./src/nn/activations/selu.ts";
export { sigmoid } from "./src/nn/activations/sigmoid.ts";
export { silu } from "./src/nn/activations/silu.ts";
export { softmax } from "./src/nn/activations/softmax.ts";
export { softplus } from "./src/nn/activations/softplus.ts";
export { softsign } from "./src/nn/activations/softsign.ts";
export { squaredRelu } from "./src/nn/activations/squared_relu.ts";
export { tanh } from "./src/nn/activations/tanh.ts";

export type { Fans, Initializer } from "./src/nn/initializers/initializer.ts";
export { orthogonal, type OrthogonalOptions } from "./src/nn/initializers/orthogonal.ts";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
} from "./src/nn/initializers/scaled.ts";
export { zeros } from "./src/nn/initializers/zeros.ts";

export { activation, activationKind } from "./src/nn/layers/activation.ts";
export {
  dense,
  DENSE_EQUATIONS,
  denseBackward,
  type DenseEquations,
  denseFrom,
  denseKind,
  type DenseLayerOptions,
  type DenseOptions,
} from "./src/nn/layers/dense.ts";
export {
  conv2d,
  conv2dKind,
  type Conv2dOptions,
  type Conv2dPlanOptions,
} from "./src/nn/layers/conv2d.ts";
export { convTranspose2d, convTranspose2dKind } from "./src/nn/layers/conv_transpose2d.ts";
export { averagePool2d, averagePool2dKind } from "./src/nn/layers/average_pool2d.ts";
export { globalAveragePool, globalAveragePoolKind } from "./src/nn/layers/global_average_pool.ts";
export { maxPool2d, maxPool2dKind } from "./src/nn/layers/max_pool2d.ts";
export {
  prelu,
  preluKind,
  type PreluKindOptions,
  type PreluOptions,
} from "./src/nn/layers/prelu.ts";
export type { PoolOptions } from "./src/nn/layers/pooling.ts";
export type { Extent, Padding, WindowGrid, WindowOptions } from "./src/nn/layers/windows.ts";
export { dropout, dropoutKind, type DropoutOptions } from "./src/nn/layers/dropout.ts";
export {
  embedding,
  embeddingKind,
  type EmbeddingKindOptions,
  type EmbeddingOptions,
} from "./src/nn/layers/embedding.ts";
export { flatten, flattenKind } from "./src/nn/layers/flatten.ts";
export { KINDS } from "./src/nn/layers/kinds.ts";
export type {
  ChannelValues,
  ColumnsForm,
  CompiledForm,
  PoolForm,
} from "./src/nn/layers/compiled_form.ts";
export type {
  Layer,
  LayerContext,
  LayerErrors,
  LayerKind,
  LayerOptions,
  LayerOutputs,
  LayerValues,
  NestedLayer,
  Parameters,
  ParameterShapes,
} from "./src/nn/layers/layer.ts";
export { layer, type LayerPlan, type LayerPlanOptions } from "./src/nn/layers/plan.ts";
export type { Shape } from "./src/nn/layers/shape.ts";
export { type LayerFormulas, layerKind } from "./src/nn/layers/layer_kind.ts";
export { gru, gruKind } from "./src/nn/layers/gru.ts";
export { lstm, lstmKind } from "./src/nn/layers/lstm.ts";
export type { RecurrentKindOptions, RecurrentOptions } from "./src/nn/layers/recurrent.ts";
export {
  residual,
  residualKind,
  type ResidualKindOptions,
  type ResidualOptions,
} from "./src/nn/layers/residual.ts";
export {
  selfAttention,
  selfAttentionKind,
  type SelfAttentionKindOptions,
  type SelfAttentionOptions,
} from "./src/nn/layers/self_attention.ts";
export type { LayerLearning } from "./src/nn/layers/learning.ts";
export {
  batchNorm,
  batchNormKind,
  type BatchNormKindOptions,
  type BatchNormOptions,
} from "./src/nn/layers/batch_norm.ts";
export {
  layerNorm,
  layerNormKind,
  type LayerNormKindOptions,
  type LayerNormOptions,
} from "./src/nn/layers/layer_norm.ts";
export { reshape, reshapeKind, type ReshapeOptions } from "./src/nn/layers/reshape.ts";

export {
  binaryCrossEntropy,
  sigmoidBinaryCrossEntropy,
} from "./src/nn/losses/binary_cross_entropy.ts";
export { binaryCrossEntropyFromLogits } from "./src/nn/losses/binary_cross_entropy_from_logits.ts";
export { categoricalCrossEntropy } from "./src/nn/losses/categorical_cross_entropy.ts";
export { crossEntropyFromLogits } from "./src/nn/losses/cross_entropy_from_logits.ts";
export { cosineSimilarity } from "./src/nn/losses/cosine_similarity.ts";
export { dice, type DiceOptions } from "./src/nn/losses/dice.ts";
export { focal, type FocalOptions } from "./src/nn/losses/focal.ts";
export { gaussianNegativeLogLikelihood } from "./src/nn/losses/gaussian_negative_log_likelihood.ts";
export { logCosh } from "./src/nn/losses/log_cosh.ts";
export { poissonFromLogRate } from "./src/nn/losses/poisson_from_log_rate.ts";
export { quantile, type QuantileOptions } from "./src/nn/losses/quantile.ts";
export { squaredHinge } from "./src/nn/losses/squared_hinge.ts";
export { hinge } from "./src/nn/losses/hinge.ts";
export { huber, type HuberOptions } from "./src/nn/losses/huber.ts";
export { kullbackLeibler } from "./src/nn/losses/kullback_leibler.ts";
export {
  labelSmoothing,
  type LabelSmoothingOptions,
  smoothedCrossEntropy,
} from "./src/nn/losses/label_smoothing.ts";
export {
  type Domain,
  type Loss,
  loss,
  type LossFormulas,
  type Outcome,
  type Pair,
} from "./src/nn/losses/loss.ts";
export type { TargetRange } from "./src/nn/losses/targets.ts";
export { LOSSES, type LossName } from "./src/nn/losses/losses.ts";
export { meanAbsoluteError } from "./src/nn/losses/mean_absolute_error.ts";
export { meanSquaredError } from "./src/nn/losses/mean_squared_error.ts";
export { poisson } from "./src/nn/losses/poisson.ts";
export { softmaxCrossEntropy } from "./src/nn/losses/softmax_cross_entropy.ts";
export { sumOfSquaredErrors } from "./src/nn/losses/sum_of_squared_errors.ts";

export {
  type Regularizer,
  regularizer,
  type RegularizerFormulas,
} from "./src/nn/regularizers/regularizer.ts";
export { l1, l2, REGULARIZERS } from "./src/nn/regularizers/regularizers.ts";
