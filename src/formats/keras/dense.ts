import { KINDS } from "../../nn/layers/kinds.ts";
import { type Shape, sizeOf } from "../../nn/layers/shape.ts";
import { readActivation } from "./activations.ts";
import { overSteps } from "./over_steps.ts";
import { transposed } from "../rearranged.ts";
import type { Arrays, KerasArray } from "./arrays.ts";
import type { ReadClass, WrittenLayer } from "./class.ts";
import type { KerasConfig } from "./config.ts";

/** A kernel of Keras, whose last axis is that of the outputs, and its biases: W is the kernel transposed. */
export function kernelArrays(
  shape: Shape,
  biases: number | undefined,
): {
  readonly arrays: readonly KerasArray[];
  readonly entries: (arrays: Arrays) => Arrays;
} {
  const last = shape.at(-1)!;
  return {
    arrays: [
      { name: "kernel", shape },
      ...(biases === undefined ? [] : [{ name: "bias", shape: [biases] }]),
    ],
    entries: ({ kernel, bias }) => ({
      weights: transposed(kernel!, sizeOf(shape) / last, last),
      ...(bias && { biases: bias }),
    }),
  };
}

/** The arrays of a kernel and biases to write. */
export function writtenKernel(
  shape: Shape,
  weights: ArrayLike<number>,
  biases: ArrayLike<number> | undefined,
): WrittenLayer["arrays"] {
  const last = shape.at(-1)!;
  return [
    { name: "kernel", shape, data: transposed(weights, last, sizeOf(shape) / last) },
    ...(biases ? [{ name: "bias", shape: [biases.length], data: biases }] : []),
  ];
}

/** Whether there are biases, as options of kinds say it. */
export function unbiasedOf(config: KerasConfig): { readonly unbiased?: true } {
  return config.flag("use_bias", true) ? {} : { unbiased: true };
}

/** Dense is a product with the last axis, which for images and steps is a convolution of single pixels. */
export const readDense: ReadClass = (config, inputs) => {
  const units = config.count("units"), features = inputs.at(-1)!, unbiased = unbiasedOf(config);
  const biases = unbiased.unbiased ? undefined : units;
  const read = kernelArrays([features, units], biases);
  if (inputs.length === 1) {
    const activation = readActivation(config, [units]);
    return [{ kind: KINDS.dense, options: { units, ...unbiased }, activation, ...read }];
  }
  const outputs = [...inputs.slice(0, -1), units], activation = readActivation(config, outputs);
  const windows = { kernelSize: [1, 1], stride: [1, 1], padding: "valid" };
  const options = { filters: units, ...windows, ...unbiased };
  const pixels = { kind: KINDS.conv2d, options, activation, ...read };
  if (inputs.length === 3) return [pixels];
  if (inputs.length === 2) return overSteps(inputs, pixels);
  throw new RangeError(
    `${config.where} is a product with the last of ${inputs.length} sides, which this library has ` +
      "for at most 3",
  );
};
