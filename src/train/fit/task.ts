import { checkCount, checkFunctions } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { isMadeOf } from "../../core/support/made_of.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type RandomKey, randomKey } from "../../core/random/random.ts";
import { stepsPerEpoch } from "../../data/batches.ts";
import type { Dataset } from "../../data/dataset.ts";
import { sampleOf } from "../../data/stored/sample.ts";
import { type Examples, shapeOfExamples } from "../../data/stored/stored.ts";
import { checkNetwork, type Network } from "../../engine/network.ts";
import { copyOfNetwork } from "../../engine/parameters.ts";
import type { Executor } from "../../executors/executor.ts";
import { executorOf } from "../../executors/registry.ts";
import { checkTakesWeights, combineMetrics, type Metrics } from "../../metrics/metric.ts";
import { checkLoss } from "../../nn/losses/loss.ts";
import { checkRegularizer } from "../../nn/regularizers/regularizer.ts";
import { describeLearning } from "../../nn/layers/learning.ts";
import { followsItsRule, type Optimizer } from "../../optim/optimizers/optimizer.ts";
import { checkExamplesFit } from "../checks.ts";
import { checkEarlyStopping } from "../early_stopping.ts";
import { type Reduction, reductionOf } from "../reduce_on_plateau.ts";
import type { FitOptions } from "./fit_options.ts";
import { checkLearnable } from "./learning.ts";

/** The options that have defaults. */
type Defaulted = "epochs" | "batchSize" | "seed" | "workers";

/** The checked arguments of `fit`, with defaults filled in. */
export interface Task<M extends Metrics>
  extends
    Omit<FitOptions<M>, "executor" | "reduceOnPlateau" | Defaulted>,
    Required<Pick<FitOptions, Defaulted>> {
  readonly network: Network;
  readonly dataset: Examples;
  /** The number of examples. */
  readonly examples: number;
  /** All examples that are in memory, or a sample of those that are read, to describe and judge by. */
  readonly known: Dataset;
  /** The same of the validation data. */
  readonly knownValidation?: Dataset;
  readonly executor: Executor;
  /** The key of the seed. */
  readonly key: RandomKey;
  readonly reduceOnPlateau?: Reduction<M>;
  /** S, the steps of each epoch (68). */
  readonly steps: number;
}

/** Throws unless all options are those of `fit`, also for what passes them on. */
export function checkFitOptions<M extends Metrics>(
  of: string,
  given: FitOptions<M>,
): FitOptions<M> {
  return checkOptions(
    of,
    given,
    "loss optimizer epochs batchSize seed executor workers regularizer augmentation validation",
    "classWeights metrics earlyStopping reduceOnPlateau checkpoint resume signal snapshots",
    "onEpoch onStep onWarning",
  );
}

/**
 * Checks the arguments of `fit`.
 *
 * @throws {TypeError} If something is of the wrong type or shape.
 * @throws {RangeError} If an option is out of range.
 */
export async function taskOf<M extends Metrics>(
  network: Network,
  dataset: Examples,
  given: FitOptions<M>,
): Promise<Task<M>> {
  const { reduceOnPlateau: plateau, ...options } = checkFitOptions("fit()", given);
  const { epochs = 1, batchSize = 32, seed = 0, workers = "auto" } = options;
  const { loss, optimizer, regularizer, validation, earlyStopping, metrics } = options;
  checkCount(epochs, "epochs");
  checkCount(batchSize, "batchSize");
  if (workers !== "auto") checkCount(workers, 'workers, if not "auto",');
  checkLoss(loss);
  checkOptimizer(optimizer);
  if (regularizer !== undefined) checkRegularizer(regularizer);
  const { augmentation, onEpoch, onStep, onWarning } = options;
  checkFunctions({ augmentation, onEpoch, onStep, onWarning });
  checkNetwork(network);
  checkLearning(optimizer, network);
  // Copies, as training goes on after this call, while the caller may change what was given.
  const fixed = {
    network: copyOfNetwork(network),
    dataset: checkExamplesFit(network, dataset, loss, "dataset", options.classWeights),
    ...(validation && { validation: checkExamplesFit(network, validation, loss, "validation") }),
  };
  if (earlyStopping !== undefined) checkEarlyStopping(earlyStopping, validation !== undefined);
  const reduceOnPlateau = plateau && reductionOf(plateau, optimizer, validation !== undefined);
  checkLearnable(network, loss);
  const executor = executorOf(options.executor), key = randomKey(seed);
  if (metrics !== undefined && validation === undefined) {
    throw new TypeError("metrics are those of validation data, but found none");
  }
  if (metrics !== undefined) {
    combineMetrics(metrics); // throws before the first epoch
    if (shapeOfExamples(fixed.validation!).weighted) {
      Object.values(metrics).forEach(checkTakesWeights);
    }
  }
  const { examples } = shapeOfExamples(fixed.dataset), steps = stepsPerEpoch(examples, batchSize);
  return {
    ...options,
    ...fixed,
    ...(reduceOnPlateau && { reduceOnPlateau }),
    ...{ executor, epochs, batchSize, seed, workers, key, steps, examples },
    known: await sampleOf(fixed.dataset),
    ...(fixed.validation && { knownValidation: await sampleOf(fixed.validation) }),
  };
}

/** Throws if a layer is trained in its own way and the optimizer does not tell layers apart. */
function checkLearning(optimizer: Optimizer, { layers }: Network): void {
  const l = layers.findIndex(({ learning }) => learning !== undefined);
  if (l < 0 || followsItsRule(optimizer)) return;
  throw new TypeError(
    `An optimizer must be made from a rule, such as adam(), to train a layer in its own way, ` +
      `but found ${describe(optimizer.name)}, and layer ${l + 1} ` +
      `${describeLearning(layers[l]!.learning)}`,
  );
}

function checkOptimizer(optimizer: Optimizer): void {
  if (typeof optimizer?.init !== "function" || typeof optimizer.update !== "function") {
    throw new TypeError(
      `optimizer must be one such as sgd({ learningRate }), but found ${describe(optimizer)}`,
    );
  }
  const { rule, update, name } = optimizer;
  if (rule !== undefined && !isMadeOf(update, [rule], true)) {
    throw new TypeError(
      `The update of an optimizer must be that of its rule, but the rule of ${
        describe(name)
      } was ` +
        `replaced alone: optimizerFromRule(name, rule) makes both`,
    );
  }
}
