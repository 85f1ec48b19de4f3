/**
 * Training: optimizers, schedules of the learning rate, {@linkcode fit}, {@linkcode evaluate},
 * {@linkcode predict}, early stopping and checkpoints.
 *
 * @example Fit a line
 * ```ts
 * import { dense, linear, matrix, meanSquaredError, network } from "@backproof/backproof/engine";
 * import { fit, predict, sgd } from "@backproof/backproof/train";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const data = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
 * const { network: trained } = await fit(
 *   network({ inputs: 1, layers: [dense(1, linear)], seed: 1 }),
 *   data,
 *   { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.1 }), epochs: 200 },
 * );
 * const outputs = await predict(trained, matrix([[3]]));
 * assertAlmostEquals(outputs.data[0]!, 7, 1e-3);
 * ```
 *
 * @module
 */

export { adadelta, type AdadeltaOptions } from "./src/optim/optimizers/adadelta.ts";
export { adagrad, type AdagradOptions } from "./src/optim/optimizers/adagrad.ts";
export { adam, type AdamOptions, adamw, type AdamwOptions } from "./src/optim/optimizers/adam.ts";
export { clipped, type ClippedOptions } from "./src/optim/optimizers/clipped.ts";
export { decayed, type DecayedOptions } from "./src/optim/optimizers/decayed.ts";
export { lion, type LionOptions } from "./src/optim/optimizers/lion.ts";
export { nadam, type NadamOptions } from "./src/optim/optimizers/nadam.ts";
export {
  type LayerSlots,
  type Optimizer,
  optimizerFromRule,
  type ParameterStep,
  type ParameterUpdate,
  type Rule,
  type RuleState,
} from "./src/optim/optimizers/optimizer.ts";
export { rmsprop, type RmspropOptions } from "./src/optim/optimizers/rmsprop.ts";
export { sgd, type SgdOptions } from "./src/optim/optimizers/sgd.ts";

export type { LearningRate, Schedule } from "./src/optim/schedules/schedule.ts";
export {
  cosineDecay,
  type CosineDecayOptions,
  cosineDecayRestarts,
  type CosineDecayRestartsOptions,
} from "./src/optim/schedules/cosine.ts";
export {
  chainSchedules,
  constantRate,
  exponentialDecay,
  type ExponentialDecayOptions,
  oneCycle,
  type OneCycleOptions,
  stepDecay,
  type StepDecayOptions,
  warmUp,
  type WarmUpOptions,
} from "./src/optim/schedules/schedules.ts";

export type {
  Checkpoint,
  CheckpointOptions,
  Position,
} from "./src/train/checkpoints/checkpoint.ts";
export type { Setting } from "./src/train/checkpoints/setting.ts";

export { type Baseline, baseline } from "./src/train/baseline.ts";
export {
  crossValidate,
  type CrossValidateOptions,
  type CrossValidation,
} from "./src/train/cross_validate.ts";
export type { Spread } from "./src/train/spread.ts";

export type { Best, EarlyStopping } from "./src/train/early_stopping.ts";
export { evaluate, type EvaluateOptions, type Evaluation } from "./src/train/evaluate.ts";

export {
  findLearningRate,
  type FindLearningRateOptions,
  type LearningRates,
} from "./src/train/find_learning_rate.ts";

export { DivergenceError } from "./src/train/fit/divergence.ts";
export { fit } from "./src/train/fit/fit.ts";
export type {
  EpochAnswer,
  FitOptions,
  FitResult,
  StepProgress,
} from "./src/train/fit/fit_options.ts";
export type { NetworkSnapshot, SnapshotOptions } from "./src/train/fit/snapshots.ts";

export type { Monitored } from "./src/train/monitor.ts";
export type { ReduceOnPlateau } from "./src/train/reduce_on_plateau.ts";

export type { EpochRecord } from "./src/train/history.ts";
export {
  type Importance,
  permutationImportance,
  type PermutationImportanceOptions,
} from "./src/train/permutation_importance.ts";
export { predict, type PredictOptions } from "./src/train/predict.ts";
export {
  randomSearch,
  type RandomSearchOptions,
  type SearchRange,
  type SearchSpace,
  type SearchValues,
  type Trial,
} from "./src/train/random_search.ts";
