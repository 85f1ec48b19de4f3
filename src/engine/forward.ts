import { activate, type At } from "../nn/activations/activation.ts";
import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { arithmeticOf, type Reading } from "../core/arithmetic/reading.ts";
import {
  byEntries,
  type ByteMatrix,
  checkFinite,
  checkMatrix,
  type Inputs,
  type Matrix,
  selectRows,
  shapeOf,
} from "../core/matrix/matrix.ts";
import { checkColumns } from "../core/matrix/shape_checks.ts";
import { timesTransposed } from "../core/matrix/products.ts";
import type { Layer } from "./layer.ts";
import { checkNetwork, type Network } from "./network.ts";

/** What the outputs of each layer are multiplied by in training; nothing where none are dropped. */
export type Masks<T = number> = readonly (Matrix<T> | undefined)[];

/** Z and A of one layer, and what A was multiplied by on its way to the next. */
export interface LayerTrace<T = number> extends At<Matrix<T>> {
  /** The mask of dropout (batch × units), if there is one. */
  readonly mask?: Matrix<T>;
}

/** Options of {@linkcode forward}. */
export interface ForwardOptions<T> extends Reading<T> {
  /** The masks of dropout; nothing is dropped where they are left out. */
  readonly masks?: Masks<T> | undefined;
}

/** Every intermediate value of a forward pass. */
export interface Trace<T = number> {
  /** A⁰ (batch × inputs). */
  readonly inputs: Matrix<T>;
  /** Z^l and A^l of each layer (batch × units). */
  readonly layers: readonly LayerTrace<T>[];
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
 * @param options The arithmetic to compute in, float64 by default, and masks of dropout.
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
  options?: ForwardOptions<number>,
): Trace;
/** The same over any arithmetic. */
export function forward<T>(
  network: Network<T>,
  inputs: Matrix<T>,
  options: ForwardOptions<T> & Required<Reading<T>>,
): Trace<T>;
export function forward<T>(
  network: Network<T>,
  inputs: Matrix<T> | ByteMatrix,
  options?: ForwardOptions<T>,
): Trace<T> {
  const m = arithmeticOf(options);
  checkNetwork(network);
  checkInputs(network, inputs);
  const batch = "scale" in inputs ? selectRows(inputs) as unknown as Matrix<T> : inputs;
  const layers: LayerTrace<T>[] = [];
  let below = batch;
  for (const [l, layer] of network.layers.entries()) {
    const z = weightedSums(m, layer, below);
    const a = activate(m, layer.activation, z);
    const mask = options?.masks?.[l];
    if (mask !== undefined) checkMask(mask, a, l);
    layers.push({ z, a, ...(mask && { mask }) });
    below = masked(m, a, mask);
  }
  return { inputs: batch, layers, outputs: layers.at(-1)!.a };
}

/**
 * What a layer passes on to the next: A, entry by entry times the mask of dropout if there is one.
 *
 * N. Srivastava and others: Dropout, JMLR 15 (2014), section 4.
 *
 * @param m The arithmetic of the entries.
 * @param a A (batch × units), or the errors that come back to it.
 * @param mask The mask (batch × units).
 */
export function masked<T>(m: Arithmetic<T>, a: Matrix<T>, mask: Matrix<T> | undefined): Matrix<T> {
  if (mask === undefined) return a;
  return byEntries(m, a, (index) => m.mul(a.data[index]!, mask.data[index]!));
}

function checkMask(mask: Matrix<unknown>, a: Matrix<unknown>, l: number): void {
  checkMatrix(mask, `the mask of layer ${l + 1}`);
  if (shapeOf(mask) !== shapeOf(a)) {
    throw new TypeError(
      `The mask of layer ${l + 1} must be (${shapeOf(a)}), but found (${shapeOf(mask)})`,
    );
  }
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
  checkInputColumns(network, inputs);
  checkFinite(inputs, "inputs");
}

/** The same but for their numbers, which are not looked at. */
export function checkInputColumns(
  network: Network<unknown>,
  inputs: Inputs | Matrix<unknown>,
): void {
  checkMatrix(inputs, "inputs");
  checkColumns(inputs, network.inputs, "input", "inputs");
}
