import { activate, type At } from "../activations/activation.ts";
import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { arithmeticOf, type Reading } from "../arithmetic/reading.ts";
import {
  byEntries,
  type ByteMatrix,
  checkFinite,
  checkMatrix,
  type Inputs,
  type Matrix,
  selectRows,
  shapeOf,
} from "../matrix/matrix.ts";
import { timesTransposed } from "../matrix/products.ts";
import type { Layer } from "./layer.ts";
import { checkNetwork, type Network } from "./network.ts";

/** Every intermediate value of a forward pass. */
export interface Trace<T = number> {
  /** A⁰ (batch × inputs). */
  readonly inputs: Matrix<T>;
  /** Z^l and A^l of each layer (batch × units). */
  readonly layers: readonly At<Matrix<T>>[];
  /** A^L = Ŷ (batch × outputs), (6), (7) and (13). */
  readonly outputs: Matrix<T>;
}

/**
 * Propagates a batch of inputs through all layers, keeping every intermediate value.
 *
 * Z^l = A^(l−1) W^lᵀ + b^l, (3), (9) and (16); A^l = f(Z^l), (4), (11) and (17).
 *
 * @param network The network.
 * @param inputs A⁰ (batch × inputs), one example a row.
 * @param options The arithmetic to compute in, float64 by default.
 * @returns Z and A of every layer.
 * @throws {TypeError} If `inputs` is no matrix or has not one column for each input, or the network's
 * parameters do not fit together.
 * @throws {RangeError} If an input is NaN or infinite.
 *
 * @example
 * ```ts
 * import { dense, forward, matrix, network, sigmoid } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 3, layers: [dense(2, sigmoid)], seed: 1 });
 * const trace = forward(net, matrix([[0, 0, 0]]));
 * assertEquals(Array.from(trace.outputs.data), [0.5, 0.5]);
 * ```
 */
export function forward(
  network: Network,
  inputs: Inputs,
  options?: Reading<number>,
): Trace;
/** The same over any arithmetic. */
export function forward<T>(
  network: Network<T>,
  inputs: Matrix<T>,
  options: Required<Reading<T>>,
): Trace<T>;
export function forward<T>(
  network: Network<T>,
  inputs: Matrix<T> | ByteMatrix,
  options?: Reading<T>,
): Trace<T> {
  const m = arithmeticOf(options);
  checkNetwork(network);
  checkInputs(network, inputs);
  const batch = "scale" in inputs ? selectRows(inputs) as unknown as Matrix<T> : inputs;
  const layers: At<Matrix<T>>[] = [];
  let a = batch;
  for (const layer of network.layers) {
    const z = weightedSums(m, layer, a);
    a = activate(m, layer.activation, z);
    layers.push({ z, a });
  }
  return { inputs: batch, layers, outputs: a };
}

/**
 * Z = A Wᵀ + b, (3), (9) and (16).
 *
 * @param m The arithmetic of the entries.
 * @param layer W (units × inputs) and b (1 × units).
 * @param a A^(l−1) (batch × inputs).
 * @returns Z^l (batch × units).
 */
function weightedSums<T>(m: Arithmetic<T>, layer: Layer<T>, a: Matrix<T>): Matrix<T> {
  const { weights, biases, units } = layer;
  const products = timesTransposed(m, a, weights);
  return byEntries(m, products, (index) => {
    return m.add(products.data[index]!, biases.data[index % units]!);
  });
}

/**
 * Refuses inputs that do not fit a network.
 *
 * @param network The network.
 * @param inputs X (examples × inputs).
 * @throws {TypeError} If `inputs` is no matrix or has not one column for each input.
 * @throws {RangeError} If an input is NaN or infinite.
 */
export function checkInputs(network: Network<unknown>, inputs: Inputs | Matrix<unknown>): void {
  checkMatrix(inputs, "inputs");
  if (inputs.columns !== network.inputs) {
    throw new TypeError(
      `inputs (${shapeOf(inputs)}) must have ${network.inputs} columns, ` +
        `one for each input of the network, but found ${inputs.columns}`,
    );
  }
  checkFinite(inputs, "inputs");
}
