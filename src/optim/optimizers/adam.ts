import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import {
  checkDecayRate,
  checkEpsilon,
  exponentialMovingAverage,
} from "./exponential_moving_average.ts";
import { decayed } from "./decayed.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";
import { checkBoolean } from "../../core/support/checks.ts";
import { scaledStep } from "./scaled_step.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode adam}.
 * @category Optimizers
 */
export interface AdamOptions {
  /** α, the size of a step: a positive number, or a schedule; defaults to 0.001. */
  readonly learningRate?: LearningRate;
  /** β₁, the share of the mean gradient kept in each step; defaults to 0.9. */
  readonly beta1?: number;
  /** β₂, the share of the mean square kept in each step; defaults to 0.999. */
  readonly beta2?: number;
  /** ε, which keeps steps finite where the gradient is 0; defaults to 1e-8. */
  readonly epsilon?: number;
  /** Whether to divide by the largest mean square so far, so that steps never grow; defaults to false. */
  readonly amsgrad?: boolean;
}

/**
 * Options of {@linkcode adamw}.
 * @category Optimizers
 */
export interface AdamwOptions extends AdamOptions {
  /** w: weights lose a share of α w in each step; defaults to 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam: steps along the mean gradient over the root of its mean square, both corrected for bias.
 *
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ),
 * θ ← θ − α m̂ / (√v̂ + ε). D. P. Kingma, J. L. Ba: Adam: a method for stochastic optimization. ICLR
 * 2015, algorithm 1. With `amsgrad`, v̂ is the largest v so far / (1 − β₂ᵗ): S. J. Reddi, S. Kale,
 * S. Kumar: On the convergence of Adam and beyond. ICLR 2018, algorithm 2, with Adam's corrections for
 * bias, as in PyTorch.
 *
 * @returns The optimizer, whose slots are the mean gradient, the mean square, and the largest of these
 * with `amsgrad`.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If `amsgrad` is not a boolean.
 *
 * @example The first step is α along the sign of the gradient
 * ```ts
 * import { adam, dense, gradients, linear, matrix, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * const { init, update } = adam({ learningRate: 0.5 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertAlmostEquals(step.network.layers[0]!.parameters.biases!.data[0]!, 0.5, 1e-8);
 * ```
 * @category Optimizers
 */
export function adam(options: AdamOptions = {}): Optimizer<RuleState> {
  const given = checkOptions("adam()", options, "learningRate beta1 beta2 epsilon amsgrad");
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = given;
  const { amsgrad = false } = given;
  const rate = scheduleOf(learningRate);
  checkDecayRate(beta1, "beta1");
  checkDecayRate(beta2, "beta2");
  checkEpsilon(epsilon);
  checkBoolean(amsgrad, "amsgrad");
  return optimizerFromRule(amsgrad ? "amsgrad" : "adam", {
    slots: ["mean", "square", ...(amsgrad ? ["largest"] : [])],
    shared: (step) => ({
      learningRate: rate(step),
      meanWeight: 1 - beta1 ** step,
      squareWeight: 1 - beta2 ** step,
    }),
    move: (m, step) => {
      const { derivative, slots, shared } = step;
      const mean = exponentialMovingAverage(m, slots.mean!, derivative, beta1);
      const squared = m.mul(derivative, derivative);
      const square = exponentialMovingAverage(m, slots.square!, squared, beta2);
      const before = slots.largest!;
      const largest = amsgrad ? m.choose(m.sub(square, before), square, before) : square;
      const direction = m.div(mean, shared.meanWeight!);
      const corrected = m.div(largest, shared.squareWeight!);
      return {
        parameter: scaledStep(m, step, direction, corrected, epsilon),
        slots: { mean, square, ...(amsgrad && { largest }) },
      };
    },
  }, { learningRate: rate, beta1, beta2, epsilon, ...(amsgrad && { amsgrad }) });
}

/**
 * AdamW: Adam with decoupled weight decay: θ ← θ − α (m̂ / (√v̂ + ε) + w θ).
 *
 * I. Loshchilov, F. Hutter: Decoupled weight decay regularization. ICLR 2019, algorithm 2, whose λ is
 * α w here, α and the paper's multiplier η being one number. Biases do not decay.
 *
 * @returns The optimizer, whose slots are the mean gradient and the mean square.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If `amsgrad` is not a boolean.
 *
 * @example Weights decay even where the gradient is 0
 * ```ts
 * import { adamw, dense, gradients, linear, matrix, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[0]]) };
 * const { init, update } = adamw({ learningRate: 0.5, weightDecay: 0.5 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertEquals(step.network.layers[0]!.parameters.weights!.data[0]!, 0.75 * net.layers[0]!.parameters.weights!.data[0]!);
 * ```
 * @category Optimizers
 */
export function adamw(options: AdamwOptions = {}): Optimizer<RuleState> {
  const names = "learningRate beta1 beta2 epsilon amsgrad weightDecay";
  const { weightDecay = 0.01, ...rest } = checkOptions("adamw()", options, names);
  return Object.freeze({ ...decayed(adam(rest), { weightDecay }), name: "adamw" });
}
