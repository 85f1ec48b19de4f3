import { type LearningRate, scheduleOf } from "../schedules/schedule.ts";
import { checkEpsilon } from "./exponential_moving_average.ts";
import { type Optimizer, optimizerFromRule, type RuleState } from "./optimizer.ts";
import { scaledStep } from "./scaled_step.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode adagrad}.
 * @category Optimizers
 */
export interface AdagradOptions {
  /** η, the size of a step: a positive number, or a schedule; defaults to 0.01. */
  readonly learningRate?: LearningRate;
  /** ε, which keeps steps finite where all gradients were 0; defaults to 1e-10. */
  readonly epsilon?: number;
}

/**
 * Adagrad: s ← s + g², θ ← θ − η g / (√s + ε).
 *
 * J. Duchi, E. Hazan, Y. Singer: Adaptive subgradient methods for online learning and stochastic
 * optimization. Journal of Machine Learning Research 12, 2011, figure 1 with the diagonal of G, whose δ
 * is ε here. Steps shrink for good where gradients were large.
 *
 * @returns The optimizer, whose slot is the sum of the squares.
 * @throws {RangeError} If an option is out of range.
 *
 * @example The first step is η along the sign of the gradient, the second shorter
 * ```ts
 * import { adagrad, dense, gradients, linear, matrix, network, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[2]]) };
 * const { init, update } = adagrad({ learningRate: 0.5 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertAlmostEquals(step.network.layers[0]!.parameters.biases!.data[0]!, 0.5, 1e-9);
 * ```
 * @category Optimizers
 */
export function adagrad(options: AdagradOptions = {}): Optimizer<RuleState> {
  checkOptions("adagrad()", options, "learningRate epsilon");
  const { learningRate = 0.01, epsilon = 1e-10 } = options;
  const rate = scheduleOf(learningRate);
  checkEpsilon(epsilon);
  return optimizerFromRule("adagrad", {
    slots: ["squares"],
    shared: (step) => ({ learningRate: rate(step) }),
    move: (m, step) => {
      const { derivative, slots } = step;
      const squares = m.add(slots.squares!, m.mul(derivative, derivative));
      return {
        parameter: scaledStep(m, step, derivative, squares, epsilon),
        slots: { squares },
      };
    },
  }, { learningRate: rate, epsilon });
}
