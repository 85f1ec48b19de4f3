import { checkMatrix, isArray, type Matrix } from "../core/matrix/matrix.ts";
import { checkWeights } from "../core/matrix/shape_checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkMembers, checkSomeCount, type Dataset } from "./dataset.ts";

/**
 * How much the examples of each class count: a number from 0 for each class, or `"balanced"`, N / (k n)
 * for a class that n of N examples have, of k classes that occur, so that all classes count as much.
 * @category Data sets
 */
export type ClassWeights = ArrayLike<number> | "balanced";

/**
 * A data set whose examples count as much as their classes do, times the weights that they had.
 *
 * `"balanced"` is scikit-learn's `class_weight="balanced"`: the weights are of mean 1.
 *
 * @param dataset Its targets are one-hot, or of a single output, 0 or 1; with −1 for 0 as well.
 * @throws {TypeError} If there is not one weight for each class.
 * @throws {RangeError} If a weight is negative or not finite, all examples would count 0, or the target
 * of an example is not one class.
 *
 * @example
 * ```ts
 * import { classification, matrix, withClassWeights } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const dataset = classification(matrix([[1], [2], [3], [4]]), [0, 1, 1, 1], 2);
 * const { weights } = withClassWeights(dataset, "balanced");
 * assertEquals(weights, Float64Array.of(4 / 2, 4 / 6, 4 / 6, 4 / 6));
 * ```
 * @category Data sets
 */
export function withClassWeights<D extends Dataset>(
  dataset: D,
  classWeights: ClassWeights,
): Omit<D, "weights"> & { readonly weights: Float64Array } {
  checkMembers(dataset, "dataset");
  const { targets, weights: before } = dataset;
  checkMatrix(targets, "dataset.targets");
  if (before !== undefined) checkWeights(before, targets.rows, "dataset.weights");
  const labels = classesOf(targets), classes = Math.max(2, targets.columns);
  const byClass = classWeights === "balanced" ? balanced(labels, classes) : classWeights;
  if (!isArray(byClass) || byClass.length !== classes) {
    const found = isArray(byClass) ? byClass.length : describe(byClass);
    throw new TypeError(
      `classWeights must be "balanced" or an array of ${classes} numbers, one for each class, ` +
        `but found ${found}`,
    );
  }
  checkWeights(byClass, classes, "classWeights", "class");
  const weights = Float64Array.from(labels, (label, i) => byClass[label]! * (before?.[i] ?? 1));
  checkSomeCount(weights, "The weights of the examples by classWeights");
  return { ...dataset, weights };
}

function balanced(labels: Uint32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  const occurring = counts.filter((count) => count > 0).length;
  return counts.map((count) => count === 0 ? 0 : labels.length / (occurring * count));
}

/** The class of each example. */
function classesOf({ rows, columns, data }: Matrix): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, i) => {
    const row = Array.from({ length: columns }, (_, j) => data[i * columns + j]!);
    const ones = row.filter((y) => y === 1).length;
    const areClasses = row.every((y) => y === 1 || y === 0) ||
      row.every((y) => y === 1 || y === -1);
    if (!areClasses || (columns > 1 && ones !== 1)) {
      throw new RangeError(
        `classWeights are for targets that are classes, one 1 in each row and else 0 or −1, ` +
          `but found ${row.slice(0, 10).join(", ")} in row ${i}; give the data set weights instead`,
      );
    }
    return columns === 1 ? ones : row.indexOf(1);
  });
}
