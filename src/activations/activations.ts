import type { ElementwiseActivation, RowwiseActivation } from "./activation.ts";
import { linear } from "./linear.ts";
import { relu } from "./relu.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import { tanh } from "./tanh.ts";

/** Every built-in activation by its name. What enters here is tested, checked and offered by name. */
export const ACTIVATIONS: {
  readonly linear: ElementwiseActivation;
  readonly sigmoid: ElementwiseActivation;
  readonly tanh: ElementwiseActivation;
  readonly relu: ElementwiseActivation;
  readonly softmax: RowwiseActivation;
} = Object.freeze({ linear, sigmoid, tanh, relu, softmax });

/** The name of a built-in activation. */
export type ActivationName = keyof typeof ACTIVATIONS;
