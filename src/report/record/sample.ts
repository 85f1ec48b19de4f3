import type { Dataset } from "../../data/dataset.ts";
import { takeExamples } from "../../data/generators/split.ts";
import { deriveKey, PURPOSE, randomKey, uniformAt } from "../../core/random/random.ts";

/**
 * Examples of a data set, drawn by a seed: one of each of `most` parts of one size, so that data sorted
 * by class give all classes; all examples where there are no more.
 */
export function sampleOf(dataset: Dataset, most: number, seed: number): Dataset {
  const { rows } = dataset.inputs;
  if (rows <= most) return dataset;
  const key = deriveKey(randomKey(seed), PURPOSE.report);
  const rowOf = (i: number) => Math.floor((i + uniformAt(key, i)) / most * rows);
  const last = rows - 1; // roundings aside
  return takeExamples(
    dataset,
    Uint32Array.from({ length: most }, (_, i) => Math.min(rowOf(i), last)),
  );
}
