/**
 * Multi-layer perceptrons from scratch, with gradients that are checked before anything is trained.
 *
 * @example Train on digits that the library draws itself
 * ```ts
 * import {
 *   categoricalCrossEntropy, dense, evaluate, fit, loadStrokes, network, sgd, softmax, tanh,
 * } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * const { train, test } = loadStrokes({ train: 2000, test: 500 });
 * const untrained = network({
 *   inputs: 784,
 *   layers: [dense(32, tanh), dense(16, tanh), dense(10, softmax)],
 *   seed: 42,
 * });
 * const run = await fit(untrained, train, {
 *   loss: categoricalCrossEntropy,
 *   optimizer: sgd({ learningRate: 0.1 }),
 *   epochs: 5,
 * });
 * const { accuracy } = await evaluate(run.network, test, { loss: categoricalCrossEntropy });
 * assert(accuracy > 0.7);
 * ```
 *
 * @module
 */

export { type Arithmetic, OpaqueValue } from "./src/core/arithmetic/arithmetic.ts";
export { Dual, dual } from "./src/core/arithmetic/dual.ts";
export { float64 } from "./src/core/arithmetic/float64.ts";
export type { Reading } from "./src/core/arithmetic/reading.ts";

export { type ByteMatrix, type Inputs, type Matrix, matrix } from "./src/core/matrix/matrix.ts";

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
export { elu, type EluOptions } from "./src/nn/activations/elu.ts";
export { gelu } from "./src/nn/activations/gelu.ts";
export { geluTanh } from "./src/nn/activations/gelu_tanh.ts";
export { hardSigmoid } from "./src/nn/activations/hard_sigmoid.ts";
export { leakyRelu, type LeakyReluOptions } from "./src/nn/activations/leaky_relu.ts";
export { linear } from "./src/nn/activations/linear.ts";
export { logSoftmax } from "./src/nn/activations/log_softmax.ts";
export { relu } from "./src/nn/activations/relu.ts";
export { selu } from "./src/nn/activations/selu.ts";
export { sigmoid } from "./src/nn/activations/sigmoid.ts";
export { silu } from "./src/nn/activations/silu.ts";
export { softmax } from "./src/nn/activations/softmax.ts";
export { softplus } from "./src/nn/activations/softplus.ts";
export { softsign } from "./src/nn/activations/softsign.ts";
export { tanh } from "./src/nn/activations/tanh.ts";

export {
  type Domain,
  type Loss,
  loss,
  type LossFormulas,
  type Outcome,
  type Pair,
} from "./src/nn/losses/loss.ts";
export { LOSSES, type LossName } from "./src/nn/losses/losses.ts";
export {
  binaryCrossEntropy,
  sigmoidBinaryCrossEntropy,
} from "./src/nn/losses/binary_cross_entropy.ts";
export { binaryCrossEntropyFromLogits } from "./src/nn/losses/binary_cross_entropy_from_logits.ts";
export { categoricalCrossEntropy } from "./src/nn/losses/categorical_cross_entropy.ts";
export { crossEntropyFromLogits } from "./src/nn/losses/cross_entropy_from_logits.ts";
export { hinge } from "./src/nn/losses/hinge.ts";
export { huber, type HuberOptions } from "./src/nn/losses/huber.ts";
export { kullbackLeibler } from "./src/nn/losses/kullback_leibler.ts";
export {
  labelSmoothing,
  type LabelSmoothingOptions,
  smoothedCrossEntropy,
} from "./src/nn/losses/label_smoothing.ts";
export { meanAbsoluteError } from "./src/nn/losses/mean_absolute_error.ts";
export { meanSquaredError } from "./src/nn/losses/mean_squared_error.ts";
export { poisson } from "./src/nn/losses/poisson.ts";
export { softmaxCrossEntropy } from "./src/nn/losses/softmax_cross_entropy.ts";
export { sumOfSquaredErrors } from "./src/nn/losses/sum_of_squared_errors.ts";

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
export { deriveKey, normal, type RandomKey, randomKey, uniform } from "./src/core/random/random.ts";

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
export { dropout, dropoutKind, type DropoutOptions } from "./src/nn/layers/dropout.ts";
export { KINDS } from "./src/nn/layers/kinds.ts";
export {
  type CompiledForm,
  type Layer,
  layer,
  type LayerContext,
  type LayerErrors,
  type LayerKind,
  type LayerOptions,
  type LayerOutputs,
  type LayerPlan,
  type LayerPlanOptions,
  type LayerValues,
  type Parameters,
  type ParameterShapes,
  type Shape,
} from "./src/nn/layers/layer.ts";
export { type LayerFormulas, layerKind } from "./src/nn/layers/layer_kind.ts";
export { times, timesTransposed, transposedTimes } from "./src/core/matrix/products.ts";
export {
  describeNetwork,
  type Masks,
  type Network,
  network,
  type NetworkParts,
  type NetworkPlan,
} from "./src/engine/network.ts";
export { mapParameters, parametersOf } from "./src/engine/parameters.ts";
export type { ParameterPlace } from "./src/engine/place.ts";
export { forward, type ForwardOptions, type LayerTrace, type Trace } from "./src/engine/forward.ts";
export {
  BACKPROPAGATION,
  type Backpropagation,
  backward,
  type BackwardOptions,
  type Equations,
  type Gradients,
} from "./src/engine/backward.ts";
export { type Batch, cost } from "./src/engine/cost.ts";
export type { Regularized } from "./src/engine/regularized.ts";
export { gradients } from "./src/engine/gradients.ts";
export { fromJson, type LayerJson, type NetworkJson, toJson } from "./src/formats/network_json.ts";
export type { CustomComponents } from "./src/formats/components.ts";
export { type LayerSummary, type Summary, summary } from "./src/engine/summary.ts";

export {
  type LayerSlots,
  type Optimizer,
  optimizerFromRule,
  type ParameterStep,
  type ParameterUpdate,
  type Rule,
  type RuleState,
} from "./src/optim/optimizers/optimizer.ts";
export { adam, type AdamOptions, adamw, type AdamwOptions } from "./src/optim/optimizers/adam.ts";
export { clipped, type ClippedOptions } from "./src/optim/optimizers/clipped.ts";
export { decayed, type DecayedOptions } from "./src/optim/optimizers/decayed.ts";
export { rmsprop, type RmspropOptions } from "./src/optim/optimizers/rmsprop.ts";
export { sgd, type SgdOptions } from "./src/optim/optimizers/sgd.ts";
export { l1, l2, REGULARIZERS } from "./src/nn/regularizers/regularizers.ts";
export {
  type Regularizer,
  regularizer,
  type RegularizerFormulas,
} from "./src/nn/regularizers/regularizer.ts";
export type { LearningRate, Schedule } from "./src/optim/schedules/schedule.ts";
export {
  chainSchedules,
  constantRate,
  cosineDecay,
  type CosineDecayOptions,
  exponentialDecay,
  type ExponentialDecayOptions,
  oneCycle,
  type OneCycleOptions,
  stepDecay,
  type StepDecayOptions,
  warmUp,
  type WarmUpOptions,
} from "./src/optim/schedules/schedules.ts";

export { averageLoss, logLoss } from "./src/metrics/average_loss.ts";
export { averagePrecision } from "./src/metrics/average_precision.ts";
export type { Average, Averaged, AverageOptions } from "./src/metrics/averages.ts";
export { type ClassCounts, classCounts, type Counts } from "./src/metrics/class_counts.ts";
export {
  type ClassReport,
  classReport,
  type PrecisionRecallF1,
} from "./src/metrics/class_report.ts";
export { accuracy, confusionMatrix } from "./src/metrics/confusion.ts";
export { decide, type DecideOptions, labelsOf } from "./src/metrics/decide.ts";
export type { RunningMean } from "./src/metrics/mean.ts";
export {
  combineMetrics,
  measure,
  type Metric,
  metric,
  type MetricFormulas,
  type MetricResults,
  type Metrics,
  type MetricState,
} from "./src/metrics/metric.ts";
export { type MicroAverages, microAverages } from "./src/metrics/micro_averages.ts";
export {
  f1,
  precision,
  type PrecisionRecallOptions,
  recall,
} from "./src/metrics/precision_recall.ts";
export type { Ranked, Scores } from "./src/metrics/ranking.ts";
export {
  type ErrorSums,
  mae,
  type OutputAverage,
  type OutputAveraged,
  type RegressionOptions,
  type RegressionReport,
  regressionReport,
  rmse,
  rSquared,
} from "./src/metrics/regression.ts";
export { rocAuc } from "./src/metrics/roc_auc.ts";
export { binaryAccuracy, exactMatch, topK } from "./src/metrics/accuracies.ts";

export type {
  BatchAugmentation,
  Executor,
  Outputs,
  Plan,
  Session,
} from "./src/executors/executor.ts";
export { reference } from "./src/executors/reference.ts";
export {
  EXECUTOR_NAMES,
  type ExecutorName,
  executorNames,
  registerExecutor,
} from "./src/executors/registry.ts";
export { wasm } from "./src/executors/wasm/runtime/executor.ts";
export { DivergenceError } from "./src/train/fit/divergence.ts";
export type { Best, EarlyStopping } from "./src/train/early_stopping.ts";
export { fit } from "./src/train/fit/fit.ts";
export type {
  EpochAnswer,
  FitOptions,
  FitResult,
  StepProgress,
} from "./src/train/fit/fit_options.ts";
export type { EpochRecord } from "./src/train/history.ts";
export type {
  Checkpoint,
  CheckpointOptions,
  Position,
} from "./src/train/checkpoints/checkpoint.ts";
export { decodeCheckpoint, encodeCheckpoint, isCheckpoint } from "./src/formats/checkpoint.ts";
export { loadCheckpoint, saveCheckpoint } from "./src/formats/checkpoint_files.ts";
export type { Setting } from "./src/train/checkpoints/setting.ts";
export { evaluate, type EvaluateOptions, type Evaluation } from "./src/train/evaluate.ts";
export { predict, type PredictOptions } from "./src/train/predict.ts";

export {
  checkGradients,
  type CheckGradientsOptions,
  type Entry,
  type GradientCheck,
  type ParameterCheck,
} from "./src/verify/numeric/check_gradients.ts";
export {
  checkTable,
  type CheckTableOptions,
  type TableEntry,
} from "./src/verify/ladder/check_table.ts";

export { type IdxArray, readIdx } from "./src/data/files/idx.ts";
export { loadMnist, type LoadMnistOptions } from "./src/data/sets/mnist.ts";
export {
  type DownloadAttempt,
  MnistDirectoryError,
  MnistUnavailableError,
} from "./src/data/sets/mnist_errors.ts";
export type { DownloadProgress } from "./src/data/sets/mnist_mirrors.ts";
export { loadStrokes, type StrokesOptions } from "./src/data/sets/strokes.ts";
export {
  verifyGradients,
  type VerifyGradientsOptions,
} from "./src/verify/ladder/verify_gradients.ts";
export { Verification } from "./src/verify/ladder/verification.ts";
export type { GradientFinding } from "./src/verify/ladder/verdicts.ts";
export type { Finding, Verdict } from "./src/verify/prover/prove.ts";
export type { Counterexample } from "./src/verify/prover/claim.ts";
export type { Coverage } from "./src/verify/prover/regions.ts";
export {
  type Fault,
  nextRegion,
  Residue,
  type ResidueArithmetic,
  type ResidueOptions,
  residues,
  type Sign,
} from "./src/core/arithmetic/residue/residue.ts";
export { Degree, type DegreeArithmetic, degrees } from "./src/core/arithmetic/residue/degree.ts";
export {
  cheapestTrials,
  log2FalsePass,
  type ProofSize,
  type Trials,
} from "./src/core/arithmetic/residue/false_pass.ts";
export type { PrimeName } from "./src/core/arithmetic/residue/prime_field.ts";
export {
  type CheckFinding,
  type EquationKind,
  type EquationPrecondition,
  type FiniteCheck,
  type Misprint,
  type MisprintFinding,
  PAPER_EQUATIONS,
  type PaperEquation,
  type PaperFinding,
  type PaperSummary,
  type Statement,
  type StatementFinding,
  summarizePaper,
  verifyPaper,
  type VerifyPaperOptions,
} from "./src/verify/paper/paper.ts";
export {
  mutationReport,
  type MutationReportOptions,
  type MutationRow,
  type MutationSummary,
  summarizeMutations,
} from "./src/verify/mutants/mutation_report.ts";
export { climbLadder, type ClimbOptions, type Ladder } from "./src/verify/ladder/ladder.ts";
export {
  failuresOf,
  type LadderSummary,
  proofsOf,
  type Soundness,
  soundnessOf,
  summaryOf,
} from "./src/verify/ladder/ladder_summary.ts";
export type {
  ExecutorCheck,
  ExecutorFinding,
  KernelBug,
} from "./src/verify/ladder/executor_stage.ts";
export { type ExecutorSummary, summarizeExecutor } from "./src/verify/ladder/executor_summary.ts";
export type { CombinationFinding } from "./src/verify/ladder/engine_stage.ts";
export { type Neighbours, neighboursIn } from "./src/verify/claims/combinations.ts";
export type { Fixture, FixtureFinding } from "./src/verify/ladder/preconditions_stage.ts";
export type { RewriteFinding } from "./src/verify/ladder/rewrites_stage.ts";
export type { DiscontinuityFinding } from "./src/verify/ladder/discontinuities_stage.ts";
export type { DiscontinuityFixture } from "./src/verify/discontinuities/fixtures.ts";
export { reportPage } from "./src/verify/report/page.ts";
export type { WrongFormulas } from "./src/verify/claims/wrong_formulas.ts";
export { MUTANTS } from "./src/verify/mutants/mutants.ts";
export type { Convention, Mutant, Variant } from "./src/verify/mutants/mutant.ts";
export type {
  GenericBatch,
  GradientPlan,
  TrainingStep,
} from "./src/verify/claims/engine_claims.ts";
export type { Precondition } from "./src/verify/claims/preconditions.ts";
export type { CasePlan } from "./src/verify/numeric/draw_case.ts";
export type { Claim, Sides, Variables } from "./src/verify/prover/claim.ts";

export {
  Constant,
  Expression,
  type Expressions,
  expressions,
  Operation,
  type Operator,
  Variable,
} from "./src/core/arithmetic/expression.ts";
export { type Bindings, evaluateExpression } from "./src/core/arithmetic/evaluate.ts";
export { Bounded, bounded } from "./src/core/arithmetic/bounded.ts";
export { Interval, intervals } from "./src/core/arithmetic/interval.ts";
export type { Witness } from "./src/symbolic/decide/counterexample.ts";
export { differentiate, type Formula } from "./src/symbolic/rewrite/differentiate.ts";
export {
  compareExpressions,
  type CompareOptions,
  type Comparison,
  equalExpressions,
} from "./src/symbolic/decide/equality.ts";
export { type Equation, inline, nameShared } from "./src/symbolic/print/equation.ts";
export { latex } from "./src/symbolic/print/latex.ts";
export { mathml } from "./src/symbolic/print/mathml.ts";
export { normalForm } from "./src/symbolic/rewrite/normal_form.ts";
export { print } from "./src/symbolic/print/print.ts";
export { type Rational, rationalText } from "./src/symbolic/algebra/rational.ts";
export { showActivation, showLoss, type ShownFormulas } from "./src/symbolic/show/show.ts";
export {
  type NetworkEquations,
  showNetwork,
  type ShownNetwork,
} from "./src/symbolic/show/show_network.ts";
export { simplify, type SimplifyOptions } from "./src/symbolic/rewrite/simplify.ts";

export { classification, type Dataset, type TrainAndTest } from "./src/data/dataset.ts";

export {
  type DataGenerator,
  generatorOf,
  type Part,
  type Parts,
} from "./src/data/generators/generator.ts";
export type { BatchOptions } from "./src/data/generators/generator.ts";
export type { SplitOptions } from "./src/data/generators/split.ts";
export { arrayGenerator } from "./src/data/generators/arrays.ts";
export { type IdxFiles, idxGenerator, type IdxOptions } from "./src/data/generators/idx.ts";
export {
  type Standardization,
  standardizationOf,
  standardize,
  unstandardize,
} from "./src/data/generators/standardization.ts";
export { parseCsv, type ParseCsvOptions } from "./src/data/files/csv/parse_csv.ts";
export type { Column, ColumnKind } from "./src/data/files/csv/columns.ts";
export {
  type CsvEncoding,
  type CsvGenerator,
  csvGenerator,
  csvInputs,
  type CsvOptions,
} from "./src/data/generators/csv_generator.ts";
export { type ImageGenerator, imageGenerator } from "./src/data/generators/image_generator.ts";
export type { ImageOptions } from "./src/data/generators/image_options.ts";
export { type BrokenImage, BrokenImagesError } from "./src/data/generators/broken_images.ts";
export type { Colour } from "./src/data/files/images/picture.ts";
export type { Resizing } from "./src/data/files/images/resize.ts";
export {
  type Augmentation,
  imageAugmentation,
  type ImageAugmentationOptions,
} from "./src/data/augmentation/augment.ts";
