import type { Dataset } from "./dataset.ts";
import { selectRows } from "../core/matrix/matrix.ts";
import { selectNumbers } from "../core/matrix/numbers.ts";
import type { Batch } from "../engine/cost.ts";
import { deriveKey, permutation, PURPOSE, type RandomKey } from "../core/random/random.ts";

/** The number of steps in an epoch: S = ⌈N / M⌉, (68), so that no example is skipped. */
export function stepsPerEpoch(examples: number, batchSize: number): number {
  return Math.ceil(examples / batchSize);
}

/** The order of the examples in an epoch, numbered from 1; each epoch has its own. */
export function orderOf(key: RandomKey, epoch: number, examples: number): Uint32Array {
  return permutation(deriveKey(key, PURPOSE.shuffle, epoch), examples);
}

/** The batches of an epoch, bytes expanded one batch at a time. The last may be smaller. */
export function* batchesOf(
  { inputs, targets, weights }: Dataset,
  batchSize: number,
  order: Uint32Array = Uint32Array.from({ length: inputs.rows }, (_, n) => n),
): Generator<Batch> {
  for (let start = 0; start < order.length; start += batchSize) {
    const rows = order.subarray(start, start + batchSize);
    yield {
      ...{ inputs: selectRows(inputs, rows), targets: selectRows(targets, rows) },
      ...(weights && { weights: selectNumbers(weights, rows) }),
    };
  }
}
