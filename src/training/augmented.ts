import type { Augmentation } from "../data/augment.ts";
import { checkFinite, checkMatrix, shapeOf } from "../matrix/matrix.ts";
import type { Batch } from "../network/cost.ts";
import type { RandomKey } from "../random/random.ts";
import { describe } from "../support/describe.ts";

/**
 * Refuses what is no augmentation.
 *
 * @param value What was passed.
 * @throws {TypeError} If it is no function.
 */
export function checkAugmentation(value: Augmentation): void {
  if (typeof value !== "function") {
    throw new TypeError(
      `augmentation must be a function such as imageAugmentation({ … }), ` +
        `but found ${describe(value)}`,
    );
  }
}

/**
 * What an augmentation makes of a batch: another of its shape, as memory is laid out for that.
 *
 * @param augmentation The augmentation.
 * @param batch The batch.
 * @param key The key of the step.
 * @throws {TypeError} If what it makes is no batch, or has another shape.
 * @throws {RangeError} If a number in it is not finite.
 */
export function augmented(augmentation: Augmentation, batch: Batch, key: RandomKey): Batch {
  const changed = augmentation(batch, key);
  for (const member of ["inputs", "targets"] as const) {
    const found = changed?.[member];
    checkMatrix(found, `Augmented ${member}`);
    if (shapeOf(found) !== shapeOf(batch[member])) {
      throw new TypeError(
        `Augmented ${member} must be (${shapeOf(batch[member])}), as before, ` +
          `but found (${shapeOf(found)})`,
      );
    }
    checkFinite(found, `Augmented ${member}`);
  }
  return changed;
}
