import { checkNotNegative } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type Optimizer, optimizerFromRule, type RuleState, ruleWithRate } from "./optimizer.ts";

/**
 * Options of {@linkcode decayed}.
 * @category Optimizers
 */
export interface DecayedOptions {
  /** w, at least 0: in a step of size λ, weights lose a share of λ w. */
  readonly weightDecay: number;
}

/**
 * Adds weight decay to an optimizer: θ ← (its step) − λ w θ. Biases do not decay.
 *
 * Decay is decoupled from the gradient, so that it is neither averaged nor rescaled: I. Loshchilov,
 * F. Hutter: Decoupled weight decay regularization. ICLR 2019. A regularizer, such as `l2`, is part of
 * the cost instead.
 *
 * @param optimizer An optimizer made from a rule that shares its `learningRate`, as all built-in ones do.
 * @throws {TypeError} If the optimizer has no such rule.
 * @throws {RangeError} If the decay is not a number of at least 0.
 *
 * @example
 * ```ts
 * import { decayed, sgd } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const optimizer = decayed(sgd({ learningRate: 0.1, momentum: 0.9 }), { weightDecay: 0.01 });
 * assertEquals(optimizer.name, "momentum, decay 0.01");
 * ```
 * @category Optimizers
 */
export function decayed(
  optimizer: Optimizer<RuleState>,
  options: DecayedOptions,
): Optimizer<RuleState> {
  const { weightDecay } = checkOptions("decayed()", options, "weightDecay");
  const rule = ruleWithRate(optimizer, "decayed");
  checkNotNegative(weightDecay, "weightDecay");
  return optimizerFromRule(`${optimizer.name}, decay ${weightDecay}`, {
    ...rule,
    decays: true,
    move: (m, step) => {
      const moved = rule.move(m, step);
      const { parameter, shared, shrinks } = step;
      if (!shrinks) return moved;
      const share = m.constant(step.weightDecay ?? weightDecay);
      const lost = m.mul(m.mul(shared.learningRate!, share), parameter);
      return { ...moved, parameter: m.sub(moved.parameter, lost) };
    },
  }, { optimizer, weightDecay });
}
