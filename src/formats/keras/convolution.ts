import type { Conv2dOptions } from "../../nn/layers/conv2d.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import { stepsOf } from "../../nn/layers/steps.ts";
import { imageOf, type WindowOptions } from "../../nn/layers/windows.ts";
import { readActivation } from "./activations.ts";
import type { ReadClass, WriteKind } from "./class.ts";
import type { KerasConfig } from "./config.ts";
import { overSteps } from "./over_steps.ts";
import { kernelArrays, unbiasedOf, writtenKernel } from "./dense.ts";

/** The most positions of all windows over an image, as a table of them is made. */
const MOST_PLACES = 2 ** 22;

/**
 * Windows of a configuration.
 *
 * @param larger By how much the image over which they lie is larger than the inputs.
 */
export function readWindows(
  config: KerasConfig,
  inputs: Shape,
  size: string,
  larger: readonly [number, number] = [1, 1],
): WindowOptions {
  config.only("data_format", "channels_last");
  const kernelSize = config.pair(size);
  const usual = size === "pool_size" ? kernelSize : [1, 1] as const;
  const stride = config.pair("strides", usual);
  const padding = config.word("padding", ["valid", "same"], "valid");
  const [height, width] = imageOf(inputs);
  const windows = Math.ceil((height * larger[0] + kernelSize[0]) / stride[0]) *
    Math.ceil((width * larger[1] + kernelSize[1]) / stride[1]);
  checkPlaces(config, windows * kernelSize[0] * kernelSize[1]);
  return { kernelSize, stride, padding };
}

/** Throws a RangeError if the table of what windows see would be large. */
export function checkPlaces({ where }: KerasConfig, places: number): void {
  if (places <= MOST_PLACES) return;
  throw new RangeError(
    `${where} must have at most ${MOST_PLACES} positions in its windows, but found ${places}`,
  );
}

function convolution(kind: LayerKind<Conv2dOptions>, isTransposed: boolean): ReadClass {
  return (config, inputs) => {
    const filters = config.count("filters"), channels = imageOf(inputs)[2];
    config.only("dilation_rate", 1, [1, 1]);
    config.only("groups", 1);
    config.only("output_padding");
    const strides = isTransposed ? config.pair("strides", [1, 1]) : undefined;
    const options = readWindows(config, inputs, "kernel_size", strides);
    const [height, width] = options.kernelSize, unbiased = unbiasedOf(config);
    const last = isTransposed ? [filters, channels] : [channels, filters];
    return [{
      kind,
      options: { filters, ...options, ...unbiased },
      activation: readActivation(config, inputs),
      ...kernelArrays([height, width, ...last], unbiased.unbiased ? undefined : filters),
    }];
  };
}

/** Windows of a configuration over steps, which are those of images of one column. */
export function readStepWindows(config: KerasConfig, inputs: Shape, size: string): WindowOptions {
  config.only("data_format", "channels_last");
  const [steps] = stepsOf(config.where, inputs), length = config.single(size);
  const stride = config.single("strides", size === "pool_size" ? length : 1);
  checkPlaces(config, Math.ceil((steps + length) / stride) * length);
  const padding = config.word("padding", ["valid", "same"], "valid");
  return { kernelSize: [length, 1], stride: [stride, 1], padding };
}

const stepConvolution: ReadClass = (config, inputs) => {
  const filters = config.count("filters"), [, channels] = stepsOf(config.where, inputs);
  config.only("dilation_rate", 1, [1]);
  config.only("groups", 1);
  const windows = readStepWindows(config, inputs, "kernel_size"), unbiased = unbiasedOf(config);
  const kernel = [windows.kernelSize[0], channels, filters];
  return overSteps(inputs, {
    kind: KINDS.conv2d,
    options: { filters, ...windows, ...unbiased },
    activation: readActivation(config, inputs),
    ...kernelArrays(kernel, unbiased.unbiased ? undefined : filters),
  });
};

/** Classes of convolutions. */
export const CONVOLUTION_CLASSES: Readonly<Record<string, ReadClass>> = {
  Conv1D: stepConvolution,
  Conv2D: /* @__PURE__ */ convolution(KINDS.conv2d, false),
  Convolution2D: /* @__PURE__ */ convolution(KINDS.conv2d, false),
  Conv2DTranspose: /* @__PURE__ */ convolution(KINDS.convTranspose2d, true),
};

/** Writes a convolution, maybe a transposed one. */
function writeConvolution(className: string, isTransposed: boolean): WriteKind {
  return ({ options, parameters: { weights, biases } }, inputs) => {
    const { filters, unbiased, ...windows } = options as Conv2dOptions;
    const channels = imageOf(inputs)[2], [height, width] = windows.kernelSize;
    const last = isTransposed ? [filters, channels] : [channels, filters];
    return [{
      className,
      config: {
        ...{ filters, kernel_size: windows.kernelSize, ...windowConfig(windows) },
        ...{ dilation_rate: [1, 1], use_bias: !unbiased },
      },
      arrays: writtenKernel([height, width, ...last], weights!.data, biases?.data)!,
    }];
  };
}

/** What all kinds of windows have in their configuration, beside the size. */
export function windowConfig({ stride, padding }: WindowOptions) {
  return { strides: stride, padding, data_format: "channels_last" };
}

/** Kinds of convolutions. */
export const CONVOLUTION_KINDS: Readonly<Record<string, WriteKind>> = {
  conv2d: /* @__PURE__ */ writeConvolution("Conv2D", false),
  convTranspose2d: /* @__PURE__ */ writeConvolution("Conv2DTranspose", true),
};
