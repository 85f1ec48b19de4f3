import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import type { Activation, At } from "../nn/activations/activation.ts";
import { float64 } from "../core/arithmetic/float64.ts";
import { sum } from "../core/arithmetic/reductions.ts";
import { checkLoss, type Loss } from "../nn/losses/loss.ts";
import { activationOf } from "../nn/layers/layer.ts";
import { pairOf } from "../nn/losses/pair.ts";
import { type Inputs, type Matrix, rowOf } from "../core/matrix/matrix.ts";
import { checkOutcomes, checkWeights } from "../core/matrix/shape_checks.ts";
import { forward, type Trace } from "./forward.ts";
import { checkRegularizer, type Regularizer } from "../nn/regularizers/regularizer.ts";
import type { Masks, Network } from "./network.ts";
import { type Regularized, regularizedCost } from "./regularized.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Examples with their targets: a batch, or a whole data set.
 * @category Backpropagation
 */
export interface Batch {
  /** X = A⁰ (examples × inputs). */
  readonly inputs: Inputs;
  /** Y (examples × outputs), one-hot or any rows. */
  readonly targets: Matrix;
  /** How much the loss of each example counts, from 0; 1 by default. */
  readonly weights?: ArrayLike<number> | undefined;
  /** The factors of the outputs of each layer in dropout, 1 by default. */
  readonly masks?: Masks | undefined;
  /** Whether it is the batch of a training step, as for `forward`; defaults to false. */
  readonly training?: boolean | undefined;
}

/** What the outputs of a batch are compared with, generic over the arithmetic. */
export interface Outcomes<T> {
  /** Y (batch × outputs). */
  readonly targets: Matrix<T>;
  /** How much the loss of each example counts; 1 by default. */
  readonly weights?: ArrayLike<T> | undefined;
}

/** The options of the forward pass through a batch: how it is computed, apart from its numbers. */
export function passOf({ masks, training }: Pick<Batch, "masks" | "training">) {
  return { masks, training };
}

/**
 * The cost of a network on a batch: the mean of the losses, (19), plus a regularizer if given.
 *
 * With weights it is (1/M) Σ w L, as in Keras (`reduction="sum_over_batch_size"`): the share of an
 * example does not depend on the weights of the others in its batch, as it does where one divides by
 * Σ w (PyTorch's `CrossEntropyLoss` with `weight`). Weights of mean 1 keep the scale of the cost.
 *
 * @returns C; NaN if an output lies outside the domain of the loss.
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If an input or a target is not finite, or a weight is negative or not finite.
 *
 * @example
 * ```ts
 * import { categoricalCrossEntropy, cost, matrix, dense, network, softmax } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(2, softmax)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[0, 1]]) };
 * assertAlmostEquals(cost(net, batch, categoricalCrossEntropy), Math.log(2), 1e-15);
 * ```
 * @category Backpropagation
 */
export function cost(
  network: Network,
  batch: Batch,
  loss: Loss,
  options: Regularized = {},
): number {
  const { regularizer } = checkOptions("cost()", options, "regularizer");
  checkLoss(loss);
  if (regularizer !== undefined) checkRegularizer(regularizer);
  const trace = forward(network, batch.inputs, passOf(batch));
  checkOutcomesOf(batch, trace.outputs);
  return costOf(float64, network, trace, batch, loss, regularizer);
}

/** The same of a forward pass, generic over the arithmetic: nothing is checked. */
export function costOf<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  trace: Trace<T>,
  outcomes: Outcomes<T>,
  loss: Loss,
  regularizer: Regularizer | undefined,
): T {
  const mean = meanLoss(m, network, trace, outcomes, loss);
  return regularizedCost(m, network, mean, regularizer);
}

/** C = (1/M) Σ L(yᵐ, ŷᵐ), (19), each loss times the weight of its example. */
export function meanLoss<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  trace: Trace<T>,
  { targets, weights }: Outcomes<T>,
  loss: Loss,
): T {
  const activation = activationOf(network.layers.at(-1)!);
  const unweighted = losses(m, activation, trace.layers.at(-1)!, targets, loss);
  const each = weights ? unweighted.map((value, i) => m.mul(weights[i]!, value)) : unweighted;
  return m.div(sum(m, each), m.constant(targets.rows));
}

/**
 * L(yᵐ, ŷᵐ) of each example, (15) and (18).
 *
 * @param activation The activation of the last layer.
 * @param at Z^L and A^L (batch × outputs).
 * @param targets Y (batch × outputs).
 */
export function losses<T>(
  m: Arithmetic<T>,
  activation: Activation,
  { z, a }: At<Matrix<T>>,
  targets: Matrix<T>,
  loss: Loss,
): T[] {
  const pair = pairOf(activation, loss);
  return Array.from({ length: targets.rows }, (_, i) => {
    return pair.value(m, { z: rowOf(z, i), a: rowOf(a, i) }, rowOf(targets, i));
  });
}

/**
 * Throws unless the targets and weights of a batch fit its outputs.
 *
 * @throws {TypeError} If the shapes differ, or there is not one weight for each example.
 * @throws {RangeError} If the batch is empty, a target is not finite, or a weight is negative or not
 * finite.
 */
export function checkOutcomesOf(
  { targets, weights }: Outcomes<unknown>,
  outputs: Matrix<unknown>,
): void {
  checkOutcomes(outputs, targets);
  if (weights !== undefined) checkWeights(weights, targets.rows, "weights");
  if (targets.rows === 0) throw new RangeError("A batch must have at least one example");
}
