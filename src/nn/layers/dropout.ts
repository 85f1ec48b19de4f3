import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { byEntries, type Matrix } from "../../core/matrix/matrix.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { threefry2x32 } from "../../core/random/threefry.ts";
import { describe } from "../../core/support/describe.ts";
import { layer, type LayerKind, type LayerPlan, sizeOf } from "./layer.ts";
import { layerKind } from "./layer_kind.ts";

/** What a layer of dropout is made with. */
export interface DropoutOptions {
  /** The share of values that training drops in each step, from 0 to below 1. */
  readonly rate: number;
}

/**
 * Drops values at random in training, and none in evaluation.
 *
 * Each is multiplied by a mask, and so are the errors that come back. N. Srivastava and others:
 * Dropout, JMLR 15 (2014), section 4.
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
 * Plans a layer that drops values in training, so that none can rely on another.
 *
 * Those that are kept grow, so that sums stay the same on average. Not for the last layer.
 *
 * @param rate The share to drop, from 0 to below 1.
 * @returns The plan, to be given to `network`; its outputs have the shape of its inputs.
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
 */
export function dropout(rate: number): LayerPlan {
  return layer(dropoutKind, { rate });
}

/** A (batch × units), or the errors that come back to it, entry by entry times the mask if there is one. */
export function masked<T>(m: Arithmetic<T>, a: Matrix<T>, mask: Matrix<T> | undefined): Matrix<T> {
  if (mask === undefined) return a;
  return byEntries(m, a, (index) => m.mul(a.data[index]!, mask.data[index]!));
}

/**
 * Below which of the 2³² words of 32 bits an output is dropped.
 *
 * @param rate The share of outputs to drop, from 0 to below 1.
 */
export function dropThreshold(rate: number): number {
  // A rate next to 1 rounds up to 2³², which is 0 in 32 bits, and nothing would be dropped.
  return Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
}

/**
 * What the outputs that are kept are multiplied by, so that sums stay the same on average.
 *
 * @param rate The share of outputs to drop.
 */
export function keptScale(rate: number): number {
  return 1 / (1 - rate);
}

/**
 * A mask of dropout: 0 where an output is dropped, 1 / (1 − rate) where it is kept.
 *
 * An output is dropped where its word of Threefry is below the rate's share of 2³². Of each eight
 * columns the first four have the first words at four counters, which begin with the row, and the others
 * the second: a pure function, the same on every executor and for any number of workers.
 *
 * @param key The key of the step and the layer.
 * @param rows The examples of the batch.
 * @param units The units of the layer.
 * @param rate The share of outputs to drop.
 * @returns (rows × units).
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
