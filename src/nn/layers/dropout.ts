import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { threefry2x32 } from "../../core/random/threefry.ts";
import { describe } from "../../core/support/describe.ts";
import type { LayerKind } from "./layer.ts";
import { layer, type LayerPlan } from "./plan.ts";
import { sizeOf } from "./shape.ts";
import { layerKind } from "./layer_kind.ts";

/**
 * The options of a dropout layer.
 * @category Layers
 */
export interface DropoutOptions {
  /** The share of values to drop in each training step, from 0 to below 1. */
  readonly rate: number;
}

/**
 * Drops values at random in training, and none in evaluation.
 *
 * Values and errors are multiplied by a mask. N. Srivastava and others: Dropout, JMLR 15 (2014),
 * section 4.
 * @category Layers
 */
export const dropoutKind: LayerKind<DropoutOptions> = /* @__PURE__ */ layerKind<DropoutOptions>({
  name: "dropout",
  options: ({ rate }) => {
    if (typeof rate !== "number" || !(rate >= 0 && rate < 1)) {
      throw new RangeError(`dropout must be from 0 to below 1, but found ${describe(rate)}`);
    }
    return { rate };
  },
  outputShape: (_, inputs) => inputs,
  forward: (m, _layer, inputs, { mask }) => ({
    outputs: masked(m, inputs, mask),
    saved: { ...(mask && { mask }) },
  }),
  backward: (m, _layer, { mask }, errors) => ({
    inputs: () => masked(m, errors, mask),
    parameters: {},
  }),
  drawMask: ({ rate }, key, rows, inputs) => dropoutMask(key, rows, sizeOf(inputs), rate),
  compiled: ({ rate }) => ({ form: "dropout", rate }),
  describe: ({ rate }) => `dropout ${rate}`,
  samples: [{ rate: 0.5 }],
});

/**
 * Plans a layer that drops values in training, so that units cannot rely on each other.
 *
 * Other values are scaled up, which preserves the expected sum. Not for the last layer.
 *
 * @param rate The share to drop, from 0 to below 1.
 * @returns The plan, for `network`; its outputs have the shape of its inputs.
 * @throws {RangeError} Unless the rate is from 0 to below 1.
 *
 * @example
 * ```ts
 * import { dense, describeNetwork, dropout, network, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const layers = [dense(8, tanh), dropout(0.2), dense(1, tanh)];
 * assertEquals(describeNetwork(network({ inputs: 2, layers })), "2-8 tanh-dropout 0.2-1 tanh");
 * ```
 * @category Layers
 */
export function dropout(rate: number): LayerPlan {
  return layer(dropoutKind, { rate });
}

/** A (batch × units), or its errors, times the mask if there is one. */
export function masked<T>(m: Arithmetic<T>, a: Matrix<T>, mask: Matrix<T> | undefined): Matrix<T> {
  if (mask === undefined) return a;
  return byEntries(m, a, (index) => m.mul(a.data[index]!, mask.data[index]!));
}

/** An output is dropped if its random word of 32 bits is below this threshold. */
export function dropThreshold(rate: number): number {
  // A rate close to 1 would round up to 2³², which is 0 in 32 bits, and drop nothing.
  return Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
}

/** The factor of outputs that are kept, which preserves the expected sum. */
export function keptScale(rate: number): number {
  return 1 / (1 - rate);
}

/**
 * A dropout mask (rows × units): 0 where an output is dropped, 1 / (1 − rate) where it is kept.
 *
 * An output is dropped if its Threefry word is below the rate's share of 2³². Of eight columns, the
 * first four use the first words of four counters, which begin with the row, and the others the second
 * words, so that masks are the same on every executor and for any number of workers.
 *
 * @param key The key of the step and the layer.
 */
export function dropoutMask(key: RandomKey, rows: number, units: number, rate: number): Matrix {
  const threshold = dropThreshold(rate), scale = keptScale(rate);
  const data = new Float64Array(rows * units);
  for (let row = 0; row < rows; row++) {
    for (let group = 0; group < units; group += 8) {
      for (let lane = 0; lane < 4; lane++) {
        threefry2x32(key, [row, group / 2 + lane]).forEach((word, i) => {
          const unit = group + 4 * i + lane;
          if (unit < units) data[row * units + unit] = word < threshold ? 0 : scale;
        });
      }
    }
  }
  return { rows, columns: units, data };
}
