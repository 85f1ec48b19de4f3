import { type Activation, checkActivation } from "../nn/activations/activation.ts";
import type { Initializer } from "../nn/initializers/initializer.ts";
import { glorotUniform } from "../nn/initializers/scaled.ts";
import type { Matrix } from "../core/matrix/matrix.ts";
import { describe } from "../core/support/describe.ts";

/** A dense layer with its parameters. Immutable: training makes new ones. */
export interface Layer<T = number> {
  /** How many neurons, n^l. */
  readonly units: number;
  /** f, applied to the weighted sums. */
  readonly activation: Activation;
  /** W^l (units × inputs); row i holds the weights of neuron i. */
  readonly weights: Matrix<T>;
  /** b^l (1 × units). */
  readonly biases: Matrix<T>;
  /** The share of outputs that training drops in each step, from 0 to below 1; none if left out. */
  readonly dropout?: number;
}

/** A dense layer that does not know its inputs yet, and so has no parameters. */
export interface LayerPlan {
  /** How many neurons. */
  readonly units: number;
  /** f, applied to the weighted sums. */
  readonly activation: Activation;
  /** How the weights are drawn. */
  readonly initializer: Initializer;
  /** The share of outputs that training drops in each step; none if left out. */
  readonly dropout?: number;
}

/** Options of {@linkcode dense}. */
export interface DenseOptions {
  /** How the weights are drawn; the activation's own way, or Glorot's, if left out. */
  readonly initializer?: Initializer;
  /**
   * The share of outputs that training drops in each step, from 0 to below 1: the others grow so that
   * sums stay the same on average. Evaluation drops none. Not for the last layer.
   */
  readonly dropout?: number;
}

/**
 * Plans a dense layer: every input is connected to every unit.
 *
 * @param units How many neurons, at least 1.
 * @param activation The activation function.
 * @param options How the weights are drawn, and dropout.
 * @returns The plan, to be given to `network`.
 * @throws {RangeError} If `units` is no positive integer, or `dropout` is not from 0 to below 1.
 * @throws {TypeError} If the activation or the initialiser is none.
 *
 * @example
 * ```ts
 * import { dense, relu } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dense(32, relu).initializer.name, "heUniform");
 * ```
 */
export function dense(
  units: number,
  activation: Activation,
  options: DenseOptions = {},
): LayerPlan {
  if (!Number.isSafeInteger(units) || units < 1) {
    throw new RangeError(
      `A layer must have a positive number of units, but found ${describe(units)}`,
    );
  }
  checkActivation(activation);
  const initializer = options.initializer ?? activation.initializer ?? glorotUniform;
  if (typeof initializer.weights !== "function") {
    throw new TypeError(
      `initializer must be one such as heUniform or orthogonal(), but found ${
        describe(initializer)
      }`,
    );
  }
  const { dropout } = options;
  if (dropout !== undefined) checkDropout(dropout, "dropout");
  return Object.freeze({ units, activation, initializer, ...(dropout && { dropout }) });
}

/**
 * Refuses a share of outputs to drop that is none.
 *
 * @param value The share.
 * @param name What it was passed as, for the message.
 * @throws {RangeError} If it is not from 0 to below 1.
 */
export function checkDropout(value: unknown, name: string): void {
  if (typeof value !== "number" || !(value >= 0 && value < 1)) {
    throw new RangeError(`${name} must be from 0 to below 1, but found ${describe(value)}`);
  }
}
