import type { Arithmetic } from "../core/arithmetic/arithmetic.ts";
import { Dual, dual } from "../core/arithmetic/dual.ts";
import { float64 } from "../core/arithmetic/float64.ts";
import { checkFinite, mapEntries, type Matrix, selectRows } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import type { Parameters } from "../nn/layers/layer.ts";
import type { Loss } from "../nn/losses/loss.ts";
import { backward } from "./backward.ts";
import type { Batch, Outcomes } from "./cost.ts";
import { forward } from "./forward.ts";
import type { Masks, Network } from "./network.ts";
import {
  checkSize,
  entriesOf,
  fromEntries,
  layersOf,
  mapParameters,
  nameOf,
} from "./parameters.ts";
import type { Regularized } from "./regularized.ts";

/**
 * Multiplies the Hessian of the cost by a direction, without ever storing it: H v, second derivatives.
 *
 * The backward pass runs over dual numbers whose parameters move along v; what moves of the gradients
 * is H v, exactly, by one forward and one backward pass. As dual numbers are objects, these take some 50
 * times as long as those of `gradients`. At a kink, such as 0 of `relu`, it is the derivative of the
 * slope on the side that the slope is of. B. A. Pearlmutter: Fast exact multiplication by the Hessian.
 * Neural Computation 6, 1994.
 *
 * @param direction v, a matrix for each parameter of each layer, such as `gradients(…).layers`.
 * @returns H v, in the same shape.
 * @throws {TypeError} If the shapes do not fit.
 * @throws {RangeError} If an input, a target or an entry of the direction is not finite.
 *
 * @example Linear regression: the Hessian is Xᵀ X / n
 * ```ts
 * import {
 *   denseFrom, hessianTimes, linear, matrix, sumOfSquaredErrors,
 * } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = { inputs: 2, layers: [denseFrom(linear, matrix([[5, 7]]), matrix([[0]]))] };
 * const batch = { inputs: matrix([[1, 2], [3, 4]]), targets: matrix([[0], [1]]) };
 * const direction = [{ weights: matrix([[1, 0]]), biases: matrix([[0]]) }];
 * const [product] = hessianTimes(net, batch, sumOfSquaredErrors, direction);
 * assertEquals(Array.from(product!.weights!.data), [(1 + 9) / 2, (2 + 12) / 2]);
 * assertEquals(Array.from(product!.biases!.data), [(1 + 3) / 2]);
 * ```
 * @category Backpropagation
 */
export function hessianTimes(
  network: Network,
  batch: Batch,
  loss: Loss,
  direction: readonly Parameters[],
  options: Regularized = {},
): readonly Parameters[] {
  checkOptions("hessianTimes()", options, "regularizer");
  checkDirection(network, direction);
  const inputs = selectRows(batch.inputs);
  return hessianProduct(float64, network, { ...batch, inputs }, loss, direction, options);
}

/** A batch, generic over the arithmetic. */
interface GenericBatch<T> extends Outcomes<T> {
  readonly inputs: Matrix<T>;
  readonly masks?: Masks<T> | undefined;
  readonly training?: boolean | undefined;
}

/** The same, generic over the arithmetic. */
export function hessianProduct<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  batch: GenericBatch<T>,
  loss: Loss,
  direction: readonly Parameters<T>[],
  options: Regularized = {},
): Parameters<T>[] {
  const along = forwardAlong(m, network, batch, entriesOf(direction));
  const { network: moved, arithmetic, trace, targets, weights } = along;
  const { layers } = backward(moved, trace, targets, loss, { arithmetic, weights, ...options });
  return fromEntries(m, layersOf(network), entriesOf(layers).map(({ slope }) => slope));
}

/**
 * The forward pass over dual numbers, all parameters moving along a direction.
 *
 * @param direction Its entries, in the order of those of the parameters.
 */
export function forwardAlong<T>(
  m: Arithmetic<T>,
  network: Network<T>,
  { inputs, targets, weights, masks, training }: GenericBatch<T>,
  direction: readonly T[],
) {
  let next = 0;
  const arithmetic = dual(m);
  const still = (value: T) => new Dual(value, m.zero);
  const fixed = (matrix: Matrix<T>) => mapEntries(matrix, still);
  const moved = mapParameters(network, (matrix) => {
    return mapEntries(matrix, (value) => new Dual(value, direction[next++]!));
  }, fixed);
  const fixedMasks = masks?.map((mask) => mask && fixed(mask));
  const trace = forward(moved, fixed(inputs), { arithmetic, masks: fixedMasks, training });
  return {
    ...{ arithmetic, network: moved, trace, targets: fixed(targets) },
    weights: weights && Array.from(weights, still),
  };
}

/** Throws unless a direction has a finite matrix for each parameter of each layer. */
function checkDirection({ layers }: Network, direction: readonly Parameters[]): void {
  if (!Array.isArray(direction) || direction.length !== layers.length) {
    throw new TypeError(
      `direction must be an array of ${layers.length} layers, such as gradients(…).layers, ` +
        `but found ${describe(direction)}`,
    );
  }
  for (const [l, layer] of layers.entries()) {
    const given: Parameters = direction[l] ?? {}, names = Object.keys(layer.parameters);
    const where = `direction of ${nameOf(layer, l)}`;
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new TypeError(
        `The ${where} must be by its parameters (${names.join(", ") || "none"}), ` +
          `but found ${describe(unknown)}`,
      );
    }
    for (const name of names) {
      checkSize(given[name], layer.parameters[name]!, `${name} in the ${where}`);
      checkFinite(given[name]!, `${name} in the ${where}`);
    }
  }
}
