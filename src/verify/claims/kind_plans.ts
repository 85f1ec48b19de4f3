import { linear } from "../../nn/activations/linear.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import { dense } from "../../nn/layers/dense.ts";
import { type LayerKind, sampleShapeOf } from "../../nn/layers/layer.ts";
import { layer } from "../../nn/layers/plan.ts";
import { sizeOf } from "../../nn/layers/shape.ts";
import { reshape } from "../../nn/layers/reshape.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import type { GradientPlan } from "./engine_claims.ts";

/**
 * Networks with a layer of each sample of a kind between two dense layers, so that it receives errors
 * and passes some on, below an activation that hides no mistake; a `reshape` layer in front of it gives
 * its inputs a shape with several sides.
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
  return kind.samples.flatMap((options) => {
    const shape = sampleShapeOf(kind, options);
    return modes.map((mode): GradientPlan => ({
      inputs: shape.length === 1 ? 3 : 2,
      layers: [
        dense(sizeOf(shape), tanh),
        ...(shape.length === 1 ? [] : [reshape(shape)]),
        layer(kind, options, { activation: tanh }),
        dense(2, linear),
      ],
      loss: sumOfSquaredErrors,
      examples: 2,
      ...mode,
    }));
  });
}

/** The place in a plan of the layer of its sample. */
export function placeOfSample({ layers }: Pick<GradientPlan, "layers">): number {
  return layers.length - 2;
}
