import { descent, type Optimizer, type RuleState } from "./optimizer.ts";

/** Options of {@linkcode sgd}. */
export interface SgdOptions {
  /** λ, the size of a step, a positive number. */
  readonly learningRate: number;
}

/**
 * Stochastic gradient descent: W ← W − λ ∂C/∂W (66), b ← b − λ ∂C/∂b (67).
 *
 * @param options The learning rate.
 * @returns The optimizer; it remembers nothing but how many steps were taken.
 * @throws {RangeError} If the learning rate is no positive number.
 *
 * @example
 * ```ts
 * import { dense, gradients, linear, matrix, network, sgd, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * const { init, update } = sgd({ learningRate: 0.5 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertEquals(step.network.layers[0]!.biases.data[0], 1);
 * ```
 */
export function sgd({ learningRate }: SgdOptions): Optimizer<RuleState> {
  if (!(Number.isFinite(learningRate) && learningRate > 0)) {
    throw new RangeError(`learningRate must be a positive number, but found ${learningRate}`);
  }
  return descent("sgd", {
    memory: [],
    shared: () => ({ learningRate }),
    move: (m, { parameter, derivative, shared }) => ({
      parameter: m.sub(parameter, m.mul(shared.learningRate!, derivative)),
      memory: {},
    }),
  });
}
