import { float64 } from "../core/arithmetic/float64.ts";
import type { ClassWeights } from "../data/class_weights.ts";
import { type Examples, isStored, readExamples } from "../data/stored/stored.ts";
import { categoricalCrossEntropy } from "../nn/losses/categorical_cross_entropy.ts";
import { activationOf } from "../nn/layers/layer.ts";
import { checkLoss, type Loss } from "../nn/losses/loss.ts";
import { type Batch, losses } from "../engine/cost.ts";
import { checkNetwork, type Network } from "../engine/network.ts";
import type { DecideOptions } from "../metrics/decide.ts";
import type { Metrics } from "../metrics/metric.ts";
import { type Inputs, rowRange, selectRows } from "../core/matrix/matrix.ts";
import { activate } from "../nn/activations/activation.ts";
import type { Executor, Outputs } from "../executors/executor.ts";
import { reference } from "../executors/reference.ts";
import type { ExecutorName } from "../executors/registry.ts";
import { checkExamplesFit } from "./checks.ts";
import { type Evaluation, evaluationOf, type MeasuredBatch } from "./evaluation.ts";
import { outputsBy } from "./outputs.ts";
import { checkOptions } from "../core/support/options.ts";

export type { Evaluation } from "./evaluation.ts";

/**
 * Options of {@linkcode evaluate}.
 * @category Training
 */
export interface EvaluateOptions<M extends Metrics = Metrics> extends DecideOptions {
  /** The loss whose mean is the `cost`. */
  readonly loss: Loss;
  /** Further metrics, by the names of their results. */
  readonly metrics?: M;
  /** How much the examples of each class count, times the weights of the data set. */
  readonly classWeights?: ClassWeights;
  /**
   * An executor or the name of a registered one: defaults to `reference`, in float64; `wasm`, in
   * float32, is for large data sets.
   */
  readonly executor?: ExecutorName | Executor;
}

/** The number of rows measured at a time. */
const ROWS_AT_A_TIME = 256;

/** The number of examples read at a time. */
const READ_AT_A_TIME = 2048;

/**
 * Measures a network on a data set.
 *
 * Micro-averages decide by the largest output, as the paper's own run did, or by a threshold (8). A
 * single output is decided by the threshold, which defaults to that of the loss: 0 for logits, 0.5 for
 * probabilities. So do further metrics, unless they have a threshold of their own. If the targets are
 * numbers rather than classes (zeros and ones, signs, or rows of probabilities), results for classes are
 * NaN or empty, and `regression` has MAE, RMSE and R². Invalid arguments reject the promise.
 *
 * With weights, `cost` is (1/N) Σ w L, as in training. All else is as scikit-learn's metrics with
 * `sample_weight`: means are Σ w x / Σ w, and counts are sums of weights.
 *
 * @param dataset The examples, usually held out from training: in memory, or read some at a time.
 * @throws {TypeError} If the shapes do not fit, or a metric or the executor is not one.
 * @throws {RangeError} If the data set is empty, a number is not finite, a target lies outside the range
 * of the loss, or the executor is unknown.
 *
 * @example
 * ```ts
 * import {
 *   categoricalCrossEntropy, classification, dense, evaluate, matrix, network, softmax,
 * } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(2, softmax)], seed: 1 });
 * const dataset = classification(matrix([[0], [0]]), [0, 1], 2);
 * const { accuracy, confusion } = await evaluate(net, dataset, { loss: categoricalCrossEntropy });
 * assertEquals(accuracy, 0.5); // a tie is decided as class 0
 * assertEquals(Array.from(confusion.data), [1, 0, 1, 0]);
 * ```
 * @category Training
 */
export async function evaluate<M extends Metrics = Record<never, never>>(
  network: Network,
  dataset: Examples,
  options: EvaluateOptions<M>,
): Promise<Evaluation<M>> {
  checkNetwork(network);
  checkOptions("evaluate()", options, "loss metrics classWeights executor threshold");
  const { loss, metrics = {} as M, executor = reference } = options;
  checkLoss(loss);
  const fixed = checkExamplesFit(network, dataset, loss, "dataset", options.classWeights);
  return await evaluationOf(measured(network, fixed, loss, executor), {
    lossIsCrossEntropy: loss === categoricalCrossEntropy,
    decision: options.threshold === undefined ? {} : { threshold: options.threshold },
    decisionThreshold: loss.decisionThreshold,
    metrics,
  });
}

/** Measures a data set, as a whole if it is in memory. */
async function* measured(
  network: Network,
  data: Examples,
  loss: Loss,
  executor: Executor | ExecutorName,
): AsyncGenerator<MeasuredBatch> {
  for await (const part of partsOf(data)) {
    yield* measuredPart(network, part, loss, await outputsBy(executor, network, part.inputs));
  }
}

/** A data set in memory, or the parts of one that is read. */
async function* partsOf(data: Examples): AsyncGenerator<Batch> {
  if (!isStored(data)) return yield data;
  for (let from = 0; from < data.examples; from += READ_AT_A_TIME) {
    const length = Math.min(READ_AT_A_TIME, data.examples - from);
    yield readExamples(data, Uint32Array.from({ length }, (_, i) => from + i));
  }
}

/** Measures batches of a part: activations and losses of Z^L are in float64 for any executor. */
function* measuredPart(
  network: Network,
  { inputs, targets, weights }: Batch,
  loss: Loss,
  outputs: Outputs,
): Generator<MeasuredBatch> {
  const activation = activationOf(network.layers.at(-1)!);
  for (let from = 0; from < inputs.rows; from += ROWS_AT_A_TIME) {
    const length = Math.min(ROWS_AT_A_TIME, inputs.rows - from);
    const some = (of: Inputs) => selectRows(rowRange(of, from, length));
    const y = some(targets), z = some(outputs.z);
    const a = activate(float64, activation, z);
    const lossesBy = (loss: Loss) => losses(float64, activation, { z, a }, y, loss);
    const crossEntropies = lossesBy(categoricalCrossEntropy);
    yield {
      outputs: a,
      targets: y,
      losses: loss === categoricalCrossEntropy ? crossEntropies : lossesBy(loss),
      crossEntropies,
      ...(weights && { weights: Array.prototype.slice.call(weights, from, from + length) }),
    };
  }
}
