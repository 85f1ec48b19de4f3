import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import {
  checkDecayRate,
  checkEpsilon,
  exponentialMovingAverage,
} from "./exponential_moving_average.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";
import { scaledStep } from "./scaled_step.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode rmsprop}.
 * @category Optimizers
 */
export interface RmspropOptions {
  /** λ, the size of a step: a positive number, or a schedule; defaults to 0.001. */
  readonly learningRate?: LearningRate;
  /** ρ, the share of the mean square kept in each step; defaults to 0.9. */
  readonly rho?: number;
  /** ε, which keeps steps finite where the gradient is 0; defaults to 1e-8. */
  readonly epsilon?: number;
}

/**
 * RMSProp: v ← ρ v + (1 − ρ) g², θ ← θ − λ g / (√v + ε).
 *
 * T. Tieleman, G. Hinton: Lecture 6.5, rmsprop: divide the gradient by a running average of its recent
 * magnitude. Coursera 2012; the lecture has no ε, which stands outside the root as in Adam.
 *
 * @returns The optimizer, whose slot is the mean square.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { dense, gradients, linear, matrix, network, rmsprop, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * const { init, update } = rmsprop({ learningRate: 0.5, rho: 0.75 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertAlmostEquals(step.network.layers[0]!.parameters.biases!.data[0]!, 1, 1e-7); // 0.5 g / √(g² / 4)
 * ```
 * @category Optimizers
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer<RuleState> {
  checkOptions("rmsprop()", options, "learningRate rho epsilon");
  const { learningRate = 0.001, rho = 0.9, epsilon = 1e-8 } = options;
  const rate = scheduleOf(learningRate);
  checkDecayRate(rho, "rho");
  checkEpsilon(epsilon);
  return optimizerFromRule("rmsprop", {
    slots: ["square"],
    shared: (step) => ({ learningRate: rate(step) }),
    move: (m, step) => {
      const { derivative, slots } = step;
      const square = exponentialMovingAverage(m, slots.square!, m.mul(derivative, derivative), rho);
      return {
        parameter: scaledStep(m, step, derivative, square, epsilon),
        slots: { square },
      };
    },
  }, { learningRate: rate, rho, epsilon });
}
