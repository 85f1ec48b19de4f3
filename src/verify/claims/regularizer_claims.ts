import { elementwise, type ElementwiseActivation } from "../../nn/activations/activation.ts";
import { rememberMadeOf } from "../../core/support/made_of.ts";
import { dense } from "../../nn/layers/dense.ts";
import { linear } from "../../nn/activations/linear.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import { REGULARIZERS } from "../../nn/regularizers/regularizers.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import { gradientDescent, type GradientPlan } from "./engine_claims.ts";

/** The built-in regularizers, with a strength that does not occur in their formulas. */
export const BUILT_IN_REGULARIZERS: readonly Regularizer[] = /* @__PURE__ */ Object
  .values(REGULARIZERS).map((regularizer) => regularizer(0.01));

/** A regularizer as an activation of a weight: both are formulas with a slope and kinks. */
export function asActivation({ name, value, slope, kinks }: Regularizer): ElementwiseActivation {
  const ofWeight: ElementwiseActivation["slope"] = (m, { z }) => slope(m, z);
  rememberMadeOf(ofWeight, slope);
  return elementwise({ name, value, slope: ofWeight, kinks });
}

/** A small network with a regularizer: square, so that what is transposed keeps its shape. */
export function regularizedPlan(regularizer: Regularizer): GradientPlan {
  return {
    inputs: 2,
    layers: [dense(2, tanh), dense(2, linear)],
    loss: sumOfSquaredErrors,
    examples: 2,
    regularizer,
  };
}

export function regularizedStep(regularizer: Regularizer): GradientPlan {
  return { ...regularizedPlan(regularizer), step: gradientDescent };
}
