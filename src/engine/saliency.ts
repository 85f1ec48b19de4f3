import { float64 } from "../core/arithmetic/float64.ts";
import { type Inputs, mapEntries, type Matrix } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";
import { pullBack } from "../nn/activations/activation.ts";
import { forward } from "./forward.ts";
import { type Network, shapesOf } from "./network.ts";

/**
 * Computes how an output changes with each input: the gradient of its weighted sum, whose absolute
 * values are a saliency map.
 *
 * The errors of all layers, as {@linkcode backward} propagates them (58), from an error of 1 at z_k^L down
 * to the inputs. K. Simonyan, A. Vedaldi, A. Zisserman: Deep inside convolutional networks, 2013.
 *
 * @param inputs A⁰ (batch × inputs).
 * @param output k, the output, from 0.
 * @returns ∂z_k^L/∂A⁰ (batch × inputs), each row by the inputs of its example.
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If an input is not finite, or the network has no such output.
 *
 * @example
 * ```ts
 * import { denseFrom, linear, matrix, saliency } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = denseFrom(linear, matrix([[1, 2], [3, 4]]), matrix([[0, 0]]));
 * const slopes = saliency({ inputs: 2, layers: [layer] }, matrix([[5, 6]]), 1);
 * assertEquals(Array.from(slopes.data), [3, 4]);
 * ```
 * @category Backpropagation
 */
export function saliency(network: Network, inputs: Inputs, output: number): Matrix {
  const trace = forward(network, inputs), shapes = shapesOf(network), { layers } = network;
  const { columns } = trace.outputs;
  if (!Number.isInteger(output) || output < 0 || output >= columns) {
    throw new RangeError(
      `output must be an integer from 0 to ${columns - 1}, but found ${describe(output)}`,
    );
  }
  let errors: Matrix = mapEntries(trace.outputs, (_, i) => i % columns === output ? 1 : 0);
  for (let l = layers.length - 1;; l--) {
    const values = { ...layers[l]!, shape: shapes[l]! }, { saved } = trace.layers[l]!;
    const carried = values.kind.backward(float64, values, saved, errors).inputs();
    if (l === 0) return carried;
    const { activation } = layers[l - 1]!;
    errors = activation ? pullBack(float64, activation, trace.layers[l - 1]!, carried) : carried;
  }
}
