import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import type { Activation, At } from "../nn/activations/activation.ts";
import { float64 } from "../core/arithmetic/float64.ts";
import { sum } from "../core/arithmetic/reductions.ts";
import { checkLoss, type Loss } from "../nn/losses/loss.ts";
import { activationOf } from "../nn/layers/layer.ts";
import { pairOf } from "../nn/losses/pair.ts";
import { type Inputs, type Matrix, rowOf } from "../core/matrix/matrix.ts";
import { checkOutcomes } from "../core/matrix/shape_checks.ts";
import { forward, type Trace } from "./forward.ts";
import { checkRegularizer } from "../nn/regularizers/regularizer.ts";
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
  /** The factors of the outputs of each layer in dropout, 1 by default. */
  readonly masks?: Masks | undefined;
  /** Whether it is the batch of a training step, as for `forward`; defaults to false. */
  readonly training?: boolean | undefined;
}

/** The options of the forward pass through a batch: how it is computed, apart from its numbers. */
export function passOf({ masks, training }: Pick<Batch, "masks" | "training">) {
  return { masks, training };
}

/**
 * The cost of a network on a batch: the mean of the losses, (19), plus a regularizer if given.
 *
 * @returns C; NaN if an output lies outside the domain of the loss.
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If an input or a target is not finite.
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
  checkTargets(batch.targets, trace.outputs);
  const mean = meanLoss(float64, network, trace, batch.targets, loss);
  return regularizedCost(float64, network, mean, regularizer);
}

/**
 * C = (1/M) Σ L(yᵐ, ŷᵐ), (19).
 *
 * @param targets Y (batch × outputs).
 */
export function meanLoss<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  trace: Trace<T>,
  targets: Matrix<T>,
  loss: Loss,
): T {
  const activation = activationOf(network.layers.at(-1)!);
  const each = losses(m, activation, trace.layers.at(-1)!, targets, loss);
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
 * Throws unless the targets of a batch fit its outputs.
 *
 * @throws {TypeError} If the shapes differ.
 * @throws {RangeError} If the batch is empty, or a target is not finite.
 */
export function checkTargets(targets: Matrix<unknown>, outputs: Matrix<unknown>): void {
  checkOutcomes(outputs, targets);
  if (targets.rows === 0) throw new RangeError("A batch must have at least one example");
}
