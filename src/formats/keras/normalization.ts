import type { BatchNormKindOptions } from "../../nn/layers/batch_norm.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import type { LayerNormKindOptions } from "../../nn/layers/layer_norm.ts";
import type { Layer } from "../../nn/layers/layer.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { KerasArray } from "./arrays.ts";
import type { ReadClass, WriteKind, WrittenLayer } from "./class.ts";
import type { KerasConfig } from "./config.ts";

/** The gains and biases of a normalization over the last axis, which a configuration may leave out. */
function affine(config: KerasConfig, inputs: Shape) {
  const last = inputs.length, size = inputs.at(-1)!;
  config.only("axis", -1, last, [-1], [last]);
  const arrays: KerasArray[] = [
    ...(config.flag("scale", true) ? [{ name: "gamma", shape: [size] }] : []),
    ...(config.flag("center", true) ? [{ name: "beta", shape: [size] }] : []),
  ];
  const all = (number: number) => new Float64Array(size).fill(number);
  return {
    ...{ arrays, size, epsilon: config.number("epsilon", 0.001) },
    entries: ({ gamma, beta }: Readonly<Record<string, ArrayLike<number>>>) => {
      return { gains: gamma ?? all(1), biases: beta ?? all(0) };
    },
  };
}

/** Keras has the share of the past in a running mean, this library that of the batch: 0.1 for 0.9. */
function complement(momentum: number): number {
  return Number((1 - momentum).toPrecision(12));
}

/** Classes of normalizations. */
export const NORMALIZATION_CLASSES: Readonly<Record<string, ReadClass>> = {
  BatchNormalization: (config, inputs) => {
    const { arrays, size, epsilon, entries } = affine(config, inputs);
    return [{
      kind: KINDS.batchNorm,
      options: { epsilon, momentum: complement(config.number("momentum", 0.99)) },
      arrays: [
        ...arrays,
        { name: "moving_mean", shape: [size] },
        { name: "moving_variance", shape: [size] },
      ],
      entries: ({ moving_mean, moving_variance, ...arrays }) => {
        return { ...entries(arrays), means: moving_mean!, variances: moving_variance! };
      },
    }];
  },
  LayerNormalization: (config, inputs) => {
    config.only("rms_scaling", false);
    const { arrays, epsilon, entries } = affine(config, inputs);
    return [{ kind: KINDS.layerNorm, options: { epsilon }, arrays, entries }];
  },
};

function affineArrays(
  { parameters: { gains, biases } }: Layer,
): NonNullable<WrittenLayer["arrays"]> {
  const shape = [gains!.data.length];
  return [{ name: "gamma", shape, data: gains!.data }, { name: "beta", shape, data: biases!.data }];
}

/** Kinds of normalizations. */
export const NORMALIZATION_KINDS: Readonly<Record<string, WriteKind>> = {
  batchNorm: (layer) => {
    const { epsilon, momentum } = layer.options as BatchNormKindOptions;
    const { means, variances } = layer.state!, shape = [means!.data.length];
    return [{
      className: "BatchNormalization",
      config: { axis: -1, epsilon, momentum: complement(momentum), center: true, scale: true },
      arrays: [
        ...affineArrays(layer),
        { name: "moving_mean", shape, data: means!.data },
        { name: "moving_variance", shape, data: variances!.data },
      ],
    }];
  },
  layerNorm: (layer, inputs) => {
    const { epsilon } = layer.options as LayerNormKindOptions;
    return [{
      className: "LayerNormalization",
      config: { axis: [inputs.length], epsilon, center: true, scale: true },
      arrays: affineArrays(layer),
    }];
  },
};
