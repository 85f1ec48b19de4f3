import { checkOptions } from "../../core/support/options.ts";
import { MEAN } from "./average_pool2d.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan } from "./plan.ts";
import type { Shape } from "./shape.ts";
import { layerKind } from "./layer_kind.ts";
import { poolingFormulas, type PoolOptions } from "./pooling.ts";
import { LEARNING } from "./learning.ts";
import { imageOf, type Windows, windowsOf } from "./windows.ts";

/**
 * Global average pooling: the mean of each channel over all positions of an image.
 *
 * M. Lin, Q. Chen, S. Yan: Network in network. ICLR 2014, section 3.2.
 * @category Layers
 */
export const globalAveragePoolKind: LayerKind<Record<never, never>> =
  /* @__PURE__ */ (() =>
    layerKind<
      Record<never, never>
    >({
      ...poolingFormulas(MEAN, wholeImage),
      name: "globalAveragePool",
      options: () => ({}),
      outputShape: (_, inputs) => [imageOf(inputs)[2]],
      multiplyAdds: () => 0,
      samples: [{}],
      sampleShape: () => [2, 3, 2],
    }))();

/** One window, which sees a whole image. */
function wholeImage(_: Record<never, never>, inputs: Shape): Windows {
  const [height, width] = imageOf(inputs);
  return windowsOf({ kernelSize: [height, width], stride: [1, 1], padding: "valid" }, inputs);
}

/**
 * Plans global average pooling over images, channels last, in place of a dense layer over all positions.
 *
 * @returns The plan, for `network`; its outputs are a value for each channel.
 * @throws {TypeError} If an option is unknown, or the activation is not one.
 *
 * @example
 * ```ts
 * import { forward, globalAveragePool, matrix, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: [1, 2, 2], layers: [globalAveragePool()] });
 * assertEquals(Array.from(forward(net, matrix([[1, 10, 3, 30]])).outputs.data), [2, 20]);
 * ```
 * @category Layers
 */
export function globalAveragePool(
  options: Omit<PoolOptions, "stride" | "padding"> = {},
): LayerPlan {
  const plan = checkOptions("globalAveragePool()", options, "activation", LEARNING);
  return layer(globalAveragePoolKind, {}, plan);
}
