import { checkFunctions } from "../core/support/checks.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Fold, kFold, type KFoldOptions } from "../data/k_fold.ts";
import type { Network } from "../engine/network.ts";
import type { Metrics } from "../metrics/metric.ts";
import { evaluate, type EvaluateOptions, type Evaluation } from "./evaluate.ts";
import { fit } from "./fit/fit.ts";
import type { FitOptions } from "./fit/fit_options.ts";
import { type Spread, spreadOf } from "./spread.ts";

/**
 * Options of {@linkcode crossValidate}: those of the folds, of training and of the evaluation.
 * @category Training
 */
export interface CrossValidateOptions<M extends Metrics = Record<never, never>>
  extends
    KFoldOptions,
    Pick<
      FitOptions,
      | "loss"
      | "optimizer"
      | "epochs"
      | "batchSize"
      | "executor"
      | "workers"
      | "regularizer"
      | "classWeights"
      | "augmentation"
      | "signal"
      | "onWarning"
    >,
    Pick<EvaluateOptions<M>, "metrics" | "threshold"> {
  /** Changes a fold before training, by what its own training part shows, such as its means. */
  readonly prepare?: (fold: Fold) => Fold;
  /** Called after each fold, numbered from 1. */
  readonly onFold?: (fold: number, evaluation: Evaluation<M>) => void;
}

/**
 * The result of {@linkcode crossValidate}.
 * @category Training
 */
export interface CrossValidation<M extends Metrics = Record<never, never>> {
  /** The performance on the examples that each fold holds back. */
  readonly folds: readonly Evaluation<M>[];
  /**
   * Mean and standard deviation over the folds of each number of the evaluations, by its name:
   * `cost`, `accuracy`, `regression.rmse`, `metrics.f1`. What is NaN in all folds is left out.
   */
  readonly summary: Readonly<Record<string, Spread>>;
}

/**
 * Trains a network for each of K folds and measures it on the examples held back.
 *
 * @param makeNetwork Returns the untrained network of a fold, numbered from 1.
 * @returns The evaluations, and their spread.
 * @throws {TypeError} If an argument is of the wrong type or shape.
 * @throws {RangeError} If an option is out of range, or a training diverges.
 *
 * @example
 * ```ts
 * import {
 *   crossValidate, dense, linear, matrix, meanSquaredError, network, sgd,
 * } from "@backproof/backproof";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const numbers = [0, 1, 2, 3, 4, 5];
 * const line = {
 *   inputs: matrix(numbers.map((x) => [x])),
 *   targets: matrix(numbers.map((x) => [2 * x + 1])),
 * };
 * const makeNetwork = () => network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const { folds, summary } = await crossValidate(makeNetwork, line, {
 *   ...{ folds: 3, epochs: 200, loss: meanSquaredError, optimizer: sgd({ learningRate: 0.05 }) },
 * });
 * assertEquals(folds.map(({ examples }) => examples), [2, 2, 2]);
 * assert(summary["regression.rmse"]!.mean < 0.1);
 * ```
 * @category Training
 */
export async function crossValidate<M extends Metrics = Record<never, never>>(
  makeNetwork: (fold: number) => Network,
  dataset: Dataset,
  options: CrossValidateOptions<M>,
): Promise<CrossValidation<M>> {
  const given = checkOptions(
    "crossValidate()",
    options,
    "loss optimizer epochs batchSize folds seed stratified prepare metrics threshold executor",
    "workers regularizer classWeights augmentation signal onWarning onFold",
  );
  const { folds, stratified, prepare, onFold, metrics, threshold, ...training } = given;
  checkFunctions({ makeNetwork: makeNetwork ?? null, prepare, onFold });
  const { loss, executor, seed } = training;
  const evaluations: Evaluation<M>[] = [];
  const all = kFold(dataset, {
    ...(folds !== undefined && { folds }),
    ...(seed !== undefined && { seed }),
    ...(stratified !== undefined && { stratified }),
  });
  for (const each of all) {
    const { train, validation } = prepare?.(each) ?? each, fold = evaluations.length + 1;
    const { network } = await fit(makeNetwork(fold), train, training);
    const evaluation = await evaluate<M>(network, validation, {
      loss,
      ...(metrics && { metrics }),
      ...(executor && { executor }),
      ...(threshold !== undefined && { threshold }),
    });
    evaluations.push(evaluation);
    onFold?.(fold, evaluation);
  }
  return { folds: evaluations, summary: summaryOf(evaluations) };
}

function summaryOf<M extends Metrics>(
  evaluations: readonly Evaluation<M>[],
): Record<string, Spread> {
  const rows = evaluations.map((evaluation) => numbersOf(evaluation));
  return Object.fromEntries(
    [...rows[0]!.keys()].flatMap((name) => {
      const numbers = rows.map((row) => row.get(name) ?? NaN);
      return numbers.every(Number.isNaN) ? [] : [[name, spreadOf(numbers)]];
    }),
  );
}

/** The numbers of an evaluation, by their names, except the count of examples. */
function numbersOf<M extends Metrics>(
  { examples: _, regression, metrics, ...rest }: Evaluation<M>,
): Map<string, number> {
  const named = (prefix: string, values: object) =>
    Object.entries(values).flatMap(([name, value]): [string, number][] =>
      typeof value === "number" ? [[prefix + name, value]] : []
    );
  return new Map([
    ...named("", rest),
    ...named("regression.", regression ?? {}),
    ...named("metrics.", metrics),
  ]);
}
