import { type At, pullBack } from "../nn/activations/activation.ts";
import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { arithmeticOf, type Reading } from "../core/arithmetic/reading.ts";
import { checkLoss, type Loss } from "../nn/losses/loss.ts";
import { activationOf, type Layer, type LayerKind, type Parameters } from "../nn/layers/layer.ts";
import { pairOf } from "../nn/losses/pair.ts";
import { byRows, type Matrix, rowOf } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import { checkRegularizer, type Regularizer } from "../nn/regularizers/regularizer.ts";
import { checkOutcomesOf, costOf } from "./cost.ts";
import type { Trace } from "./forward.ts";
import { type Network, shapesOf, widthsOf } from "./network.ts";
import { checkSize, mapNamed, nameOf } from "./parameters.ts";
import { type Regularized, regularizerGradient } from "./regularized.ts";

/**
 * The derivatives of the cost.
 * @category Backpropagation
 */
export interface Gradients<T = number> {
  /** C, the mean loss over the batch (19) plus the regularizer. */
  readonly cost: T;
  /** The derivatives of C by the parameters of each layer, such as ∂C/∂W^l and ∂C/∂b^l, by name. */
  readonly layers: readonly Parameters<T>[];
}

/**
 * The equations of backpropagation that all kinds of layers share, each a pure function.
 *
 * BP3, BP4 and the first factor of BP2 belong to the kind: see `DENSE_EQUATIONS` for the paper's layer.
 * @category Backpropagation
 */
export interface Backpropagation {
  /** BP1.2: Δ^L (batch × outputs) from the last layer's Z and A, the loss, the targets and weights. */
  readonly outputErrors: <T>(
    m: Arithmetic<T>,
    layer: Pick<Layer<T>, "activation">,
    at: At<Matrix<T>>,
    targets: Matrix<T>,
    loss: Loss,
    weights?: ArrayLike<T>,
  ) => Matrix<T>;
  /** BP2.2: Δ^(l−1) (batch × inputs) from ∂L/∂A^(l−1), by layer l, and Z and A of layer l − 1. */
  readonly hiddenErrors: <T>(
    m: Arithmetic<T>,
    below: Pick<Layer<T>, "activation">,
    at: At<Matrix<T>>,
    carried: Matrix<T>,
    layer: Layer<T>,
  ) => Matrix<T>;
  /** The derivatives by the parameters of a layer, with those of a regularizer added. */
  readonly regularizerGradient: <T>(
    m: Arithmetic<T>,
    layer: Layer<T>,
    gradients: Parameters<T>,
    regularizer: Regularizer,
  ) => Parameters<T>;
}

/**
 * The equations that the paper derives and this library trains with.
 *
 * @example BP1 of one sigmoid with a squared error: (a − y) a (1 − a)
 * ```ts
 * import { BACKPROPAGATION, float64, matrix, sigmoid, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const at = { z: matrix([[0]]), a: matrix([[0.5]]) };
 * const layer = { activation: sigmoid };
 * const { outputErrors } = BACKPROPAGATION;
 * assertEquals(
 *   Array.from(outputErrors(float64, layer, at, matrix([[1]]), sumOfSquaredErrors).data),
 *   [-0.125],
 * );
 * ```
 * @category Backpropagation
 */
export const BACKPROPAGATION: Backpropagation = /* @__PURE__ */ Object.freeze<Backpropagation>({
  /**
   * (57) and Figure 8: δ = Jᵀ ∇L for each example; with softmax and cross-entropy, Figure 9. The errors
   * of an example are multiplied by its weight, as its loss is.
   */
  outputErrors: (m, layer, at, targets, loss, weights) => {
    const pair = pairOf(activationOf(layer), loss);
    return byRows(m, targets.rows, targets.columns, (i) => {
      const errors = pair.error(m, { z: rowOf(at.z, i), a: rowOf(at.a, i) }, rowOf(targets, i));
      return weights ? errors.map((error) => m.mul(weights[i]!, error)) : errors;
    });
  },
  /** (58) and Figure 10: each row pulled back through the activation below. */
  hiddenErrors: (m, { activation }, at, carried) => {
    return activation ? pullBack(m, activation, at, carried) : carried;
  },
  regularizerGradient,
});

/**
 * Replacements for some of the engine's equations, to study their effect on gradients.
 * @category Backpropagation
 */
export interface Equations extends Partial<Backpropagation> {
  /** The backward pass through all layers of a kind, by name. */
  readonly kinds?: Readonly<Record<string, LayerKind["backward"]>>;
}

/**
 * Options of {@linkcode backward}.
 * @category Backpropagation
 */
export interface BackwardOptions<T> extends Reading<T>, Regularized {
  /** Replacements for the engine's equations. */
  readonly equations?: Equations;
  /** How much the loss of each example counts, from 0; 1 by default. */
  readonly weights?: ArrayLike<T> | undefined;
}

/**
 * Computes the gradients of the cost by a backward pass through all layers.
 *
 * Nothing is updated on the way: all gradients are those at the parameters of the forward pass.
 *
 * @param trace The result of `forward`.
 * @param targets Y (batch × outputs).
 * @param options The arithmetic, float64 by default, a regularizer, and weights of the examples.
 * @returns The cost and its derivatives by every parameter.
 * @throws {TypeError} If the shapes of trace, targets and weights do not fit.
 * @throws {RangeError} If a target is NaN or infinite, or a weight is not a finite number from 0.
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
 * assertEquals(layers[0]!.biases!.data[0], -2); // the mean of 0 − 1 and 0 − 3
 * ```
 * @category Backpropagation
 */
export function backward(
  network: Network,
  trace: Trace,
  targets: Matrix,
  loss: Loss,
  options?: BackwardOptions<number>,
): Gradients;
/**
 * The same, generic over the arithmetic.
 * @category Backpropagation
 */
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
  options: BackwardOptions<T> = {},
): Gradients<T> {
  checkOptions("backward()", options, "arithmetic regularizer equations weights");
  const m = arithmeticOf(options);
  const named = "outputErrors hiddenErrors regularizerGradient kinds";
  const given = checkOptions("equations", options.equations ?? {}, named);
  const equations: Equations & Backpropagation = { ...BACKPROPAGATION, ...given };
  const { layers } = network, { regularizer, weights } = options;
  checkLoss(loss);
  if (regularizer !== undefined) checkRegularizer(regularizer);
  checkTrace(network, trace);
  checkOutcomesOf({ targets, weights }, trace.outputs);

  const found = new Array<Parameters<T>>(layers.length), shapes = shapesOf(network);
  const last = layers.length - 1;
  const atLast = trace.layers[last]!;
  let errors = equations.outputErrors(m, layers[last]!, atLast, targets, loss, weights);
  for (let l = last; l >= 0; l--) {
    const layer = layers[l]!, below = trace.layers[l - 1];
    const { kinds = {} } = equations, { name } = layer.kind;
    const backward = Object.hasOwn(kinds, name) ? kinds[name]! : layer.kind.backward;
    const values = { ...layer, shape: shapes[l]! };
    const { inputs, parameters } = backward(m, values, trace.layers[l]!.saved, errors) ?? {};
    const own = ownGradients(layer, parameters, l);
    found[l] = regularizer ? equations.regularizerGradient(m, layer, own, regularizer) : own;
    if (!below) continue;
    if (typeof inputs !== "function") {
      throw new TypeError(
        `backward of ${nameOf(layer, l)} must return a function inputs, but found ${
          describe(inputs)
        }`,
      );
    }
    const carried = inputs();
    checkSize(carried, below.a, `the errors of the inputs of ${nameOf(layer, l)}`);
    errors = equations.hiddenErrors(m, layers[l - 1]!, below, carried, layer);
  }
  const cost = costOf(m, network, trace, { targets, weights }, loss, regularizer);
  return { cost, layers: found };
}

function checkTrace(network: Network<unknown>, trace: Trace<unknown>): void {
  const widths = widthsOf(network), { length } = network.layers;
  if (trace.layers.length !== length) {
    throw new TypeError(
      `The trace must be of this network, which has ${length} layers, ` +
        `but the trace has ${trace.layers.length}`,
    );
  }
  for (const [l, { z }] of trace.layers.entries()) {
    const units = widths[l + 1];
    if (z.columns === units) continue;
    throw new TypeError(
      `The trace must be of this network: layer ${l + 1} has ${units} units, ` +
        `but the trace has ${z.columns}`,
    );
  }
}

/** Throws unless a kind returned the derivatives of exactly its parameters; sorts them as these. */
function ownGradients<T>(
  layer: Layer<T>,
  found: Parameters<T> | undefined,
  l: number,
): Parameters<T> {
  const { parameters } = layer;
  const unknown = Object.keys(found ?? {}).find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) {
    throw new TypeError(
      `backward of ${nameOf(layer, l)} must return derivatives by its parameters ` +
        `(${Object.keys(parameters).join(", ") || "none"}), but found ${describe(unknown)}`,
    );
  }
  return mapNamed(parameters, (parameter, name) => {
    const slopes = found?.[name];
    checkSize(slopes, parameter, `the derivative by ${name} from backward of ${nameOf(layer, l)}`);
    return slopes!;
  });
}
