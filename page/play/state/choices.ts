import {
  type Activation,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  l1,
  l2,
  linear,
  type Loss,
  type Regularizer,
  relu,
  sigmoid,
  silu,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { adam, type Optimizer, rmsprop, type RuleState, sgd } from "../../../train.ts";

/** A loss, and the last layer that goes with it. */
export interface LossChoice {
  readonly label: string;
  readonly loss: Loss;
  /** The activation of the last layer. */
  readonly activation: Activation;
  /** One output for "+", or one for each class. */
  readonly outputs: 1 | 2;
}

/** An option of a menu. */
export interface Choice<T> {
  readonly label: string;
  readonly make: (number: number) => T;
}

/** The activations of hidden layers. */
export const ACTIVATION_CHOICES = /* @__PURE__ */ Object.freeze({
  tanh,
  sigmoid,
  relu,
  silu,
  linear,
});

/** The losses, each with its last layer. */
export const LOSS_CHOICES: Readonly<Record<LossName, LossChoice>> = /* @__PURE__ */ Object.freeze({
  "cross-entropy": {
    label: "cross-entropy, 1 output",
    loss: binaryCrossEntropy,
    activation: sigmoid,
    outputs: 1 as const,
  },
  "softmax": {
    label: "cross-entropy, 2 outputs",
    loss: categoricalCrossEntropy,
    activation: softmax,
    outputs: 2 as const,
  },
  "squared": {
    label: "squared error, 1 output",
    loss: sumOfSquaredErrors,
    activation: sigmoid,
    outputs: 1 as const,
  },
});

/** The optimizers, made with a learning rate. */
export const OPTIMIZER_CHOICES: Readonly<Record<OptimizerName, Choice<Optimizer<RuleState>>>> =
  /* @__PURE__ */ Object.freeze({
    sgd: {
      label: "plain descent (SGD)",
      make: (learningRate: number) => sgd({ learningRate }),
    },
    momentum: {
      label: "SGD with momentum 0.9",
      make: (learningRate: number) => sgd({ learningRate, momentum: 0.9 }),
    },
    rmsprop: { label: "RMSprop", make: (learningRate: number) => rmsprop({ learningRate }) },
    adam: { label: "Adam", make: (learningRate: number) => adam({ learningRate }) },
  });

/** The regularizers, made with a strength. */
export const PENALTY_CHOICES: Readonly<Record<PenaltyName, Choice<Regularizer | undefined>>> =
  /* @__PURE__ */ Object.freeze({
    none: { label: "none", make: () => undefined },
    l1: { label: "L1", make: l1 },
    l2: { label: "L2", make: l2 },
  });

export type ActivationName = keyof typeof ACTIVATION_CHOICES;
export type LossName = "cross-entropy" | "softmax" | "squared";
export type OptimizerName = "sgd" | "momentum" | "rmsprop" | "adam";
export type PenaltyName = "none" | "l1" | "l2";
