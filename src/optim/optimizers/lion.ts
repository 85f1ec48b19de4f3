import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import { checkDecayRate, exponentialMovingAverage } from "./exponential_moving_average.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode lion}.
 * @category Optimizers
 */
export interface LionOptions {
  /** η, the size of a step: a positive number, or a schedule; defaults to 0.0001. */
  readonly learningRate?: LearningRate;
  /** β₁, the share of the mean gradient in the direction of a step; defaults to 0.9. */
  readonly beta1?: number;
  /** β₂, the share of the mean gradient kept in each step; defaults to 0.99. */
  readonly beta2?: number;
}

/**
 * Lion: steps of one size, along the sign of a mean gradient.
 *
 * c = β₁ m + (1 − β₁) g, θ ← θ − η sign(c), m ← β₂ m + (1 − β₂) g, and sign(0) is 0. X. Chen et al.:
 * Symbolic discovery of optimization algorithms. 2023, algorithm 2; its decay of the weights, η λ θ, is
 * that of `decayed(lion(), { weightDecay })`. The paper advises a third to a tenth of Adam's rate.
 *
 * @returns The optimizer, whose slot is the mean gradient.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { dense, gradients, linear, lion, matrix, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * const { init, update } = lion({ learningRate: 0.5 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertEquals(step.network.layers[0]!.parameters.biases!.data[0], 0.5);
 * ```
 * @category Optimizers
 */
export function lion(options: LionOptions = {}): Optimizer<RuleState> {
  checkOptions("lion()", options, "learningRate beta1 beta2");
  const { learningRate = 1e-4, beta1 = 0.9, beta2 = 0.99 } = options;
  const rate = scheduleOf(learningRate);
  checkDecayRate(beta1, "beta1");
  checkDecayRate(beta2, "beta2");
  return optimizerFromRule("lion", {
    slots: ["mean"],
    shared: (step) => ({ learningRate: rate(step) }),
    move: (m, { parameter, derivative, slots, shared }) => {
      const direction = exponentialMovingAverage(m, slots.mean!, derivative, beta1);
      const size = shared.learningRate!;
      const down = m.choose(m.neg(direction), m.neg(size), m.zero);
      return {
        parameter: m.sub(parameter, m.choose(direction, size, down)),
        slots: { mean: exponentialMovingAverage(m, slots.mean!, derivative, beta2) },
      };
    },
  }, { learningRate: rate, beta1, beta2 });
}
