import { KINDS } from "../../nn/layers/kinds.ts";
import type { RecurrentKindOptions } from "../../nn/layers/recurrent.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import { stepsOf } from "../../nn/layers/steps.ts";
import { readActivation } from "./activations.ts";
import { reordered, transposed } from "../rearranged.ts";
import type { ReadClass, WriteKind } from "./class.ts";
import type { KerasConfig } from "./config.ts";

/** The gates r, z and n of this library among z, r and h of Keras, and the other way around. */
const GRU_ORDER = [1, 0, 2];

/** What both classes have, once it is known that their functions are those of this library. */
function recurrent(config: KerasConfig, inputs: Shape) {
  for (
    const name of ["go_backwards", "stateful", "return_state", "time_major", "zero_output_for_mask"]
  ) {
    config.only(name, false);
  }
  const words = { activation: "tanh", recurrent_activation: "sigmoid" };
  for (const [name, wanted] of Object.entries(words)) {
    const { name: found } = readActivation(config, [1], name, wanted);
    if (found === wanted) continue;
    throw new RangeError(`${config.where} must have ${name} ${wanted}, but found ${found}`);
  }
  const [, features] = stepsOf(config.where, inputs);
  const units = config.count("units");
  return {
    ...{
      features,
      units,
      options: { units, returnSequences: config.flag("return_sequences", false) },
    },
    isBiased: config.flag("use_bias", true),
  };
}

/** Classes of recurrent layers. */
export const RECURRENT_CLASSES: Readonly<Record<string, ReadClass>> = {
  LSTM: (config, inputs) => {
    const { features, units, options, isBiased } = recurrent(config, inputs), width = 4 * units;
    return [{
      ...{ kind: KINDS.lstm, options },
      arrays: [
        { name: "kernel", shape: [features, width] },
        { name: "recurrent_kernel", shape: [units, width] },
        ...(isBiased ? [{ name: "bias", shape: [width] }] : []),
      ],
      // Both have the gates i, f, g (c in Keras) and o in this order.
      entries: ({ kernel, recurrent_kernel, bias = new Float64Array(width) }) => ({
        inputWeights: transposed(kernel!, features, width),
        recurrentWeights: transposed(recurrent_kernel!, units, width),
        biases: bias,
      }),
    }];
  },
  GRU: (config, inputs) => {
    if (!config.flag("reset_after", config.dialect !== "tensorflow.js")) {
      throw new RangeError(
        `${config.where} has its reset gate before the product (reset_after: false), where this ` +
          "library has it behind",
      );
    }
    const { features, units, options, isBiased } = recurrent(config, inputs), width = 3 * units;
    return [{
      ...{ kind: KINDS.gru, options },
      arrays: [
        { name: "kernel", shape: [features, width] },
        { name: "recurrent_kernel", shape: [units, width] },
        ...(isBiased ? [{ name: "bias", shape: [2, width] }] : []),
      ],
      entries: ({ kernel, recurrent_kernel, bias = new Float64Array(2 * width) }) => {
        const both = Array.from(bias), [first, second] = [both.slice(0, width), both.slice(width)];
        const sums = first.map((b, i) => b + (i < 2 * units ? second[i]! : 0));
        return {
          inputWeights: reordered(transposed(kernel!, features, width), GRU_ORDER),
          recurrentWeights: reordered(transposed(recurrent_kernel!, units, width), GRU_ORDER),
          biases: reordered(sums, GRU_ORDER),
          candidateBiases: second.slice(2 * units),
        };
      },
    }];
  },
};

/** Kinds of recurrent layers: TensorFlow.js has no GRU with the reset gate behind the product. */
export const RECURRENT_KINDS: Readonly<Record<string, WriteKind>> = {
  lstm: ({ options, parameters: { inputWeights, recurrentWeights, biases } }, inputs) => {
    const { units, returnSequences } = options as RecurrentKindOptions;
    const [, features] = stepsOf("lstm", inputs), width = 4 * units;
    return [{
      className: "LSTM",
      config: {
        ...{ units, activation: "tanh", recurrent_activation: "sigmoid", use_bias: true },
        ...{ return_sequences: returnSequences, return_state: false, go_backwards: false },
        ...{ stateful: false, unroll: false, dropout: 0, recurrent_dropout: 0 },
        unit_forget_bias: false,
      },
      arrays: [
        {
          ...{ name: "kernel", shape: [features, width] },
          data: transposed(inputWeights!.data, width, features),
        },
        {
          ...{ name: "recurrent_kernel", shape: [units, width] },
          data: transposed(recurrentWeights!.data, width, units),
        },
        { name: "bias", shape: [width], data: biases!.data },
      ],
    }];
  },
};
