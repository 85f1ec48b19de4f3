import { mean } from "../../core/arithmetic/reductions.ts";
import type { LayerKind } from "./layer.ts";
import type { LayerPlan } from "./plan.ts";
import { layerKind } from "./layer_kind.ts";
import { type Pool, poolFormulas, type PoolOptions, poolPlan } from "./pooling.ts";
import { describeWindows, type Extent, type WindowOptions } from "./windows.ts";

/** The mean of all entries, and the share of its error that goes back to each. */
export const MEAN: Pool = {
  value: mean,
  pullback: (m, seen, error) => {
    const share = m.div(error, m.constant(seen.length));
    return seen.map(() => share);
  },
};

/**
 * Average pooling: the mean of each channel that each window over an image sees.
 *
 * Zeros around the image do not count, as in TensorFlow: at its edges, a mean is of fewer values.
 * @category Layers
 */
export const averagePool2dKind: LayerKind<WindowOptions> = /* @__PURE__ */ (() =>
  layerKind<
    WindowOptions
  >({
    ...poolFormulas(MEAN),
    name: "averagePool2d",
    describe: (options) => `averagePool ${describeWindows(options)}`,
  }))();

/**
 * Plans average pooling over images, channels last.
 *
 * @param size Height and width of a window, one number if they are the same.
 * @returns The plan, for `network`.
 * @throws {RangeError} Unless sizes are positive integers and `padding` is `valid` or `same`.
 *
 * @example
 * ```ts
 * import { averagePool2d, forward, matrix, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: [2, 3, 1], layers: [averagePool2d(2, { padding: "same" })] });
 * const { data } = forward(net, matrix([[1, 2, 3, 4, 5, 6]])).outputs;
 * assertEquals(Array.from(data), [3, 4.5]); // of four values, and of two
 * ```
 * @category Layers
 */
export function averagePool2d(size: number | Extent, options: PoolOptions = {}): LayerPlan {
  return poolPlan(averagePool2dKind, size, options);
}
