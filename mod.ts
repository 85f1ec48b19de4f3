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
 * const { accuracy } = evaluate(run.network, test, { loss: categoricalCrossEntropy });
 * assert(accuracy > 0.7);
 * ```
 *
 * @module
 */

export { type Arithmetic, OpaqueValue } from "./src/arithmetic/arithmetic.ts";
export { Dual, dual } from "./src/arithmetic/dual.ts";
export { float64 } from "./src/arithmetic/float64.ts";
export type { Reading } from "./src/arithmetic/reading.ts";

export { type ByteMatrix, type Inputs, type Matrix, matrix } from "./src/matrix/matrix.ts";

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
} from "./src/activations/activation.ts";
export {
  type ActivationName,
  activationNamed,
  ACTIVATIONS,
} from "./src/activations/activations.ts";
export { elu, type EluOptions } from "./src/activations/elu.ts";
export { gelu } from "./src/activations/gelu.ts";
export { geluTanh } from "./src/activations/gelu_tanh.ts";
export { hardSigmoid } from "./src/activations/hard_sigmoid.ts";
export { leakyRelu, type LeakyReluOptions } from "./src/activations/leaky_relu.ts";
export { linear } from "./src/activations/linear.ts";
export { logSoftmax } from "./src/activations/log_softmax.ts";
export { relu } from "./src/activations/relu.ts";
export { selu } from "./src/activations/selu.ts";
export { sigmoid } from "./src/activations/sigmoid.ts";
export { silu } from "./src/activations/silu.ts";
export { softmax } from "./src/activations/softmax.ts";
export { softplus } from "./src/activations/softplus.ts";
export { softsign } from "./src/activations/softsign.ts";
export { tanh } from "./src/activations/tanh.ts";

export {
  type Domain,
  type Loss,
  loss,
  type LossFormulas,
  type Outcome,
  type Pair,
} from "./src/losses/loss.ts";
export { LOSSES, type LossName } from "./src/losses/losses.ts";
export {
  binaryCrossEntropy,
  sigmoidBinaryCrossEntropy,
} from "./src/losses/binary_cross_entropy.ts";
export { binaryCrossEntropyFromLogits } from "./src/losses/binary_cross_entropy_from_logits.ts";
export { categoricalCrossEntropy } from "./src/losses/categorical_cross_entropy.ts";
export { crossEntropyFromLogits } from "./src/losses/cross_entropy_from_logits.ts";
export { hinge } from "./src/losses/hinge.ts";
export { huber, type HuberOptions } from "./src/losses/huber.ts";
export { kullbackLeibler } from "./src/losses/kullback_leibler.ts";
export {
  labelSmoothing,
  type LabelSmoothingOptions,
  smoothedCrossEntropy,
} from "./src/losses/label_smoothing.ts";
export { meanAbsoluteError } from "./src/losses/mean_absolute_error.ts";
export { meanSquaredError } from "./src/losses/mean_squared_error.ts";
export { poisson } from "./src/losses/poisson.ts";
export { softmaxCrossEntropy } from "./src/losses/softmax_cross_entropy.ts";
export { sumOfSquaredErrors } from "./src/losses/sum_of_squared_errors.ts";

export type { Fans, Initializer } from "./src/initializers/initializer.ts";
export { orthogonal, type OrthogonalOptions } from "./src/initializers/orthogonal.ts";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
} from "./src/initializers/scaled.ts";
export { zeros } from "./src/initializers/zeros.ts";
export { deriveKey, normal, type RandomKey, randomKey, uniform } from "./src/random/random.ts";

export { dense, type DenseOptions, type Layer, type LayerPlan } from "./src/network/layer.ts";
export {
  describeNetwork,
  type Network,
  network,
  type NetworkPlan,
  parametersOf,
} from "./src/network/network.ts";
export {
  forward,
  type ForwardOptions,
  type LayerTrace,
  type Masks,
  type Trace,
} from "./src/network/forward.ts";
export {
  BACKPROPAGATION,
  type Backpropagation,
  backward,
  type BackwardOptions,
  type Gradients,
  type LayerGradients,
} from "./src/network/backward.ts";
export { type Batch, cost } from "./src/network/cost.ts";
export type { Penalised } from "./src/network/penalised.ts";
export { gradients } from "./src/network/gradients.ts";
export {
  fromJson,
  type FromJsonOptions,
  type LayerJson,
  type NetworkJson,
  toJson,
} from "./src/network/json.ts";
export { type LayerSummary, type Summary, summary } from "./src/network/summary.ts";

export {
  descent,
  type LayerMemory,
  type LayerPart,
  type Moved,
  type Moving,
  type Optimizer,
  type Rule,
  type RuleState,
} from "./src/optimizers/optimizer.ts";
export { adam, type AdamOptions, adamw, type AdamwOptions } from "./src/optimizers/adam.ts";
export { clipped, type ClippedOptions } from "./src/optimizers/clipped.ts";
export { decayed, type DecayedOptions } from "./src/optimizers/decayed.ts";
export { rmsprop, type RmspropOptions } from "./src/optimizers/rmsprop.ts";
export { sgd, type SgdOptions } from "./src/optimizers/sgd.ts";
export { l1, l2, PENALTIES } from "./src/penalties/penalties.ts";
export { type Penalty, penalty, type PenaltyFormulas } from "./src/penalties/penalty.ts";
export type { LearningRate, Schedule } from "./src/schedules/schedule.ts";
export {
  constantRate,
  cosineDecay,
  type CosineDecayOptions,
  exponentialDecay,
  type ExponentialDecayOptions,
  inTurn,
  oneCycle,
  type OneCycleOptions,
  stepDecay,
  type StepDecayOptions,
  warmUp,
  type WarmUpOptions,
} from "./src/schedules/schedules.ts";

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
  measure,
  type Metric,
  metric,
  type MetricFormulas,
  type MetricResults,
  type Metrics,
  type MetricState,
  together,
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
export { binaryAccuracy, exactMatch, topK } from "./src/metrics/shares.ts";

export { EXECUTOR_NAMES, type ExecutorName } from "./src/training/executor.ts";
export { DivergenceError } from "./src/training/divergence.ts";
export type { Best, EarlyStopping } from "./src/training/early_stopping.ts";
export { fit } from "./src/training/fit.ts";
export type {
  EpochAnswer,
  FitOptions,
  FitResult,
  StepProgress,
} from "./src/training/fit_options.ts";
export type { EpochRecord } from "./src/training/history.ts";
export type {
  Checkpoint,
  CheckpointOptions,
  Position,
} from "./src/training/checkpoints/checkpoint.ts";
export {
  decodeCheckpoint,
  type DecodeCheckpointOptions,
  encodeCheckpoint,
  isCheckpoint,
} from "./src/training/checkpoints/encoding.ts";
export { loadCheckpoint, saveCheckpoint } from "./src/training/checkpoints/files.ts";
export type { Setting } from "./src/training/checkpoints/setting.ts";
export { evaluate, type EvaluateOptions, type Evaluation } from "./src/training/evaluate.ts";
export { predict, type PredictOptions } from "./src/training/predict.ts";

export {
  checkGradients,
  type CheckGradientsOptions,
  type Entry,
  type GradientCheck,
  type ParameterCheck,
} from "./src/verification/check_gradients.ts";
export {
  checkTable,
  type CheckTableOptions,
  type TableEntry,
} from "./src/verification/check_table.ts";

export { type IdxArray, readIdx } from "./src/data/idx.ts";
export { loadMnist, type LoadMnistOptions } from "./src/data/mnist.ts";
export {
  type DownloadAttempt,
  MnistDirectoryError,
  MnistUnavailableError,
} from "./src/data/mnist_errors.ts";
export type { DownloadProgress } from "./src/data/mnist_mirrors.ts";
export { loadStrokes, type StrokesOptions } from "./src/data/strokes.ts";
export {
  verifyGradients,
  type VerifyGradientsOptions,
} from "./src/verification/verify_gradients.ts";
export { Verification } from "./src/verification/verification.ts";
export type { GradientFinding } from "./src/verification/verdicts.ts";
export type { Finding, Verdict } from "./src/verification/prove.ts";
export type { Counterexample } from "./src/verification/claim.ts";
export type { Coverage } from "./src/verification/pieces.ts";
export {
  type Fault,
  nextPiece,
  Residue,
  type ResidueArithmetic,
  type ResidueOptions,
  residues,
  type Sign,
} from "./src/arithmetic/residue.ts";
export { Degree, type DegreeArithmetic, degrees } from "./src/arithmetic/degree.ts";
export {
  cheapestTrials,
  log2FalsePass,
  type ProofSize,
  type Trials,
} from "./src/arithmetic/false_pass.ts";
export type { PrimeName } from "./src/arithmetic/prime_field.ts";
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
} from "./src/verification/paper.ts";
export {
  countKills,
  type KillCount,
  type KillRow,
  killTable,
  type KillTableOptions,
} from "./src/verification/mutants/kill_table.ts";
export { climbLadder, type ClimbOptions, type Ladder } from "./src/verification/ladder.ts";
export {
  failuresOf,
  type LadderSummary,
  proofsOf,
  type Soundness,
  soundnessOf,
  summaryOf,
} from "./src/verification/ladder_summary.ts";
export type {
  ExecutorCheck,
  ExecutorFinding,
  KernelBug,
} from "./src/verification/executor_rung.ts";
export { type ExecutorSummary, summarizeExecutor } from "./src/verification/executor_summary.ts";
export type { CombinationFinding } from "./src/verification/engine_rung.ts";
export { type Neighbours, neighboursIn } from "./src/verification/crossings.ts";
export type { Fixture, FixtureFinding } from "./src/verification/preconditions_rung.ts";
export type { RewriteFinding } from "./src/verification/rewrites_rung.ts";
export type { SeamFinding } from "./src/verification/seams_rung.ts";
export type { SeamFixture } from "./src/verification/seams/fixtures.ts";
export { reportPage } from "./src/verification/report/page.ts";
export type { WrongFormulas } from "./src/verification/wrong_formulas.ts";
export { MUTANTS } from "./src/verification/mutants/mutants.ts";
export type { Convention, Mutant, Variant } from "./src/verification/mutants/mutant.ts";
export type { GenericBatch, GradientPlan, TrainingStep } from "./src/verification/engine_claims.ts";
export type { Precondition } from "./src/verification/preconditions.ts";
export type { CasePlan } from "./src/verification/draw_case.ts";
export type { Claim, Sides, Variables } from "./src/verification/claim.ts";

export {
  Constant,
  Expression,
  type Expressions,
  expressions,
  Operation,
  type Operator,
  Variable,
} from "./src/arithmetic/expression.ts";
export { type Bindings, evaluateExpression } from "./src/arithmetic/evaluate.ts";
export { Bounded, bounded } from "./src/arithmetic/bounded.ts";
export { Interval, intervals } from "./src/arithmetic/interval.ts";
export type { Witness } from "./src/symbolic/counterexample.ts";
export { differentiate, type Formula } from "./src/symbolic/differentiate.ts";
export {
  compareExpressions,
  type CompareOptions,
  type Comparison,
  equalExpressions,
} from "./src/symbolic/equality.ts";
export { type Equation, inline, nameShared } from "./src/symbolic/equation.ts";
export { latex } from "./src/symbolic/latex.ts";
export { mathml } from "./src/symbolic/mathml.ts";
export { normalForm } from "./src/symbolic/normal_form.ts";
export { print } from "./src/symbolic/print.ts";
export { type Rational, rationalText } from "./src/symbolic/rational.ts";
export { showActivation, showLoss, type ShownFormulas } from "./src/symbolic/show.ts";
export {
  type NetworkEquations,
  showNetwork,
  type ShownNetwork,
} from "./src/symbolic/show_network.ts";
export { simplify, type SimplifyOptions } from "./src/symbolic/simplify.ts";

export { classification, type Dataset, type TrainAndTest } from "./src/data/dataset.ts";

export {
  type DataGenerator,
  generatorOf,
  type Part,
  type Parts,
} from "./src/generators/generator.ts";
export type { BatchOptions } from "./src/generators/generator.ts";
export type { SplitOptions } from "./src/generators/split.ts";
export { arrayGenerator } from "./src/generators/arrays.ts";
export { type IdxFiles, idxGenerator, type IdxOptions } from "./src/generators/idx.ts";
export {
  type Standardization,
  standardizationOf,
  standardize,
  unstandardize,
} from "./src/generators/standardization.ts";
export { parseCsv, type ParseCsvOptions } from "./src/generators/csv/parse_csv.ts";
export type { Column, ColumnKind } from "./src/generators/csv/columns.ts";
export {
  type CsvEncoding,
  type CsvGenerator,
  csvGenerator,
  csvInputs,
  type CsvOptions,
} from "./src/generators/csv/csv_generator.ts";
export { type ImageGenerator, imageGenerator } from "./src/generators/images/image_generator.ts";
export type { ImageOptions } from "./src/generators/images/image_options.ts";
export { type BrokenImage, BrokenImagesError } from "./src/generators/images/broken_images.ts";
export type { Colour } from "./src/generators/images/picture.ts";
export type { Resizing } from "./src/generators/images/resize.ts";
export {
  type Augmentation,
  imageAugmentation,
  type ImageAugmentationOptions,
} from "./src/data/augment.ts";
