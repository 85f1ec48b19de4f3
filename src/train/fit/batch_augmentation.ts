import type { Augmentation } from "../../data/augmentation/augment.ts";
import { checkDataset } from "../../data/dataset.ts";
import { shapeOf } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, type RandomKey } from "../../core/random/random.ts";
import type { BatchAugmentation } from "../../executors/executor.ts";

/**
 * What an augmentation makes of the batch before each step.
 *
 * @param augmentation The augmentation.
 * @param key The key of the seed.
 * @returns A function that refuses batches of another shape: executors rely on it.
 */
export function batchAugmentation(augmentation: Augmentation, key: RandomKey): BatchAugmentation {
  return (batch, step) => {
    const augmented = augmentation(batch, deriveKey(key, PURPOSE.augment, step));
    checkDataset(augmented, "augmentation(batch)");
    for (const part of ["inputs", "targets"] as const) {
      const wanted = shapeOf(batch[part]), found = shapeOf(augmented[part]);
      if (found !== wanted) {
        throw new TypeError(
          `augmentation must leave the ${part} of a batch ${wanted}, but found ${found}`,
        );
      }
    }
    return augmented;
  };
}
