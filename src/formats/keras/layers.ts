import { isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import type { DenseLayerOptions } from "../../nn/layers/dense.ts";
import type { DropoutOptions } from "../../nn/layers/dropout.ts";
import type { EmbeddingKindOptions } from "../../nn/layers/embedding.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import type { PreluKindOptions } from "../../nn/layers/prelu.ts";
import type { ReshapeOptions } from "../../nn/layers/reshape.ts";
import { describeShape, type Shape, sizeOf } from "../../nn/layers/shape.ts";
import { ACTIVATION_CLASSES } from "./activations.ts";
import type { ReadClass, WriteKind } from "./class.ts";
import type { KerasConfig } from "./config.ts";
import { CONVOLUTION_CLASSES, CONVOLUTION_KINDS } from "./convolution.ts";
import { readDense, writtenKernel } from "./dense.ts";
import { NORMALIZATION_CLASSES, NORMALIZATION_KINDS } from "./normalization.ts";
import { POOLING_CLASSES, POOLING_KINDS } from "./pooling.ts";
import { PREPARATION_CLASSES, TRAINING_CLASSES } from "./preparation.ts";
import { RECURRENT_CLASSES, RECURRENT_KINDS } from "./recurrent.ts";

/** Every class of Keras layers that is read; a new one is a line here, or in one of the tables below. */
export const KERAS_CLASSES: Readonly<Record<string, ReadClass>> = {
  Dense: readDense,
  Dropout: (config) => {
    const rate = config.number("rate");
    return rate === 0 ? [] : [{ kind: KINDS.dropout, options: { rate } }];
  },
  Flatten: (config) => {
    config.only("data_format", "channels_last");
    return [{ kind: KINDS.flatten, options: {} }];
  },
  Reshape: (config, inputs) => [{
    ...{ kind: KINDS.reshape, options: { shape: targetShape(config, inputs) } },
  }],
  Embedding: (config) => {
    config.only("mask_zero", false);
    const vocabulary = config.count("input_dim"), size = config.count("output_dim");
    return [{
      ...{ kind: KINDS.embedding, options: { vocabulary, size } },
      arrays: [{ name: "embeddings", shape: [vocabulary, size] }],
      entries: ({ embeddings }) => ({ weights: embeddings! }),
    }];
  },
  PReLU: (config, inputs) => {
    const shared = config.naturals("shared_axes") ?? [];
    const shape = inputs.map((side, i) => shared.includes(i + 1) ? 1 : side), size = sizeOf(shape);
    if (size !== 1 && sizeOf(shape.slice(0, -1)) !== 1) {
      throw new RangeError(
        `${config.where} has a slope for each of ${
          describeShape(shape)
        } places, where this library ` +
          "has one for each channel, or one for all",
      );
    }
    return [{
      // One channel has the same slopes either way.
      ...{ kind: KINDS.prelu, options: { shared: size === 1 && inputs.at(-1) !== 1 } },
      arrays: [{ name: "alpha", shape }],
      entries: ({ alpha }) => ({ slopes: alpha! }),
    }];
  },
  ...Object.fromEntries(TRAINING_CLASSES.map((name): [string, ReadClass] => [name, () => []])),
  ...ACTIVATION_CLASSES,
  ...PREPARATION_CLASSES,
  ...CONVOLUTION_CLASSES,
  ...POOLING_CLASSES,
  ...NORMALIZATION_CLASSES,
  ...RECURRENT_CLASSES,
};

/** The shape of Reshape, in which −1, or null as TensorFlow.js saves it, stands for what is left. */
function targetShape(config: KerasConfig, inputs: Shape): Shape {
  const given = config.value("target_shape");
  const sides: readonly unknown[] = Array.isArray(given) ? given : [given];
  const known = sizeOf(sides.filter(isCount));
  const isOpen = (side: unknown) => side === -1 || side === null;
  const shape = sides.map((side) => isOpen(side) ? sizeOf(inputs) / known : side);
  const open = sides.filter(isOpen).length;
  if (open <= 1 && shape.length > 0 && shape.every(isCount)) return shape;
  throw new RangeError(
    `target_shape of ${config.where} must have a positive size for each axis, one of which may be ` +
      `−1, but found ${describe(JSON.stringify(given))}`,
  );
}

/** Every kind that is written as Keras layers. */
export const WRITTEN_KINDS: Readonly<Record<string, WriteKind>> = {
  dense: ({ options, parameters: { weights, biases } }, inputs) => {
    const { units, unbiased } = options as DenseLayerOptions;
    const arrays = writtenKernel([sizeOf(inputs), units], weights!.data, biases?.data)!;
    return [
      ...(inputs.length > 1 ? [{ className: "Flatten", config: {} }] : []),
      { className: "Dense", config: { units, use_bias: !unbiased }, arrays },
    ];
  },
  activation: () => [],
  dropout: ({ options }) => [{
    ...{ className: "Dropout", config: { rate: (options as DropoutOptions).rate } },
  }],
  // TensorFlow.js refuses to flatten what is a row already.
  flatten: (_, inputs) =>
    inputs.length > 1
      ? [{ className: "Flatten", config: {} }]
      : [{ className: "Reshape", config: { target_shape: inputs } }],
  reshape: ({ options }) => [{
    ...{ className: "Reshape", config: { target_shape: (options as ReshapeOptions).shape } },
  }],
  embedding: ({ options, parameters: { weights } }, inputs) => {
    const { vocabulary, size } = options as EmbeddingKindOptions;
    return [{
      className: "Embedding",
      config: {
        ...{ input_dim: vocabulary, output_dim: size, input_length: sizeOf(inputs) },
        mask_zero: false,
      },
      arrays: [{ name: "embeddings", shape: [vocabulary, size], data: weights!.data }],
    }];
  },
  prelu: ({ options, parameters: { slopes } }, inputs) => {
    const { shared } = options as PreluKindOptions;
    const axes = inputs.map((_, i) => i + 1).slice(0, shared ? undefined : -1);
    const shape = inputs.map((side, i) => axes.includes(i + 1) ? 1 : side);
    return [{
      ...{ className: "PReLU", config: { shared_axes: axes.length > 0 ? axes : null } },
      arrays: [{ name: "alpha", shape, data: slopes!.data }],
    }];
  },
  ...CONVOLUTION_KINDS,
  ...POOLING_KINDS,
  ...NORMALIZATION_KINDS,
  ...RECURRENT_KINDS,
};
