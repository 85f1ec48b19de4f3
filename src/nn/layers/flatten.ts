import { IDENTITY } from "./activation.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan } from "./plan.ts";
import { sizeOf } from "./shape.ts";
import { layerKind } from "./layer_kind.ts";

/**
 * The values of an example in a row, in the same order.
 * @category Layers
 */
export const flattenKind: LayerKind<Record<never, never>> = /* @__PURE__ */ (() =>
  layerKind<
    Record<never, never>
  >({
    ...IDENTITY,
    name: "flatten",
    options: () => ({}),
    outputShape: (_, inputs) => [sizeOf(inputs)],
    samples: [{}],
    sampleShape: () => [2, 2, 1],
  }))();

/**
 * Plans a layer that forgets the shape of examples. A `dense` layer does so by itself.
 *
 * @returns The plan, for `network`; its outputs have one side.
 *
 * @example
 * ```ts
 * import { describeNetwork, flatten, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(describeNetwork(network({ inputs: [2, 2], layers: [flatten()] })), "4-2×2-flatten");
 * ```
 * @category Layers
 */
export function flatten(): LayerPlan {
  return layer(flattenKind, {});
}
