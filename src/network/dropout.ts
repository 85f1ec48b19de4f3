import type { Matrix } from "../matrix/matrix.ts";
import type { RandomKey } from "../random/random.ts";
import { threefry2x32 } from "../random/threefry.ts";
import type { Masks } from "./forward.ts";
import type { Network } from "./network.ts";

/**
 * Below which of the 2³² words of 32 bits an output is dropped.
 *
 * @param rate The share of outputs to drop, from 0 to below 1.
 */
export function dropThreshold(rate: number): number {
  return Math.round(rate * 2 ** 32);
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
 * Output n of the batch is dropped where the first word of Threefry at counter n is below the rate's
 * share of 2³²: a pure function, the same on every executor and for any number of workers.
 *
 * @param key The key of the step and the layer.
 * @param rows The examples of the batch.
 * @param units The units of the layer.
 * @param rate The share of outputs to drop.
 * @returns (rows × units).
 */
export function dropoutMask(key: RandomKey, rows: number, units: number, rate: number): Matrix {
  const threshold = dropThreshold(rate), scale = keptScale(rate);
  const data = Float64Array.from({ length: rows * units }, (_, n) => {
    return threefry2x32(key, [n, 0])[0] < threshold ? 0 : scale;
  });
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
