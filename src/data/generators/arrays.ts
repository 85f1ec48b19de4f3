import type { Dataset } from "../dataset.ts";
import { batched, type DataGenerator } from "./generator.ts";
import { partsOf, type SplitOptions } from "./split.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * A generator of arrays in memory.
 *
 * @throws {TypeError} If shapes do not fit.
 * @throws {RangeError} If an option is out of range, or nothing is left to train on.
 *
 * @example
 * ```ts
 * import { arrayGenerator, loadStrokes } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const strokes = loadStrokes({ train: 100, test: 20 });
 * const { train, validation, test } = arrayGenerator(strokes.train, {
 *   validation: 0.2,
 *   test: strokes.test,
 * });
 * assertEquals([train, validation, test].map((part) => part.inputs.rows), [80, 20, 20]);
 * ```
 * @category Generators
 */
export function arrayGenerator(
  dataset: Dataset,
  options: SplitOptions<Dataset> = {},
): DataGenerator {
  checkOptions("arrayGenerator()", options, "validation test batchSize seed");
  return batched(partsOf(dataset, options), options);
}
