import type { Dataset } from "./dataset.ts";
import { selectRows } from "../core/matrix/matrix.ts";
import type { Batch } from "../engine/cost.ts";
import { deriveKey, permutation, PURPOSE, type RandomKey } from "../core/random/random.ts";

/**
 * How many steps an epoch takes: S = ⌈N / M⌉, (68), so that no example is skipped.
 *
 * @param examples N.
 * @param batchSize M.
 */
export function stepsPerEpoch(examples: number, batchSize: number): number {
  return Math.ceil(examples / batchSize);
}

/**
 * The order of the examples in an epoch, another for each.
 *
 * @param key The key of the seed.
 * @param epoch The number of the epoch, from 1.
 * @param examples How many there are.
 */
export function orderOf(key: RandomKey, epoch: number, examples: number): Uint32Array {
  return permutation(deriveKey(key, PURPOSE.shuffle, epoch), examples);
}

/**
 * The batches of an epoch, bytes expanded one batch at a time. The last may be smaller.
 *
 * @param dataset The examples.
 * @param batchSize M.
 * @param order The order of the examples; as they stand if left out.
 */
export function* batchesOf(
  { inputs, targets }: Dataset,
  batchSize: number,
  order: Uint32Array = Uint32Array.from({ length: inputs.rows }, (_, n) => n),
): Generator<Batch> {
  for (let start = 0; start < order.length; start += batchSize) {
    const rows = order.subarray(start, start + batchSize);
    yield { inputs: selectRows(inputs, rows), targets: selectRows(targets, rows) };
  }
}
