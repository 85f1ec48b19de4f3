import { KINDS } from "../../nn/layers/kinds.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { imageOf, type WindowOptions } from "../../nn/layers/windows.ts";
import type { ReadClass, WriteKind } from "./class.ts";
import { checkPlaces, readWindows, windowConfig } from "./convolution.ts";

function pooling(kind: LayerKind<WindowOptions>): ReadClass {
  return (config, inputs) => [{ kind, options: { ...readWindows(config, inputs, "pool_size") } }];
}

/** Classes of pools. */
export const POOLING_CLASSES: Readonly<Record<string, ReadClass>> = {
  MaxPooling2D: /* @__PURE__ */ pooling(KINDS.maxPool2d),
  AveragePooling2D: /* @__PURE__ */ pooling(KINDS.averagePool2d),
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
