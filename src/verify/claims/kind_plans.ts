import { linear } from "../../nn/activations/linear.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import { dense } from "../../nn/layers/dense.ts";
import { layer, type LayerKind } from "../../nn/layers/layer.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import type { GradientPlan } from "./engine_claims.ts";

/**
 * Networks with a layer of each sample of a kind between two dense layers, so that it receives errors
 * and passes some on, below an activation that hides no mistake.
 *
 * Kinds with a state are proved in evaluation, too, which uses it.
 *
 * @throws {TypeError} If the kind has no samples.
 */
export function kindPlans(kind: LayerKind): GradientPlan[] {
  if (!kind.samples?.length) {
    throw new TypeError(
      `The kind ${kind.name} must have samples, options that layers of 3 inputs are drawn with, ` +
        "to be proved, but found none",
    );
  }
  const modes = kind.stateShapes ? [{}, { training: false }] : [{}];
  return kind.samples.flatMap((options) =>
    modes.map((mode): GradientPlan => ({
      inputs: 3,
      layers: [dense(3, tanh), layer(kind, options, { activation: tanh }), dense(2, linear)],
      loss: sumOfSquaredErrors,
      examples: 2,
      ...mode,
    }))
  );
}
