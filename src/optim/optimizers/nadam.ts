import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import {
  checkDecayRate,
  checkEpsilon,
  exponentialMovingAverage,
} from "./exponential_moving_average.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";
import { checkNotNegative } from "../../core/support/checks.ts";
import { scaledStep } from "./scaled_step.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode nadam}.
 * @category Optimizers
 */
export interface NadamOptions {
  /** α, the size of a step: a positive number, or a schedule; defaults to 0.002. */
  readonly learningRate?: LearningRate;
  /** β₁, the share of the mean gradient kept in each step; defaults to 0.9. */
  readonly beta1?: number;
  /** β₂, the share of the mean square kept in each step; defaults to 0.999. */
  readonly beta2?: number;
  /** ε, which keeps steps finite where the gradient is 0; defaults to 1e-8. */
  readonly epsilon?: number;
  /** ψ, how fast the momentum of the direction rises to β₁; defaults to 0.004. */
  readonly momentumDecay?: number;
}

/**
 * Nadam: Adam with Nesterov's momentum.
 *
 * μₜ = β₁ (1 − ½ · 0.96^(t ψ)), m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², v̂ = v / (1 − β₂ᵗ),
 * m̂ = μₜ₊₁ m / (1 − μ₁ ⋯ μₜ₊₁) + (1 − μₜ) g / (1 − μ₁ ⋯ μₜ), θ ← θ − α m̂ / (√v̂ + ε). T. Dozat:
 * Incorporating Nesterov momentum into Adam. ICLR 2016 workshop, algorithm 2 and the schedule of its
 * section 3; m is Adam's mean, as in PyTorch's `NAdam`, which has the same steps.
 *
 * @returns The optimizer, whose slots are the mean gradient and the mean square.
 * @throws {RangeError} If an option is out of range.
 *
 * @example Without momentum it is RMSProp with its bias corrected
 * ```ts
 * import { dense, gradients, linear, matrix, nadam, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * const { init, update } = nadam({ learningRate: 0.5, beta1: 0 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertAlmostEquals(step.network.layers[0]!.parameters.biases!.data[0]!, 0.5, 1e-8);
 * ```
 * @category Optimizers
 */
export function nadam(options: NadamOptions = {}): Optimizer<RuleState> {
  checkOptions("nadam()", options, "learningRate beta1 beta2 epsilon momentumDecay");
  const { learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const { momentumDecay = 0.004 } = options;
  const rate = scheduleOf(learningRate);
  checkDecayRate(beta1, "beta1");
  checkDecayRate(beta2, "beta2");
  checkEpsilon(epsilon);
  checkNotNegative(momentumDecay, "momentumDecay");
  const momentum = (step: number) => beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay));
  const remaining = productsOf(momentum);
  return optimizerFromRule("nadam", {
    slots: ["mean", "square"],
    shared: (step) => ({
      learningRate: rate(step),
      gradientShare: (1 - momentum(step)) / (1 - remaining(step)),
      meanShare: momentum(step + 1) / (1 - remaining(step + 1)),
      squareWeight: 1 - beta2 ** step,
    }),
    move: (m, step) => {
      const { derivative, slots, shared } = step;
      const mean = exponentialMovingAverage(m, slots.mean!, derivative, beta1);
      const squared = m.mul(derivative, derivative);
      const square = exponentialMovingAverage(m, slots.square!, squared, beta2);
      const direction = m.add(
        m.mul(shared.meanShare!, mean),
        m.mul(shared.gradientShare!, derivative),
      );
      const corrected = m.div(square, shared.squareWeight!);
      return {
        parameter: scaledStep(m, step, direction, corrected, epsilon),
        slots: { mean, square },
      };
    },
  }, { learningRate: rate, beta1, beta2, epsilon, momentumDecay });
}

/**
 * The products of the first so many factors, each from 0 to below 1.
 *
 * They are kept, as steps ask for one after the other, up to the first p where 1 − p is 1.
 */
function productsOf(factor: (step: number) => number): (count: number) => number {
  const products = [1];
  return (count) => {
    while (products.length <= count && 1 - products.at(-1)! < 1) {
      products.push(products.at(-1)! * factor(products.length));
    }
    return products[Math.min(count, products.length - 1)]!;
  };
}
