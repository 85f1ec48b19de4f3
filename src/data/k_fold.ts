import { deriveKey, permutation, PURPOSE, randomKey } from "../core/random/random.ts";
import { checkBoolean, isCount } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import { checkDataset, type Dataset } from "./dataset.ts";
import { lineUp, strataOf, takeExamples } from "./generators/split.ts";

/**
 * Options of {@linkcode kFold}.
 * @category Data sets
 */
export interface KFoldOptions {
  /** K, the number of folds, at least 2. Defaults to 5. */
  readonly folds?: number;
  /** The seed of the folds: an integer from 0 to 2⁵³ − 1. Defaults to 0. */
  readonly seed?: number;
  /** Whether all folds have the same share of each class. Defaults to true. */
  readonly stratified?: boolean;
}

/**
 * One of K ways to hold examples back.
 * @category Data sets
 */
export interface Fold {
  /** The examples to train on. */
  readonly train: Dataset;
  /** The examples held back: those of one fold. */
  readonly validation: Dataset;
}

/**
 * Splits a data set K times, so that each example is held back once.
 *
 * Folds differ by one example at most, and by one of each class if they are stratified. Targets
 * other than zeros and ones are not. The data of a fold are copied when it is its turn.
 *
 * @throws {TypeError} If `dataset` is not a data set, or an option is of the wrong type.
 * @throws {RangeError} If there are fewer than two folds, or more than examples.
 *
 * @example
 * ```ts
 * import { classification, kFold, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const inputs = matrix([[1], [2], [3], [4]]);
 * const dataset = classification(inputs, [0, 0, 1, 1], 2);
 * const folds = [...kFold(dataset, { folds: 2 })];
 * assertEquals(folds.map(({ train }) => train.inputs.rows), [2, 2]);
 * const held = folds.flatMap(({ validation }) => Array.from(validation.inputs.data));
 * assertEquals(held.toSorted(), [1, 2, 3, 4]);
 * assertEquals(folds.map(({ validation }) => Array.from(validation.labels!)), [[0, 1], [0, 1]]);
 * ```
 * @category Data sets
 */
export function kFold(dataset: Dataset, options: KFoldOptions = {}): Iterable<Fold> {
  const { folds = 5, seed = 0, stratified = true } = checkOptions(
    "kFold()",
    options,
    "folds seed stratified",
  );
  checkBoolean(stratified, "stratified");
  checkDataset(dataset, "dataset");
  const { rows } = dataset.inputs;
  if (!isCount(folds) || folds < 2 || folds > rows) {
    throw new RangeError(
      `folds must be an integer from 2 to the number of examples, ${rows}, ` +
        `but found ${describe(folds)}`,
    );
  }
  const order = permutation(deriveKey(randomKey(seed), PURPOSE.folds), rows);
  const strata = stratified ? strataOf(dataset) : new Uint32Array(rows);
  const foldOf = new Uint32Array(rows);
  lineUp(order, strata).forEach((row, dealt) => foldOf[row] = dealt % folds);
  const rowsWhere = (isTaken: (fold: number) => boolean) =>
    Uint32Array.from(foldOf.keys()).filter((row) => isTaken(foldOf[row]!));
  return {
    *[Symbol.iterator]() {
      for (let held = 0; held < folds; held++) {
        yield {
          train: takeExamples(dataset, rowsWhere((fold) => fold !== held)),
          validation: takeExamples(dataset, rowsWhere((fold) => fold === held)),
        };
      }
    },
  };
}
