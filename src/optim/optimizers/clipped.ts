import { checkPositive } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type Optimizer, optimizerFromRule, ruleOf, type RuleState } from "./optimizer.ts";

/**
 * Options of {@linkcode clipped}.
 * @category Optimizers
 */
export interface ClippedOptions {
  /** The largest norm of the gradient, a positive number. */
  readonly norm: number;
}

/**
 * Clips the gradient of an optimizer by its norm: g ← g · min(1, norm / ‖g‖).
 *
 * ‖g‖ is taken over all parameters, which preserves the direction. R. Pascanu, T. Mikolov, Y. Bengio:
 * On the difficulty of training recurrent neural networks. ICML 2013, algorithm 1.
 *
 * @param optimizer An optimizer made from a rule, as all built-in ones are.
 * @throws {TypeError} If the optimizer has no rule.
 * @throws {RangeError} If the norm is not a positive number.
 *
 * @example
 * ```ts
 * import { clipped, dense, gradients, linear, matrix, network, sgd, sumOfSquaredErrors } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const batch = { inputs: matrix([[0]]), targets: matrix([[100]]) };
 * const { init, update } = clipped(sgd({ learningRate: 1 }), { norm: 1 });
 * const step = update(net, gradients(net, batch, sumOfSquaredErrors), init(net));
 * assertEquals(step.network.layers[0]!.parameters.biases!.data[0], 1); // and not 100
 * ```
 * @category Optimizers
 */
export function clipped(
  optimizer: Optimizer<RuleState>,
  options: ClippedOptions,
): Optimizer<RuleState> {
  const { norm: most } = checkOptions("clipped()", options, "norm");
  const rule = ruleOf(optimizer, "clipped");
  checkPositive(most, "norm");
  return optimizerFromRule(`${optimizer.name}, clipped to ${most}`, {
    ...rule,
    scale: (m, norm) => {
      const given = rule.scale?.(m, norm) ?? m.one;
      const scaled = m.mul(given, norm), limit = m.constant(most);
      const factor = m.choose(m.sub(scaled, limit), m.div(limit, scaled), m.one);
      return m.mul(given, factor);
    },
  }, { optimizer, norm: most });
}
