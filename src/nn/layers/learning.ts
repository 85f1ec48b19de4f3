import { checkBoolean, checkNotNegative, checkPositive } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * How the parameters of one layer are trained, where that differs from the others.
 * @category Layers
 */
export interface LayerLearning {
  /** Whether optimizers change its parameters; defaults to true. A state changes in any case. */
  readonly trainable?: boolean;
  /** Multiplies each of its steps, and so the learning rate; defaults to 1. */
  readonly learningRateFactor?: number;
  /** Replaces the weight decay of the optimizer, which must have one, such as `adamw`. */
  readonly weightDecay?: number;
}

/** The names of these options, for functions that plan layers and check theirs. */
export const LEARNING = "trainable learningRateFactor weightDecay";

/**
 * Checks how a layer is trained; `undefined` if nothing differs from others.
 *
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} Unless the factor is positive and the decay at least 0.
 */
export function checkedLearning(given: LayerLearning = {}): LayerLearning | undefined {
  const learning = checkOptions("learning", given, LEARNING);
  const { trainable, learningRateFactor, weightDecay } = learning;
  if (trainable !== undefined) checkBoolean(trainable, "trainable");
  if (learningRateFactor !== undefined) checkPositive(learningRateFactor, "learningRateFactor");
  if (weightDecay !== undefined) checkNotNegative(weightDecay, "weightDecay");
  const differs = trainable === false || (learningRateFactor ?? 1) !== 1 ||
    weightDecay !== undefined;
  return differs ? Object.freeze(learning) : undefined;
}

/** Describes in a few words how a layer is trained; empty if as others. */
export function describeLearning(learning: LayerLearning = {}): string {
  const { trainable = true, learningRateFactor = 1, weightDecay } = learning;
  return [
    ...(trainable ? [] : ["frozen"]),
    ...(learningRateFactor === 1 ? [] : [`rate × ${learningRateFactor}`]),
    ...(weightDecay === undefined ? [] : [`decay ${weightDecay}`]),
  ].join(" ");
}
