import { type At, pullBack } from "../nn/activations/activation.ts";
import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { arithmeticOf, type Reading } from "../core/arithmetic/reading.ts";
import { sum } from "../core/arithmetic/reductions.ts";
import { checkLoss, type Loss } from "../nn/losses/loss.ts";
import { pairOf } from "../nn/losses/pair.ts";
import { byEntries, byRows, type Matrix, rowOf } from "../core/matrix/matrix.ts";
import { times, transposedTimes } from "../core/matrix/products.ts";
import { checkPenalty, type Penalty } from "../nn/penalties/penalty.ts";
import { checkTargets, meanLoss } from "./cost.ts";
import { type LayerTrace, masked, type Trace } from "./forward.ts";
import type { Layer } from "./layer.ts";
import type { Network } from "./network.ts";
import { type Penalised, penalisedCost, penaltyGradient } from "./penalised.ts";

/** The derivatives of the cost. */
export interface Gradients<T = number> {
  /** C, the mean loss over the batch (19) and the penalty, which these are the derivatives of. */
  readonly cost: T;
  /** ∂C/∂W^l (units × inputs) and ∂C/∂b^l (1 × units) of each layer. */
  readonly layers: readonly LayerGradients<T>[];
}

/** The derivatives of the cost by the parameters of one layer. */
export interface LayerGradients<T = number> {
  /** ∂C/∂W^l (units × inputs). */
  readonly weights: Matrix<T>;
  /** ∂C/∂b^l (1 × units). */
  readonly biases: Matrix<T>;
}

/** The four equations of backpropagation for a batch, and the penalty's; each a pure function. */
export interface Backpropagation {
  /** BP1.2: Δ^L from the last layer's Z and A, the loss and the targets. */
  readonly outputErrors: <T>(
    m: Arithmetic<T>,
    layer: Layer<T>,
    at: At<Matrix<T>>,
    targets: Matrix<T>,
    loss: Loss,
  ) => Matrix<T>;
  /** BP2.2: Δ^(l−1) from Δ^l, the weights of layer l, and Z and A of the layer below. */
  readonly errorsBelow: <T>(
    m: Arithmetic<T>,
    layer: Layer<T>,
    errors: Matrix<T>,
    below: Layer<T>,
    at: LayerTrace<T>,
  ) => Matrix<T>;
  /** BP3.2: ∂C/∂W^l from Δ^l and A^(l−1). */
  readonly weightGradient: <T>(
    m: Arithmetic<T>,
    errors: Matrix<T>,
    inputs: Matrix<T>,
  ) => Matrix<T>;
  /** BP4.2: ∂C/∂b^l from Δ^l. */
  readonly biasGradient: <T>(m: Arithmetic<T>, errors: Matrix<T>) => Matrix<T>;
  /** ∂C/∂W^l and ∂C/∂b^l with what a penalty of the weights adds to them. */
  readonly penaltyGradient: <T>(
    m: Arithmetic<T>,
    layer: Layer<T>,
    gradients: LayerGradients<T>,
    penalty: Penalty,
  ) => LayerGradients<T>;
}

/**
 * The equations as the paper derives them, and as this library trains with them.
 *
 * @example
 * ```ts
 * import { BACKPROPAGATION, float64, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { biasGradient } = BACKPROPAGATION;
 * assertEquals(Array.from(biasGradient(float64, matrix([[1], [3]])).data), [2]); // the mean
 * ```
 */
export const BACKPROPAGATION: Backpropagation = Object.freeze({
  outputErrors,
  errorsBelow,
  weightGradient,
  biasGradient,
  penaltyGradient,
});

/** Options of {@linkcode backward}. */
export interface BackwardOptions<T> extends Reading<T>, Penalised {
  /** Other equations in place of some of them, to see what becomes of the gradients. */
  readonly equations?: Partial<Backpropagation>;
}

/**
 * The gradients of the cost, from a forward pass back through all layers.
 *
 * All errors are known before any gradient is handed out, so no layer can be updated too early.
 *
 * @param network The network that made the trace.
 * @param trace What `forward` returned.
 * @param targets Y (batch × outputs).
 * @param loss The loss.
 * @param options The arithmetic to compute in, float64 by default, and a penalty.
 * @returns The cost and its derivatives by every weight and bias.
 * @throws {TypeError} If the shapes of trace and targets do not fit.
 * @throws {RangeError} If a target is NaN or infinite.
 *
 * @example
 * ```ts
 * import {
 *   backward, dense, forward, linear, matrix, network, sumOfSquaredErrors,
 * } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const trace = forward(net, matrix([[0], [0]]));
 * const { cost, layers } = backward(net, trace, matrix([[1], [3]]), sumOfSquaredErrors);
 * assertEquals(cost, (0.5 + 4.5) / 2);
 * assertEquals(layers[0]!.biases.data[0], -2); // the mean of 0 − 1 and 0 − 3
 * ```
 */
export function backward(
  network: Network,
  trace: Trace,
  targets: Matrix,
  loss: Loss,
  options?: BackwardOptions<number>,
): Gradients;
/** The same over any arithmetic. */
export function backward<T>(
  network: Network<T>,
  trace: Trace<T>,
  targets: Matrix<T>,
  loss: Loss,
  options: BackwardOptions<T> & Required<Reading<T>>,
): Gradients<T>;
export function backward<T>(
  network: Network<T>,
  trace: Trace<T>,
  targets: Matrix<T>,
  loss: Loss,
  options?: BackwardOptions<T>,
): Gradients<T> {
  const m = arithmeticOf(options);
  const equations = { ...BACKPROPAGATION, ...options?.equations };
  const { layers } = network;
  const penalty = options?.penalty;
  checkLoss(loss);
  if (penalty !== undefined) checkPenalty(penalty);
  checkTrace(network, trace);
  checkTargets(targets, trace.outputs);

  const last = layers.length - 1;
  const errors = new Array<Matrix<T>>(layers.length);
  errors[last] = equations.outputErrors(m, layers[last]!, trace.layers[last]!, targets, loss);
  for (let l = last; l > 0; l--) {
    const below = l - 1;
    errors[below] = equations.errorsBelow(
      m,
      layers[l]!,
      errors[l]!,
      layers[below]!,
      trace.layers[below]!,
    );
  }
  return {
    cost: penalisedCost(m, network, meanLoss(m, network, trace, targets, loss), penalty),
    layers: errors.map((error, l) => {
      const below = trace.layers[l - 1];
      const inputs = below ? masked(m, below.a, below.mask) : trace.inputs;
      const slopes = {
        weights: equations.weightGradient(m, error, inputs),
        biases: equations.biasGradient(m, error),
      };
      return penalty ? equations.penaltyGradient(m, layers[l]!, slopes, penalty) : slopes;
    }),
  };
}

function checkTrace(network: Network<unknown>, trace: Trace<unknown>): void {
  network.layers.forEach(({ units }, l) => {
    const found = trace.layers[l]?.z.columns;
    if (found !== units || trace.layers.length !== network.layers.length) {
      throw new TypeError(
        `The trace must be of this network: layer ${l + 1} has ${units} units, ` +
          `but the trace has ${found ?? "no such layer"}`,
      );
    }
  });
}

/**
 * Δ^L: the errors at the output layer.
 *
 * BP1.2, (57) and Figure 8: δ = Jᵀ ∇L for each example; with softmax and cross-entropy, Figure 9.
 *
 * @param m The arithmetic of the entries.
 * @param layer The last layer.
 * @param at Z^L and A^L (batch × outputs).
 * @param targets Y (batch × outputs).
 * @param loss L.
 * @returns (batch × outputs).
 */
function outputErrors<T>(
  m: Arithmetic<T>,
  layer: Layer<T>,
  at: At<Matrix<T>>,
  targets: Matrix<T>,
  loss: Loss,
): Matrix<T> {
  const pair = pairOf(layer.activation, loss);
  return byRows(m, targets.rows, targets.columns, (i) => {
    return pair.error(m, { z: rowOf(at.z, i), a: rowOf(at.a, i) }, rowOf(targets, i));
  });
}

/**
 * Δ^(l−1): the errors of the layer below.
 *
 * BP2.2, (58) and Figure 10: Δ^l W^l, each row pulled back through the activation below, and before
 * that through the mask of dropout if there is one.
 *
 * @param m The arithmetic of the entries.
 * @param layer Layer l; its weights are (units × inputs).
 * @param errors Δ^l (batch × units).
 * @param below Layer l − 1.
 * @param at Z and A of layer l − 1 (batch × inputs).
 * @returns (batch × inputs).
 */
function errorsBelow<T>(
  m: Arithmetic<T>,
  layer: Layer<T>,
  errors: Matrix<T>,
  below: Layer<T>,
  at: LayerTrace<T>,
): Matrix<T> {
  const carried = masked(m, times(m, errors, layer.weights), at.mask);
  return pullBack(m, below.activation, at, carried);
}

/**
 * ∂C/∂W^l: the mean over the batch of δ aᵀ.
 *
 * BP3.2, (59), (61) and Figure 13: (Δ / M)ᵀ A^(l−1), the mean taken on the smaller factor.
 *
 * @param m The arithmetic of the entries.
 * @param errors Δ^l (batch × units).
 * @param inputs A^(l−1) (batch × inputs).
 * @returns (units × inputs).
 */
function weightGradient<T>(m: Arithmetic<T>, errors: Matrix<T>, inputs: Matrix<T>): Matrix<T> {
  const examples = m.constant(errors.rows);
  const means = byEntries(m, errors, (index) => m.div(errors.data[index]!, examples));
  return transposedTimes(m, means, inputs);
}

/**
 * ∂C/∂b^l: the mean over the batch of δ.
 *
 * BP4.2, (62), (65) and Figure 14.
 *
 * @param m The arithmetic of the entries.
 * @param errors Δ^l (batch × units).
 * @returns (1 × units).
 */
function biasGradient<T>(m: Arithmetic<T>, errors: Matrix<T>): Matrix<T> {
  const { rows, columns, data } = errors;
  const examples = m.constant(rows);
  return byEntries(m, { rows: 1, columns }, (j) => {
    const column = Array.from({ length: rows }, (_, i) => data[i * columns + j]!);
    return m.div(sum(m, column), examples);
  });
}
