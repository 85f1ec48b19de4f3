import { arithmeticOf } from "../arithmetic/reading.ts";
import { type Optimizer, type Rule, updateParameters } from "./optimizer.ts";

/** Options of {@linkcode sgd}. */
export interface SgdOptions {
  /** λ, the size of a step, a positive number. */
  readonly learningRate: number;
}

/** Descent remembers nothing. */
export type SgdState = Readonly<Record<never, never>>;

/**
 * Stochastic gradient descent: W ← W − λ ∂C/∂W (66), b ← b − λ ∂C/∂b (67).
 *
 * @param options The learning rate.
 * @returns The optimizer; its state is empty.
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
export function sgd({ learningRate }: SgdOptions): Optimizer<SgdState> {
  if (!(Number.isFinite(learningRate) && learningRate > 0)) {
    throw new RangeError(`learningRate must be a positive number, but found ${learningRate}`);
  }
  const rule: Rule = Object.freeze<Rule>({
    memory: [],
    shared: () => ({ learningRate }),
    move: (m, { parameter, derivative, shared }) => ({
      parameter: m.sub(parameter, m.mul(shared.learningRate!, derivative)),
      memory: {},
    }),
  });
  return Object.freeze<Optimizer<SgdState>>({
    name: "sgd",
    rule,
    init: () => ({}),
    update: (network, gradients, state, options) => {
      const m = arithmeticOf(options);
      const shared = { learningRate: m.constant(learningRate) };
      return {
        network: updateParameters(m, network, gradients, (parameter, derivative) => {
          return rule.move(m, { parameter, derivative, memory: {}, shared }).parameter;
        }),
        state,
      };
    },
  });
}
