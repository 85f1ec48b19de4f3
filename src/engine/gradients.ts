import type { Loss } from "../nn/losses/loss.ts";
import { backward, type Gradients } from "./backward.ts";
import { type Batch, passOf } from "./cost.ts";
import { forward } from "./forward.ts";
import type { Network } from "./network.ts";
import type { Regularized } from "./regularized.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Computes the gradients of the cost of a batch: a forward and a backward pass.
 *
 * @returns The cost and its derivatives by every parameter.
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If an input or a target is not finite, or a weight is negative or not finite.
 *
 * @example
 * ```ts
 * import { dense, gradients, linear, matrix, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * assertEquals(gradients(net, batch, sumOfSquaredErrors).layers[0]!.biases!.data[0], -2);
 * ```
 * @category Backpropagation
 */
export function gradients(
  network: Network,
  batch: Batch,
  loss: Loss,
  options: Regularized = {},
): Gradients {
  checkOptions("gradients()", options, "regularizer");
  const trace = forward(network, batch.inputs, passOf(batch));
  return backward(network, trace, batch.targets, loss, { ...options, weights: batch.weights });
}
