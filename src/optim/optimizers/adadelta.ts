import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import {
  checkDecayRate,
  checkEpsilon,
  exponentialMovingAverage,
} from "./exponential_moving_average.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode adadelta}.
 * @category Optimizers
 */
export interface AdadeltaOptions {
  /** λ, a factor of the step, or a schedule of it; defaults to 1, as in the paper. */
  readonly learningRate?: LearningRate;
  /** ρ, the share of the mean squares kept in each step; defaults to 0.9. */
  readonly rho?: number;
  /** ε, which begins the first steps; defaults to 1e-6. */
  readonly epsilon?: number;
}

/**
 * Adadelta: steps as large as the last ones were, relative to the gradient, without a rate to choose.
 *
 * v ← ρ v + (1 − ρ) g², d = g √(u + ε) / √(v + ε), u ← ρ u + (1 − ρ) d², θ ← θ − λ d. M. D. Zeiler:
 * ADADELTA: an adaptive learning rate method. 2012, algorithm 1, where λ is 1.
 *
 * @returns The optimizer, whose slots are the mean squares of gradients and of steps.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { adadelta, dense, gradients, linear, matrix, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * const { init, update } = adadelta({ rho: 0.75, epsilon: 0.25 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * // g = −2, v = 1, d = −2 √¼ / √1.25
 * assertAlmostEquals(step.network.layers[0]!.parameters.biases!.data[0]!, 1 / Math.sqrt(1.25), 1e-15);
 * ```
 * @category Optimizers
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer<RuleState> {
  checkOptions("adadelta()", options, "learningRate rho epsilon");
  const { learningRate = 1, rho = 0.9, epsilon = 1e-6 } = options;
  const rate = scheduleOf(learningRate);
  checkDecayRate(rho, "rho");
  checkEpsilon(epsilon);
  return optimizerFromRule("adadelta", {
    slots: ["square", "squaredStep"],
    shared: (step) => ({ learningRate: rate(step) }),
    move: (m, { parameter, derivative, slots, shared }) => {
      const square = exponentialMovingAverage(m, slots.square!, m.mul(derivative, derivative), rho);
      const [size, lastStep] = [square, slots.squaredStep!].map((mean) => {
        return m.sqrt(m.add(mean, m.constant(epsilon)));
      });
      const step = m.div(m.mul(lastStep!, derivative), size!);
      const squaredStep = exponentialMovingAverage(m, slots.squaredStep!, m.mul(step, step), rho);
      return {
        parameter: m.sub(parameter, m.mul(shared.learningRate!, step)),
        slots: { square, squaredStep },
      };
    },
  }, { learningRate: rate, rho, epsilon });
}
