import { float64 } from "../arithmetic/float64.ts";
import { checkDataset, type Dataset } from "../data/dataset.ts";
import { categoricalCrossEntropy } from "../losses/categorical_cross_entropy.ts";
import { checkLoss, type Loss } from "../losses/loss.ts";
import { checkTargets, losses } from "../network/cost.ts";
import { forward } from "../network/forward.ts";
import { checkNetwork, type Network } from "../network/network.ts";
import type { DecideOptions } from "../metrics/decide.ts";
import type { Metrics } from "../metrics/metric.ts";
import { batchesOf } from "./batches.ts";
import { type Evaluation, evaluationOf, type MeasuredBatch } from "./evaluation.ts";

export type { Evaluation } from "./evaluation.ts";

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions<M extends Metrics = Metrics> extends DecideOptions {
  /** The loss that `cost` is the mean of. */
  readonly loss: Loss;
  /** Further metrics, by the names that their results are to have. */
  readonly metrics?: M;
}

/** Rows that pass through the network at a time, so that traces stay small. */
const ROWS_AT_A_TIME = 256;

/**
 * Measures a network on a data set.
 *
 * Micro-averages decide by the largest output, as the paper's own run did, or by a threshold (8).
 * Where the targets are numbers rather than those of classes (zeros and ones, signs, or rows of
 * probabilities), what is about classes is NaN and empty, and `regression` has MAE, RMSE and R².
 *
 * @typeParam M The further metrics.
 * @param network The network.
 * @param dataset The examples, usually held out from training.
 * @param options The loss, further metrics and a threshold, if they are wanted.
 * @returns Cost and metrics.
 * @throws {TypeError} If the shapes do not fit, or a metric is none.
 * @throws {RangeError} If there is no example, or a number is not finite.
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
 * const { accuracy, confusion } = evaluate(net, dataset, { loss: categoricalCrossEntropy });
 * assertEquals(accuracy, 0.5); // a tie is decided for class 0
 * assertEquals(Array.from(confusion.data), [1, 0, 1, 0]);
 * ```
 *
 * @example Further metrics
 * ```ts
 * import {
 *   categoricalCrossEntropy, classification, dense, evaluate, f1, matrix, network, rocAuc, softmax,
 * } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(2, softmax)], seed: 1 });
 * const dataset = classification(matrix([[0], [0]]), [0, 1], 2);
 * const { metrics } = evaluate(net, dataset, {
 *   loss: categoricalCrossEntropy,
 *   metrics: { auc: rocAuc(), f1: f1({ average: "perClass" }) },
 * });
 * assertEquals(metrics.auc, 0.5);
 * assertEquals(metrics.f1, [2 / 3, 0]);
 * ```
 */
export function evaluate<M extends Metrics = Record<never, never>>(
  network: Network,
  dataset: Dataset,
  options: EvaluateOptions<M>,
): Evaluation<M> {
  checkNetwork(network);
  checkDataset(dataset, "dataset");
  const { loss, metrics = {} as M, ...decision } = options;
  checkLoss(loss);
  return evaluationOf(measured(network, dataset, loss), {
    lossIsCrossEntropy: loss === categoricalCrossEntropy,
    decision,
    metrics,
  });
}

/** The batches of a data set with what the network makes of them. */
function* measured(network: Network, dataset: Dataset, loss: Loss): Generator<MeasuredBatch> {
  for (const { inputs, targets } of batchesOf(dataset, ROWS_AT_A_TIME)) {
    const trace = forward(network, inputs);
    checkTargets(targets, trace.outputs);
    const lossesBy = (loss: Loss) => losses(float64, network, trace, targets, loss);
    const crossEntropies = lossesBy(categoricalCrossEntropy);
    yield {
      outputs: trace.outputs,
      targets,
      losses: loss === categoricalCrossEntropy ? crossEntropies : lossesBy(loss),
      crossEntropies,
    };
  }
}
