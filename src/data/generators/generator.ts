import { checkCount } from "../../core/support/checks.ts";
import { checkMatrix, shapeOf } from "../../core/matrix/matrix.ts";
import type { Dataset } from "../dataset.ts";
import type { Batch } from "../../engine/cost.ts";
import { type RandomKey, randomKey } from "../../core/random/random.ts";
import { batchesOf, orderOf, stepsPerEpoch } from "../batches.ts";

/**
 * A part of the data: a data set as it stands, and its batches in the order of any epoch.
 *
 * Nothing is remembered between two epochs: the batches of epoch e are a function of the data, the
 * batch size, the seed and e. They are those that `fit` steps through with the same batch size and
 * seed.
 */
export interface Part extends Dataset, Iterable<Batch> {
  /** M, the examples in a batch; the last of an epoch may be smaller. */
  readonly batchSize: number;
  /** S = ⌈N / M⌉, the batches in an epoch, (68). */
  readonly steps: number;
  /** The batches of an epoch, from 1, as often as they are asked for. */
  readonly epoch: (epoch: number) => Iterable<Batch>;
  /** The batches of the first epoch. */
  readonly [Symbol.iterator]: () => Iterator<Batch>;
}

/** The one shape of all data generators: three parts that share no example. */
export interface DataGenerator {
  /** What to train on. */
  readonly train: Part;
  /** What to choose by: when to stop, which network is best. May be empty. */
  readonly validation: Part;
  /** What to evaluate on in the end. May be empty. */
  readonly test: Part;
}

/** Data sets by the part they are of. */
export type Parts = Readonly<Record<keyof DataGenerator, Dataset>>;

/** How a generator makes batches. */
export interface BatchOptions {
  /** M, the examples in a batch, 32 if left out. */
  readonly batchSize?: number;
  /** Where the split and the shuffles start: an integer from 0 to 2⁵³ − 1, 0 if left out. */
  readonly seed?: number;
}

/**
 * A generator from parts that are data sets already.
 *
 * @param parts Three data sets of the same columns; the training part must not be empty.
 * @param options Batch size and seed.
 * @returns The parts with their batches.
 * @throws {TypeError} If a part is no data set, or the columns differ.
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
 */
export function generatorOf(parts: Parts, options: BatchOptions = {}): DataGenerator {
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

/**
 * Refuses a batch size or a seed that is none; what they are where they are left out.
 *
 * @throws {RangeError} If one is out of range.
 */
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

/**
 * Refuses a training part that there is nothing in.
 *
 * @param train The training part.
 * @throws {RangeError} If it has no example.
 */
export function checkNotEmpty(train: Dataset): void {
  if (train.inputs.rows === 0) {
    throw new RangeError("The training part must have at least one example, but found none");
  }
}

/**
 * Refuses a part whose columns are not those of the training part.
 *
 * @param part What was passed.
 * @param train The training part.
 * @param name What it was passed as, for the message.
 * @throws {TypeError} If it is no data set, or its columns differ.
 */
export function checkColumns(part: Dataset, train: Dataset, name: string): void {
  for (const member of ["inputs", "targets"] as const) {
    checkMatrix(part?.[member], `${name}.${member}`);
    if (part[member].columns !== train[member].columns) {
      throw new TypeError(
        `${name}.${member} (${shapeOf(part[member])}) must have as many columns as those to ` +
          `train on: ${train[member].columns}`,
      );
    }
  }
  if (part.inputs.rows !== part.targets.rows) {
    throw new TypeError(
      `${name} must have one row of targets for each row of inputs, ` +
        `but found ${part.inputs.rows} and ${part.targets.rows}`,
    );
  }
}
