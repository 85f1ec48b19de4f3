import { KINDS } from "../../nn/layers/kinds.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { imageOf, type WindowOptions } from "../../nn/layers/windows.ts";
import { stepsOf } from "../../nn/layers/steps.ts";
import type { Shape } from "../../nn/layers/shape.ts";
import type { ReadClass, ReadLayer, WriteKind } from "./class.ts";
import type { KerasConfig } from "./config.ts";
import { checkPlaces, readStepWindows, readWindows, windowConfig } from "./convolution.ts";
import { overSteps } from "./over_steps.ts";

function pooling(kind: LayerKind<WindowOptions>): ReadClass {
  return (config, inputs) => [{ kind, options: { ...readWindows(config, inputs, "pool_size") } }];
}

/** A pool of steps. */
function stepPooling(kind: LayerKind<WindowOptions>): ReadClass {
  return (config, inputs) => {
    return overSteps(inputs, {
      kind,
      options: { ...readStepWindows(config, inputs, "pool_size") },
    });
  };
}

/** The largest value of each channel: a pool whose one window is the image. */
function largest(config: KerasConfig, [height, width, channels]: Shape): readonly ReadLayer[] {
  config.only("data_format", "channels_last");
  config.only("keepdims", false);
  checkPlaces(config, height! * width!);
  const kernelSize = [height!, width!] as const;
  const options: WindowOptions = { kernelSize, stride: kernelSize, padding: "valid" };
  return [
    { kind: KINDS.maxPool2d, options: { ...options } },
    { kind: KINDS.reshape, options: { shape: [channels!] } },
  ];
}

/** Classes of pools. */
export const POOLING_CLASSES: Readonly<Record<string, ReadClass>> = {
  MaxPooling2D: /* @__PURE__ */ pooling(KINDS.maxPool2d),
  AveragePooling2D: /* @__PURE__ */ pooling(KINDS.averagePool2d),
  MaxPooling1D: /* @__PURE__ */ stepPooling(KINDS.maxPool2d),
  AveragePooling1D: /* @__PURE__ */ stepPooling(KINDS.averagePool2d),
  GlobalMaxPooling2D: (config, inputs) => largest(config, imageOf(inputs)),
  GlobalMaxPooling1D: (config, inputs) => {
    const [steps, features] = stepsOf(config.where, inputs), image = [steps, 1, features];
    return [{ kind: KINDS.reshape, options: { shape: image } }, ...largest(config, image)];
  },
  GlobalAveragePooling1D: (config, inputs) => {
    config.only("data_format", "channels_last");
    config.only("keepdims", false);
    const [steps] = stepsOf(config.where, inputs);
    checkPlaces(config, steps);
    return overSteps(inputs, { kind: KINDS.globalAveragePool, options: {} });
  },
  GlobalAveragePooling2D: (config, inputs) => {
    config.only("data_format", "channels_last");
    config.only("keepdims", false);
    const [height, width] = imageOf(inputs);
    checkPlaces(config, height * width);
    return [{ kind: KINDS.globalAveragePool, options: {} }];
  },
};

function writePool(className: string): WriteKind {
  return ({ options }) => {
    const windows = options as WindowOptions;
    return [{ className, config: { pool_size: windows.kernelSize, ...windowConfig(windows) } }];
  };
}

/** Kinds of pools. */
export const POOLING_KINDS: Readonly<Record<string, WriteKind>> = {
  maxPool2d: /* @__PURE__ */ writePool("MaxPooling2D"),
  averagePool2d: /* @__PURE__ */ writePool("AveragePooling2D"),
  globalAveragePool: () => [{
    className: "GlobalAveragePooling2D",
    config: { data_format: "channels_last" },
  }],
};
