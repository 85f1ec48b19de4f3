import type { Augmentation } from "../../data/augmentation/augment.ts";
import { checkDataset } from "../../data/dataset.ts";
import { shapeOf } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, type RandomKey } from "../../core/random/random.ts";
import type { Alteration } from "../../executors/executor.ts";

/**
 * What an augmentation makes of the batch before each step.
 *
 * @param augmentation The augmentation.
 * @param key The key of the seed.
 * @returns A function that refuses batches of another shape: executors rely on it.
 */
export function alterationOf(augmentation: Augmentation, key: RandomKey): Alteration {
  return (batch, step) => {
    const altered = augmentation(batch, deriveKey(key, PURPOSE.augment, step));
    checkDataset(altered, "augmentation(batch)");
    for (const part of ["inputs", "targets"] as const) {
      const wanted = shapeOf(batch[part]), found = shapeOf(altered[part]);
      if (found !== wanted) {
        throw new TypeError(
          `augmentation must leave the ${part} of a batch ${wanted}, but found ${found}`,
        );
      }
    }
    return altered;
  };
}
