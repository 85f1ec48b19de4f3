import { float64 } from "../arithmetic/float64.ts";
import { sum } from "../arithmetic/reductions.ts";
import { checkDataset, type Dataset } from "../data/dataset.ts";
import { categoricalCrossEntropy } from "../losses/categorical_cross_entropy.ts";
import { checkLoss, type Loss } from "../losses/loss.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { checkTargets, losses } from "../network/cost.ts";
import { forward } from "../network/forward.ts";
import { checkNetwork, type Network } from "../network/network.ts";
import { accuracyOf, confusionMatrix } from "../metrics/confusion.ts";
import { decide, type DecideOptions } from "../metrics/decide.ts";
import { microAverages } from "../metrics/micro_averages.ts";
import { batchesOf } from "./batches.ts";

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions extends DecideOptions {
  /** The loss that `cost` is the mean of. */
  readonly loss: Loss;
}

/** How well a network does on a data set. */
export interface Evaluation {
  /** How many examples there were. */
  readonly examples: number;
  /** C, the mean loss (19); NaN if an output lies outside the domain of the loss. */
  readonly cost: number;
  /**
   * The mean categorical cross-entropy in nats; absent where it has no meaning: where it is not the
   * loss itself and the outputs of an example are not the probabilities of two classes or more.
   */
  readonly crossEntropy?: number;
  /** The share of examples whose largest output is right. */
  readonly accuracy: number;
  /** The paper's accuracy, (104), which counts true negatives. */
  readonly microAccuracy: number;
  /** Precision over all classes, (105); NaN where nothing was decided positive. */
  readonly microPrecision: number;
  /** Recall over all classes, (106). */
  readonly microRecall: number;
  /** Counts (classes × classes): row the true class, column the decided one. */
  readonly confusion: Matrix;
}

/** Rows that pass through the network at a time, so that traces stay small. */
const ROWS_AT_A_TIME = 256;

/**
 * Measures a network on a data set.
 *
 * Micro-averages decide by the largest output, as the paper's own run did, or by a threshold (8).
 *
 * @param network The network.
 * @param dataset The examples, usually held out from training.
 * @param options The loss, and a threshold if one is wanted.
 * @returns Cost and metrics.
 * @throws {TypeError} If the shapes do not fit.
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
 */
export function evaluate(
  network: Network,
  dataset: Dataset,
  options: EvaluateOptions,
): Evaluation {
  checkNetwork(network);
  checkDataset(dataset, "dataset");
  const { loss, ...decision } = options;
  checkLoss(loss);
  const examples = dataset.inputs.rows;
  const columns = network.layers.at(-1)!.units;
  const data = new Float64Array(examples * columns);
  const costs: number[] = [];
  const entropies: number[] = [];
  for (const { inputs, targets } of batchesOf(dataset, ROWS_AT_A_TIME)) {
    const trace = forward(network, inputs);
    checkTargets(targets, trace.outputs);
    data.set(trace.outputs.data as Float64Array, costs.length * columns);
    costs.push(...losses(float64, network, trace, targets, loss));
    entropies.push(...losses(float64, network, trace, targets, categoricalCrossEntropy));
  }
  const outputs = { rows: examples, columns, data };
  const confusion = confusionMatrix(outputs, dataset.targets);
  const crossEntropy = mean(entropies);
  const micro = microAverages(decide(outputs, decision), dataset.targets);
  return {
    examples,
    cost: mean(costs),
    ...(loss === categoricalCrossEntropy || areProbabilities(outputs) ? { crossEntropy } : {}),
    accuracy: accuracyOf(confusion),
    microAccuracy: micro.accuracy,
    microPrecision: micro.precision,
    microRecall: micro.recall,
    confusion,
  };
}

function mean(values: readonly number[]): number {
  return sum(float64, values) / values.length;
}

/** How far from 1 probabilities may sum: softmax of thousands of classes loses no more digits. */
const ROUNDING = 1e-9;

/** Whether each row holds the probabilities of classes that exclude each other. */
function areProbabilities({ rows, columns, data }: Matrix): boolean {
  if (columns < 2) return false;
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let j = 0; j < columns; j++) {
      const a = data[i * columns + j]!;
      if (!(a >= 0)) return false;
      total += a;
    }
    if (Math.abs(total - 1) > ROUNDING) return false;
  }
  return true;
}
