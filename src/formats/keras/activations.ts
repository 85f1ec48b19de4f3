import { describe } from "../../core/support/describe.ts";
import type { Activation } from "../../nn/activations/activation.ts";
import { activationNamed } from "../../nn/activations/activations.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { ReadClass, ReadLayer, WrittenLayer } from "./class.ts";
import { KerasConfig } from "./config.ts";

/** An activation by its names in Keras, those of one dialect behind it; the first is written. */
interface Word {
  readonly keras: readonly string[];
  readonly ours: string;
  /** Whether TensorFlow.js has it, so that it is written. */
  readonly written: boolean;
}

const WORDS: readonly Word[] = [
  { keras: ["linear"], ours: "linear", written: true },
  { keras: ["sigmoid"], ours: "sigmoid", written: true },
  { keras: ["tanh"], ours: "tanh", written: true },
  { keras: ["relu"], ours: "relu", written: true },
  { keras: ["softmax"], ours: "softmax", written: true },
  { keras: ["elu"], ours: "elu", written: true },
  { keras: ["selu"], ours: "selu", written: true },
  { keras: ["softplus"], ours: "softplus", written: true },
  { keras: ["softsign"], ours: "softsign", written: true },
  { keras: ["swish", "silu"], ours: "silu", written: true },
  { keras: ["gelu"], ours: "gelu", written: true },
  { keras: ["mish"], ours: "mish", written: true },
  { keras: ["relu6"], ours: "relu6", written: true },
  { keras: ["logSoftmax", "log_softmax"], ours: "logSoftmax", written: true },
  { keras: ["gelu_new"], ours: "geluTanh", written: false },
  { keras: ["celu"], ours: "celu", written: false },
  { keras: ["leaky_relu"], ours: "leakyRelu(0.2)", written: false },
  { keras: ["hard_silu", "hard_swish"], ours: "hardSwish", written: false },
];

/** Keras 3 has relu6(x + 3) / 6 under the name of what was 0.2 x + 0.5 before. */
const HARD_SIGMOID: Word = {
  ...{ keras: ["hard_sigmoid", "hardSigmoid"], ours: "hardSigmoid", written: false },
};

/**
 * The activation that a member of a configuration names; `linear` where it is missing.
 *
 * @throws {RangeError} If this library does not have it.
 */
export function readActivation(
  config: KerasConfig,
  inputs: Shape,
  member = "activation",
  usual = "linear",
): Activation {
  const value = config.value(member) ?? usual;
  const inner = typeof value === "object" ? value as Readonly<Record<string, unknown>> : {};
  const { class_name: className } = inner, { Activation: _, ...classes } = ACTIVATION_CLASSES;
  if (typeof className === "string" && Object.hasOwn(classes, className)) {
    const where = `${config.where} with the activation ${className},`;
    const [{ activation }] = classes[className]!(
      new KerasConfig(inner.config, where, config.dialect),
      inputs,
    ) as [ReadLayer];
    return activation!;
  }
  const name = typeof inner.config === "string" ? inner.config : inner.class_name ?? value;
  const words = config.dialect === "keras 3" ? [...WORDS, HARD_SIGMOID] : WORDS;
  const found = words.find(({ keras }) => keras.includes(name as string));
  const known = found && activationNamed(found.ours);
  if (!known) {
    throw new RangeError(
      `${config.where} has ${member} ${describe(name)}, which this library does not have` +
        (HARD_SIGMOID.keras.includes(name as string) ? " with slope 0.2" : ""),
    );
  }
  return checkedRow(known, inputs, config.where);
}

/** Row by row, Keras takes one axis, where this library takes the whole example. */
function checkedRow(activation: Activation, outputs: Shape, where: string): Activation {
  if (activation.kind === "elementwise" || outputs.length === 1) return activation;
  throw new RangeError(
    `${where} has the activation ${activation.name} of shape ${
      outputs.join("×")
    }, which is of the ` +
      "last axis in Keras, and of the whole example in this library",
  );
}

/** Classes of activations. */
export const ACTIVATION_CLASSES: Readonly<Record<string, ReadClass>> = {
  Activation: (config, inputs) => [activationLayer(readActivation(config, inputs))],
  Softmax: (config, inputs) => {
    config.only("axis", -1, inputs.length, [-1]);
    return [activationLayer(checkedRow(named("softmax"), inputs, config.where))];
  },
  LeakyReLU: (config) => {
    const slope = config.number("negative_slope", config.number("alpha", 0.3));
    return [activationLayer(named(withNumber("leakyRelu", slope, 0.01)))];
  },
  ELU: (config) => {
    const alpha = config.number("alpha", 1);
    if (!(alpha > 0)) {
      throw new RangeError(`alpha of ${config.where} must be positive, but found ${alpha}`);
    }
    return [activationLayer(named(withNumber("elu", alpha, 1)))];
  },
  ReLU: (config) => {
    config.only("threshold", 0);
    config.only("max_value", 6);
    const slope = config.number("negative_slope", 0), isCut = config.value("max_value") === 6;
    if (slope === 0) return [activationLayer(named(isCut ? "relu6" : "relu"))];
    if (!isCut) return [activationLayer(named(withNumber("leakyRelu", slope, 0.01)))];
    throw new RangeError(`${config.where} has both a slope and a largest value`);
  },
};

function withNumber(name: string, number: number, usual: number): string {
  return number === usual ? name : `${name}(${number})`;
}

function named(name: string): Activation {
  return activationNamed(name)!;
}

function activationLayer(activation: Activation): ReadLayer {
  return { kind: KINDS.activation, options: {}, activation };
}

/** How an activation is written: a word in a configuration, or a layer. */
export type WrittenActivation = { readonly word: string } | { readonly layer: WrittenLayer };

/**
 * An activation of outputs of a shape in the words of Keras.
 *
 * @throws {TypeError} If TensorFlow.js does not have it.
 */
export function writeActivation(
  activation: Activation,
  outputs: Shape,
  where: string,
): WrittenActivation {
  const isBuiltIn = activationNamed(activation.name) === activation;
  const found = WORDS.find(({ ours, written }) => written && ours === activation.name);
  if (isBuiltIn && found && (activation.kind === "elementwise" || outputs.length === 1)) {
    return { word: found.keras[0]! };
  }
  const [, slope = 0.01] = /^leakyRelu(?:\((.*)\))?$/.exec(activation.name) ?? [undefined, null];
  if (isBuiltIn && slope !== null) {
    return { layer: { className: "LeakyReLU", config: { alpha: Number(slope) } } };
  }
  throw new TypeError(
    `TensorFlow.js has no activation ${describe(activation.name)}` +
      (found ? ` of a whole example of shape ${outputs.join("×")}` : "") + `, which ${where} has`,
  );
}
