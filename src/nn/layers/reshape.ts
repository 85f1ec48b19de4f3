import { isCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { IDENTITY } from "./activation.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan } from "./plan.ts";
import { describeShape, type Shape, sizeOf } from "./shape.ts";
import { layerKind } from "./layer_kind.ts";

/**
 * The options of a reshape layer.
 * @category Layers
 */
export interface ReshapeOptions {
  /** The shape of an example of its outputs, channels last. */
  readonly shape: Shape;
}

/**
 * The values of an example in another shape, in the same order; rows stay as they are.
 * @category Layers
 */
export const reshapeKind: LayerKind<ReshapeOptions> =
  /* @__PURE__ */ (() =>
    layerKind<ReshapeOptions>({
      ...IDENTITY,
      name: "reshape",
      options: ({ shape }) => ({ shape: checkedShape(shape) }),
      outputShape: ({ shape }, inputs) => {
        if (sizeOf(shape) === sizeOf(inputs)) return shape;
        throw new RangeError(
          `Cannot reshape ${describeShape(inputs)} to ${describeShape(shape)} ` +
            `as both must have as many values: ${sizeOf(inputs)} and ${sizeOf(shape)}`,
        );
      },
      describe: ({ shape }) => describeShape(shape),
      samples: [{ shape: [1, 3, 1] }],
      sampleShape: ({ shape }) => [sizeOf(shape)],
    }))();

/**
 * Plans a layer that gives examples another shape, in front of layers that need it.
 *
 * @param shape The sizes, channels last; as many values as an example of the inputs has.
 * @returns The plan, for `network`.
 * @throws {TypeError} Unless `shape` is an array.
 * @throws {RangeError} Unless it lists at least one size, all positive integers.
 *
 * @example
 * ```ts
 * import { dense, describeNetwork, network, reshape, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 6, layers: [reshape([3, 2]), dense(1, tanh)] });
 * assertEquals(describeNetwork(net), "6-3×2-1 tanh");
 * assertEquals(net, network({ inputs: [3, 2], layers: [dense(1, tanh)] }));
 * ```
 * @category Layers
 */
export function reshape(shape: Shape): LayerPlan {
  return layer(reshapeKind, { shape });
}

/** A frozen copy of a shape, which may come from a file; throws unless it is one. */
export function checkedShape(shape: unknown): Shape {
  if (!Array.isArray(shape)) {
    throw new TypeError(
      `A shape must be an array such as [28, 28, 1], but found ${describe(shape)}`,
    );
  }
  if (shape.length > 0 && shape.every(isCount) && isCount(sizeOf(shape))) {
    return Object.freeze([...shape]);
  }
  const found = shape.slice(0, 5).map(describe).join(", ");
  throw new RangeError(
    `A shape must list positive sizes such as [28, 28, 1], but found [${found}]`,
  );
}
