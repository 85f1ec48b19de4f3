import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { times, timesTransposed, transposedTimes } from "../../core/matrix/products.ts";
import { isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type Activation, checkActivation } from "../activations/activation.ts";
import { dropout as dropping } from "./dropout.ts";
import type { Layer, LayerKind, Parameters } from "./layer.ts";
import { layer, type LayerPlan, type LayerPlanOptions } from "./plan.ts";
import { sizeOf } from "./shape.ts";
import { LEARNING } from "./learning.ts";
import { layerKind } from "./layer_kind.ts";
import { asBiases, checkedUnbiased } from "./unbiased.ts";

/**
 * The options of a dense layer.
 * @category Layers
 */
export interface DenseLayerOptions {
  /** The number of neurons, n^l. */
  readonly units: number;
  /** Whether there are no biases; there are by default. */
  readonly unbiased?: boolean;
}

/**
 * The equations of the backward pass through a dense layer, each a pure function.
 * @category Layers
 */
export interface DenseEquations {
  /** BP2.2, its first factor: Δ^l W^l (batch × inputs) from W^l (units × inputs), Δ^l (batch × units). */
  readonly inputErrors: <T>(m: Arithmetic<T>, weights: Matrix<T>, errors: Matrix<T>) => Matrix<T>;
  /** BP3.2: ∂C/∂W^l (units × inputs), the mean of δ aᵀ, from Δ^l and A^(l−1) (batch × inputs). */
  readonly weightGradient: <T>(
    m: Arithmetic<T>,
    errors: Matrix<T>,
    inputs: Matrix<T>,
  ) => Matrix<T>;
  /** BP4.2: ∂C/∂b^l (1 × units), the mean of δ, from Δ^l. */
  readonly biasGradient: <T>(m: Arithmetic<T>, errors: Matrix<T>) => Matrix<T>;
}

/**
 * The equations of a dense layer that the paper derives and this library trains with.
 *
 * @example
 * ```ts
 * import { DENSE_EQUATIONS, float64, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { biasGradient } = DENSE_EQUATIONS;
 * assertEquals(Array.from(biasGradient(float64, matrix([[1], [3]])).data), [2]); // the mean
 * ```
 * @category Layers
 */
export const DENSE_EQUATIONS: DenseEquations = /* @__PURE__ */ Object.freeze<DenseEquations>({
  /** (58) and Figure 10, before the pullback through the activation below. */
  inputErrors: (m, weights, errors) => times(m, errors, weights),
  /** (59), (61) and Figure 13: (Δ / M)ᵀ A^(l−1), dividing the smaller factor. */
  weightGradient: (m, errors, inputs) => meanProducts(m, errors, inputs, errors.rows),
  /** (62), (65) and Figure 14. */
  biasGradient: (m, errors) => meanErrors(m, errors, errors.rows),
});

/** Eᵀ A / M for M examples, each with one row or several, dividing the smaller factor. */
export function meanProducts<T>(
  m: Arithmetic<T>,
  errors: Matrix<T>,
  inputs: Matrix<T>,
  examples: number,
): Matrix<T> {
  const count = m.constant(examples);
  const means = byEntries(m, errors, (index) => m.div(errors.data[index]!, count));
  return transposedTimes(m, means, inputs);
}

/** The sums of the columns of E divided by M, for M examples, each with one row or several. */
export function meanErrors<T>(
  m: Arithmetic<T>,
  { rows, columns, data }: Matrix<T>,
  examples: number,
): Matrix<T> {
  const count = m.constant(examples);
  return byEntries(m, { rows: 1, columns }, (j) => {
    const column = Array.from({ length: rows }, (_, i) => data[i * columns + j]!);
    return m.div(sum(m, column), count);
  });
}

/**
 * A backward pass through dense layers, for `backward` to use instead of its own.
 *
 * @param equations Replacements for some of {@linkcode DENSE_EQUATIONS}.
 *
 * @example Gradients without the mean over the batch
 * ```ts
 * import {
 *   backward, dense, DENSE_EQUATIONS, denseBackward, forward, linear, matrix, network, sumOfSquaredErrors,
 * } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const summed = denseBackward({
 *   biasGradient: (m, errors) => DENSE_EQUATIONS.biasGradient(m, { ...errors, rows: 1 }),
 * });
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const trace = forward(net, matrix([[0], [0]]));
 * const { layers } = backward(net, trace, matrix([[1], [3]]), sumOfSquaredErrors, {
 *   equations: { kinds: { dense: summed } },
 * });
 * assertEquals(layers[0]!.biases!.data[0], -1); // of the first example only
 * ```
 * @category Layers
 */
export function denseBackward(equations: Partial<DenseEquations> = {}): LayerKind["backward"] {
  checkOptions("denseBackward()", equations, "inputErrors weightGradient biasGradient");
  const { inputErrors, weightGradient, biasGradient } = { ...DENSE_EQUATIONS, ...equations };
  return (m, { parameters }, { inputs }, errors) => ({
    inputs: () => inputErrors(m, parameters.weights!, errors),
    parameters: {
      weights: weightGradient(m, errors, inputs!),
      ...(parameters.biases && { biases: biasGradient(m, errors) }),
    },
  });
}

/**
 * Dense: every input is connected to every unit, Z = A Wᵀ + b; W (units × inputs) and, unless the layer
 * is unbiased, b (1 × units).
 * @category Layers
 */
export const denseKind: LayerKind<DenseLayerOptions> = /* @__PURE__ */ layerKind<DenseLayerOptions>(
  {
    name: "dense",
    options: ({ units, unbiased }) => {
      if (!isCount(units)) {
        throw new RangeError(
          `A layer must have a positive number of units, but found ${describe(units)}`,
        );
      }
      return { units, ...checkedUnbiased(unbiased) };
    },
    outputShape: ({ units }) => [units],
    parameterShapes: ({ units, unbiased }, inputs) => ({
      weights: [units, sizeOf(inputs)],
      ...(!unbiased && { biases: [1, units] as const }),
    }),
    offsets: ["biases"],
    forward: (m, { parameters }, inputs) => ({
      outputs: weightedSums(m, parameters, inputs),
      saved: { inputs },
    }),
    backward: /* @__PURE__ */ denseBackward(),
    compiled: ({ unbiased }) => ({
      form: "product",
      weights: "weights",
      ...(!unbiased && { biases: "biases" }),
    }),
    describe: ({ units, unbiased }) => unbiased ? `${units} unbiased` : `${units}`,
    resized: (options, units) => ({ ...options, units }),
    samples: [{ units: 3 }, { units: 2, unbiased: true }],
  },
);

/**
 * Options of {@linkcode dense}.
 * @category Layers
 */
export interface DenseOptions extends Omit<LayerPlanOptions, "activation"> {
  /**
   * The share of outputs to drop in each training step, from 0 to below 1, by a `dropout` layer that
   * follows. Not for the last layer.
   */
  readonly dropout?: number;
  /** Whether there are biases; defaults to `true`. */
  readonly biases?: boolean;
}

/**
 * Plans a dense layer: every input is connected to every unit.
 *
 * @param units The number of neurons, at least 1.
 * @returns The plan, for `network`.
 * @throws {RangeError} Unless `units` is a positive integer and `dropout` from 0 to below 1.
 * @throws {TypeError} If the activation or the initializer is not one.
 *
 * @example
 * ```ts
 * import { dense, relu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dense(32, relu).initializer.name, "heUniform");
 * ```
 * @category Layers
 */
export function dense(
  units: number,
  activation: Activation,
  options: DenseOptions = {},
): LayerPlan {
  const names = "dropout biases initializer";
  const { dropout, biases, ...rest } = checkOptions("dense()", options, names, LEARNING);
  checkActivation(activation);
  const plan = layer(denseKind, { units, ...asBiases(biases) }, { activation, ...rest });
  if (dropout === undefined) return plan;
  const dropped = dropping(dropout); // which checks it
  return dropout === 0 ? plan : Object.freeze({ ...plan, followedBy: [dropped] });
}

/**
 * A dense layer with given parameters, such as those of another library's model.
 *
 * @param weights W (units × inputs); row i holds the weights of neuron i.
 * @param biases b (1 × units); without them, the layer is unbiased.
 * @returns The layer, for the `layers` of a network.
 *
 * @example
 * ```ts
 * import { denseFrom, forward, linear, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = { inputs: 2, layers: [denseFrom(linear, matrix([[1, 2]]), matrix([[3]]))] };
 * assertEquals(forward(net, matrix([[10, 100]])).outputs.data[0], 10 + 200 + 3);
 * ```
 * @category Layers
 */
export function denseFrom<T>(
  activation: Activation,
  weights: Matrix<T>,
  biases?: Matrix<T>,
): Layer<T, DenseLayerOptions> {
  const options = { units: weights.rows, ...(!biases && { unbiased: true }) };
  const parameters = { weights, ...(biases && { biases }) };
  return Object.freeze({ kind: denseKind, options, activation, parameters });
}

/**
 * Z^l = A^(l−1) Wᵀ + b (batch × units), (3), (9) and (16).
 *
 * @param parameters W (units × inputs) and, where it has biases, b (1 × units).
 * @param a A^(l−1) (batch × inputs).
 */
export function weightedSums<T>(
  m: Arithmetic<T>,
  { weights, biases }: Parameters<T>,
  a: Matrix<T>,
): Matrix<T> {
  const products = timesTransposed(m, a, weights!);
  return biases === undefined ? products : plusRow(m, products, biases);
}

/** X + b, a row b that is added to each row of X, or to each part of a row of its length. */
export function plusRow<T>(m: Arithmetic<T>, x: Matrix<T>, row: Matrix<T>): Matrix<T> {
  return byEntries(m, x, (index) => m.add(x.data[index]!, row.data[index % row.columns]!));
}
