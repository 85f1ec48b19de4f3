import { checkCount } from "../../core/support/checks.ts";
import { checkOptions } from "../../core/support/options.ts";
import { checkMatrix, shapeOf } from "../../core/matrix/matrix.ts";
import { checkWeights } from "../../core/matrix/shape_checks.ts";
import { checkMembers, checkRows, type Dataset } from "../dataset.ts";
import type { Batch } from "../../engine/cost.ts";
import { type RandomKey, randomKey } from "../../core/random/random.ts";
import { batchesOf, orderOf, stepsPerEpoch } from "../batches.ts";

/**
 * A part of the data: a data set, and its batches in the order of any epoch.
 *
 * The batches of an epoch are a pure function of the data, the batch size, the seed and the epoch:
 * those that `fit` steps through with the same batch size and seed.
 * @category Generators
 */
export interface Part extends Dataset, Iterable<Batch> {
  /** M, the examples in a batch; the last of an epoch may be smaller. */
  readonly batchSize: number;
  /** S = ⌈N / M⌉, the batches in an epoch, (68). */
  readonly steps: number;
  /** The batches of an epoch, numbered from 1. */
  readonly epoch: (epoch: number) => Iterable<Batch>;
  /** The batches of the first epoch. */
  readonly [Symbol.iterator]: () => Iterator<Batch>;
}

/**
 * The shape of all data generators: three parts that share no example.
 * @category Generators
 */
export interface DataGenerator {
  /** The examples to train on. */
  readonly train: Part;
  /** The examples to choose by: when to stop, which network is best. May be empty. */
  readonly validation: Part;
  /** The examples to evaluate on in the end. May be empty. */
  readonly test: Part;
}

/**
 * The data set of each part.
 * @category Generators
 */
export type Parts = Readonly<Record<keyof DataGenerator, Dataset>>;

/**
 * How a generator makes batches.
 * @category Generators
 */
export interface BatchOptions {
  /** M, the examples in a batch. Defaults to 32. */
  readonly batchSize?: number;
  /** The seed of the split and the shuffles: an integer from 0 to 2⁵³ − 1. Defaults to 0. */
  readonly seed?: number;
}

/**
 * A generator from parts that are data sets already, of the same columns.
 *
 * @throws {TypeError} If a part is not a data set, or the columns differ.
 * @throws {RangeError} If there is nothing to train on, or an option is out of range.
 *
 * @example
 * ```ts
 * import { generatorOf, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const line = { inputs: matrix([[0], [1], [2]]), targets: matrix([[1], [3], [5]]) };
 * const held = { inputs: matrix([[9]]), targets: matrix([[19]]) };
 * const parts = { train: line, validation: held, test: held };
 * const { train } = generatorOf(parts, { batchSize: 2 });
 * const sizes = Array.from(train.epoch(7), (batch) => batch.inputs.rows);
 * assertEquals(sizes, [2, 1]);
 * assertEquals(Array.from(train.epoch(7)), Array.from(train.epoch(7)));
 * ```
 * @category Generators
 */
export function generatorOf(parts: Parts, options: BatchOptions = {}): DataGenerator {
  return batched(parts, checkOptions("generatorOf()", options, "batchSize seed"));
}

/** The same with options that may be more. */
export function batched(parts: Parts, options: BatchOptions): DataGenerator {
  const { train, validation, test } = parts;
  for (const [name, part] of Object.entries({ train, validation, test })) {
    checkColumns(part, train, name);
  }
  checkNotEmpty(train);
  return {
    train: partOf(train, options),
    validation: partOf(validation, options),
    test: partOf(test, options),
  };
}

/** The batch size and the key of the seed, or a `RangeError` if one is out of range. */
export function checkedBatchOptions({ batchSize = 32, seed = 0 }: BatchOptions): {
  readonly batchSize: number;
  readonly key: RandomKey;
} {
  checkCount(batchSize, "batchSize");
  return { batchSize, key: randomKey(seed) };
}

function partOf(dataset: Dataset, options: BatchOptions): Part {
  const { batchSize, key } = checkedBatchOptions(options);
  const examples = dataset.inputs.rows;
  const epoch = (number: number): Iterable<Batch> => {
    if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) {
      throw new RangeError(`An epoch must be an integer from 1 to 2^32 - 1, but found ${number}`);
    }
    return {
      [Symbol.iterator]: () => batchesOf(dataset, batchSize, orderOf(key, number, examples)),
    };
  };
  return {
    ...dataset,
    batchSize,
    steps: stepsPerEpoch(examples, batchSize),
    epoch,
    [Symbol.iterator]: () => epoch(1)[Symbol.iterator](),
  };
}

/** Throws a `RangeError` if the training part is empty. */
export function checkNotEmpty(train: Dataset): void {
  if (train.inputs.rows === 0) {
    throw new RangeError("The training part must have at least one example, but found none");
  }
}

/** Throws a `TypeError` unless a part is a data set with the columns of the training part. */
export function checkColumns(part: Dataset, train: Dataset, name: string): void {
  checkMembers(part, name);
  for (const member of ["inputs", "targets"] as const) {
    checkMatrix(part?.[member], `${name}.${member}`);
    if (part[member].columns !== train[member].columns) {
      throw new TypeError(
        `${name}.${member} (${shapeOf(part[member])}) must have as many columns as those to ` +
          `train on: ${train[member].columns}`,
      );
    }
  }
  checkRows(part, name);
  if (part.weights !== undefined) {
    checkWeights(part.weights, part.inputs.rows, `${name}.weights`);
  }
}
