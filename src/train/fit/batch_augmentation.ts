import type { Augmentation } from "../../data/augmentation/augment.ts";
import { checkDataset } from "../../data/dataset.ts";
import { shapeOf } from "../../core/matrix/matrix.ts";
import { deriveKey, PURPOSE, type RandomKey } from "../../core/random/random.ts";
import type { BatchAugmentation } from "../../executors/executor.ts";

/**
 * Applies an augmentation before each step; throws if it changes shapes, which executors rely on. Where
 * it returns no weights, those of the batch stay.
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
    const { weights = batch.weights } = augmented;
    if (weights !== undefined && batch.weights === undefined) {
      throw new TypeError(
        "augmentation must not weight a batch that has no weights, but found some",
      );
    }
    return { ...augmented, ...(weights && { weights }) };
  };
}
