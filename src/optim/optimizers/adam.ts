import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import {
  checkDecayRate,
  checkEpsilon,
  exponentialMovingAverage,
} from "./exponential_moving_average.ts";
import { decayed } from "./decayed.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";

/** Options of {@linkcode adam}. */
export interface AdamOptions {
  /** α, the size of a step: a positive number, or a schedule; 0.001 if left out. */
  readonly learningRate?: LearningRate;
  /** β₁, the share of the mean gradient that is kept from step to step, 0.9 if left out. */
  readonly beta1?: number;
  /** β₂, the share of the mean square that is kept from step to step, 0.999 if left out. */
  readonly beta2?: number;
  /** ε, what keeps steps finite where the gradient is 0, 1e-8 if left out. */
  readonly epsilon?: number;
}

/** Options of {@linkcode adamw}. */
export interface AdamwOptions extends AdamOptions {
  /** w, how much weights decay: by α w of themselves in a step, 0.01 if left out. */
  readonly weightDecay?: number;
}

/**
 * Adam: steps along the mean gradient over the root of its mean square, both without their bias to 0.
 *
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ),
 * θ ← θ − α m̂ / (√v̂ + ε). D. P. Kingma, J. L. Ba: Adam: a method for stochastic optimization. ICLR
 * 2015, algorithm 1.
 *
 * @param options The learning rate, β₁, β₂ and ε.
 * @returns The optimizer; it remembers the mean gradient and the mean square.
 * @throws {RangeError} If an option is out of range.
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
 */
export function adam(options: AdamOptions = {}): Optimizer<RuleState> {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const rate = scheduleOf(learningRate);
  checkDecayRate(beta1, "beta1");
  checkDecayRate(beta2, "beta2");
  checkEpsilon(epsilon);
  return optimizerFromRule("adam", {
    slots: ["mean", "square"],
    shared: (step) => ({
      learningRate: rate(step),
      meanWeight: 1 - beta1 ** step,
      squareWeight: 1 - beta2 ** step,
    }),
    move: (m, { parameter, derivative, slots, shared }) => {
      const mean = exponentialMovingAverage(m, slots.mean!, derivative, beta1);
      const square = exponentialMovingAverage(
        m,
        slots.square!,
        m.mul(derivative, derivative),
        beta2,
      );
      const direction = m.div(mean, shared.meanWeight!);
      const size = m.add(m.sqrt(m.div(square, shared.squareWeight!)), m.constant(epsilon));
      return {
        parameter: m.sub(parameter, m.div(m.mul(shared.learningRate!, direction), size)),
        slots: { mean, square },
      };
    },
  }, { learningRate: rate, beta1, beta2, epsilon });
}

/**
 * AdamW: Adam, and weights that decay by themselves: θ ← θ − α (m̂ / (√v̂ + ε) + w θ).
 *
 * I. Loshchilov, F. Hutter: Decoupled weight decay regularization. ICLR 2019, algorithm 2, whose λ is
 * α w here, α and the paper's multiplier η being one number. Biases do not decay.
 *
 * @param options The learning rate, β₁, β₂, ε and w.
 * @returns The optimizer; it remembers the mean gradient and the mean square.
 * @throws {RangeError} If an option is out of range.
 *
 * @example Where there is no gradient, weights decay alone
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
 */
export function adamw(options: AdamwOptions = {}): Optimizer<RuleState> {
  const { weightDecay = 0.01, ...rest } = options;
  return Object.freeze({ ...decayed(adam(rest), { weightDecay }), name: "adamw" });
}
