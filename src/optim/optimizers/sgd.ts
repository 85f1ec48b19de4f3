import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import { checkDecayRate } from "./exponential_moving_average.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";
import { checkBoolean } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode sgd}.
 * @category Optimizers
 */
export interface SgdOptions {
  /** λ, the size of a step: a positive number, or a schedule. */
  readonly learningRate: LearningRate;
  /** μ, the share of the velocity kept in each step, from 0 to below 1; defaults to 0. */
  readonly momentum?: number;
  /** Whether to take the gradient where the velocity leads, Nesterov's way; defaults to false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: W ← W − λ ∂C/∂W (66), b ← b − λ ∂C/∂b (67).
 *
 * With momentum v ← μ v − λ g, θ ← θ + v: I. Sutskever, J. Martens, G. Dahl, G. Hinton: On the
 * importance of initialization and momentum in deep learning. ICML 2013, equations (1) and (2). With
 * Nesterov's, (3) and (4), the gradient is taken at θ + μ v; the network holds these parameters, so that
 * v ← μ v − λ g and θ ← θ + μ v − λ g: Y. Bengio, N. Boulanger-Lewandowski, R. Pascanu: Advances in
 * optimizing recurrent networks. ICASSP 2013, equation (7).
 *
 * @returns The optimizer, whose slot is the velocity if there is momentum.
 * @throws {RangeError} If the learning rate is neither a positive number nor a schedule, the momentum is
 * not from 0 to below 1, or it is 0 for Nesterov's.
 * @throws {TypeError} If `nesterov` is not a boolean.
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
 * assertEquals(step.network.layers[0]!.parameters.biases!.data[0], 1);
 * ```
 * @category Optimizers
 */
export function sgd(options: SgdOptions): Optimizer<RuleState> {
  checkOptions("sgd()", options, "learningRate momentum nesterov");
  const { learningRate, momentum = 0, nesterov = false } = options;
  const rate = scheduleOf(learningRate);
  const shared = (step: number) => ({ learningRate: rate(step) });
  checkDecayRate(momentum, "momentum");
  checkBoolean(nesterov, "nesterov");
  if (nesterov && momentum === 0) {
    throw new RangeError("nesterov needs a momentum of more than 0, but found 0");
  }
  if (momentum === 0) {
    return optimizerFromRule("sgd", {
      slots: [],
      shared,
      move: (m, { parameter, derivative, shared }) => ({
        parameter: m.sub(parameter, m.mul(shared.learningRate!, derivative)),
        slots: {},
      }),
    }, { learningRate: rate });
  }
  return optimizerFromRule(nesterov ? "nesterov" : "momentum", {
    slots: ["velocity"],
    shared,
    move: (m, { parameter, derivative, slots, shared }) => {
      const kept = m.constant(momentum), slope = m.mul(shared.learningRate!, derivative);
      const velocity = m.sub(m.mul(kept, slots.velocity!), slope);
      return {
        parameter: nesterov
          ? m.sub(m.add(parameter, m.mul(kept, velocity)), slope)
          : m.add(parameter, velocity),
        slots: { velocity },
      };
    },
  }, { learningRate: rate, momentum });
}
