import type { Matrix } from "../core/matrix/matrix.ts";
import type { RandomKey } from "../core/random/random.ts";
import { threefry2x32 } from "../core/random/threefry.ts";
import type { Masks } from "./forward.ts";
import type { Network } from "./network.ts";

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

/** The key of the mask of a layer, counted from 0, in one step of training. */
export type MaskKey = (layer: number) => RandomKey;

/** The masks of all layers of a network for a batch; nothing where no layer drops outputs. */
export function dropoutMasks(network: Network, rows: number, keyOf: MaskKey): Masks | undefined {
  if (!network.layers.some(({ dropout }) => dropout)) return undefined;
  return network.layers.map(({ units, dropout }, l) =>
    dropout ? dropoutMask(keyOf(l), rows, units, dropout) : undefined
  );
}
