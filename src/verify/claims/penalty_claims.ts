import { elementwise, type ElementwiseActivation } from "../../nn/activations/activation.ts";
import { dense } from "../../nn/layers/dense.ts";
import { linear } from "../../nn/activations/linear.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import { PENALTIES } from "../../nn/penalties/penalties.ts";
import type { Penalty } from "../../nn/penalties/penalty.ts";
import { gradientDescent, type GradientPlan } from "./engine_claims.ts";

/** The penalties that are built in, at a strength that is none of the numbers in their formulas. */
export const BUILT_IN_PENALTIES: readonly Penalty[] = Object.values(PENALTIES)
  .map((penalty) => penalty(0.01));

/**
 * A penalty as an activation of a weight.
 *
 * Both are formulas for one number with a slope and kinks: what is proved of the one is proved of the
 * other.
 */
export function asActivation({ name, value, slope, kinks }: Penalty): ElementwiseActivation {
  return elementwise({ name, value, slope: (m, { z }) => slope(m, z), kinks });
}

/** A small network whose weights have a penalty: square, so that what is transposed keeps its shape. */
export function penalisedPlan(penalty: Penalty): GradientPlan {
  return {
    inputs: 2,
    layers: [dense(2, tanh), dense(2, linear)],
    loss: sumOfSquaredErrors,
    examples: 2,
    penalty,
  };
}

/** One training step with a penalty. */
export function penalisedStep(penalty: Penalty): GradientPlan {
  return { ...penalisedPlan(penalty), step: gradientDescent };
}
