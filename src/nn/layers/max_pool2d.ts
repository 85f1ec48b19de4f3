import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { errorsOfChosen } from "./choice.ts";
import type { LayerKind } from "./layer.ts";
import type { LayerPlan } from "./plan.ts";
import { layerKind } from "./layer_kind.ts";
import { type Pool, poolFormulas, type PoolOptions, poolPlan, seenOf } from "./pooling.ts";
import { describeWindows, type Extent, type WindowOptions, windowsOf } from "./windows.ts";

/** The largest entry, and its error back to it alone: to the first one among equals. */
export const LARGEST: Pool = {
  value: (m, seen) => seen.reduce((top, entry) => m.choose(m.sub(entry, top), entry, top)),
  pullback: (m, seen, error) => errorsOfChosen(m, leadsOf(m, seen), error),
};

/** By how much each entry but the first is above all before it; it is the largest so far if by any. */
function leadsOf<T>(m: Arithmetic<T>, seen: readonly T[]): T[] {
  let top = seen[0] as T;
  return seen.slice(1).map((entry) => {
    const lead = m.sub(entry, top);
    top = m.choose(lead, entry, top);
    return lead;
  });
}

/**
 * Max pooling: the largest value of each channel that each window over an image sees.
 *
 * Its error goes back to that value alone; among equal ones to the first, row by row, as in PyTorch:
 * there the largest has a kink. I. Goodfellow, Y. Bengio, A. Courville: Deep learning, 2016, section 9.3.
 * @category Layers
 */
export const maxPool2dKind: LayerKind<WindowOptions> =
  /* @__PURE__ */ (() =>
    layerKind<WindowOptions>({
      ...poolFormulas(LARGEST),
      name: "maxPool2d",
      kinks: (m, layer, inputs) => {
        return seenOf(windowsOf(layer.options, layer.shape), inputs).flatMap((seen) =>
          leadsOf(m, seen)
        );
      },
      // Few places: every order of what a window sees is a region of its own.
      samples: [
        { kernelSize: [2, 2], stride: [1, 1], padding: "valid" },
        { kernelSize: [1, 2], stride: [1, 1], padding: "valid" },
        { kernelSize: [1, 2], stride: [2, 1], padding: "same" },
      ],
      sampleShape: ({ kernelSize: [height], padding }) => {
        return height === 1 && padding === "valid" ? [1, 3, 1] : [2, 2, 1];
      },
      describe: (options) => `maxPool ${describeWindows(options)}`,
    }))();

/**
 * Plans max pooling over images, channels last.
 *
 * @param size Height and width of a window, one number if they are the same.
 * @returns The plan, for `network`.
 * @throws {RangeError} Unless sizes are positive integers and `padding` is `valid` or `same`.
 *
 * @example
 * ```ts
 * import { forward, matrix, maxPool2d, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: [2, 4, 1], layers: [maxPool2d(2)] });
 * const { data } = forward(net, matrix([[1, 2, 3, 4, 8, 7, 6, 5]])).outputs;
 * assertEquals(Array.from(data), [8, 6]);
 * ```
 * @category Layers
 */
export function maxPool2d(size: number | Extent, options: PoolOptions = {}): LayerPlan {
  return poolPlan(maxPool2dKind, size, options);
}
