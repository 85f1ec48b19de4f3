import type { Dataset } from "../dataset.ts";
import type { Inputs, Matrix } from "../../core/matrix/matrix.ts";
import { selectNumbers } from "../../core/matrix/numbers.ts";
import { deriveKey, permutation, PURPOSE, randomKey } from "../../core/random/random.ts";
import type { RandomKey } from "../../core/random/random.ts";
import { type BatchOptions, checkColumns, checkNotEmpty, type Parts } from "./generator.ts";

/**
 * How a generator splits its data and makes batches; `Source` is another origin of a part.
 * @category Generators
 */
export interface SplitOptions<Source> extends BatchOptions {
  /** The share of the examples for validation, or another source of them. Defaults to 0.1. */
  readonly validation?: number | Source | undefined;
  /** The share of the examples for the test, or another source of them. Defaults to 0.1. */
  readonly test?: number | Source | undefined;
}

interface Shares {
  readonly validation: number;
  readonly test: number;
}

/**
 * Splits a data set, or takes parts that are data sets already.
 *
 * Parts by share are stratified by class (several at once count as a separate class), disjoint and
 * together exhaustive, and depend only on the data's order, the shares and the seed. Only targets
 * of zeros and ones are stratified.
 *
 * @throws {TypeError} If a data set that was passed as a part has other columns.
 * @throws {RangeError} If the shares are out of range or leave nothing to train on.
 */
export function partsOf(dataset: Dataset, options: SplitOptions<Dataset> = {}): Parts {
  checkColumns(dataset, dataset, "dataset");
  const rows = rowsBy(strataOf(dataset), options);
  return partsBy(rows, options, (rows) => takeExamples(dataset, rows));
}

/** The rows of each part. */
export type PartRows = Readonly<Record<keyof Parts, Uint32Array>>;

/** The rows of parts of examples that are known by their strata until they are taken. */
export function rowsBy(
  strata: ArrayLike<number>,
  { validation = 0.1, test = 0.1, seed = 0 }: SplitOptions<unknown>,
): PartRows {
  const shares = { validation: shareOf(validation), test: shareOf(test) };
  return splitRows(strata, shares, randomKey(seed));
}

/** Parts of their rows, or those that were given. */
export function partsBy(
  rows: PartRows,
  { validation = 0.1, test = 0.1 }: SplitOptions<Dataset>,
  take: (rows: Uint32Array) => Dataset,
): Parts {
  const train = take(rows.train);
  checkNotEmpty(train);
  const given = (part: number | Dataset, name: "validation" | "test"): Dataset => {
    if (typeof part === "number") return take(rows[name]);
    checkColumns(part, train, name);
    return part;
  };
  return { train, validation: given(validation, "validation"), test: given(test, "test") };
}

/** The share that remains for training, or a `RangeError` if one is negative or none remains. */
export function checkShares(shares: Shares): number {
  for (const [name, share] of Object.entries(shares)) {
    if (!(share >= 0 && share < 1)) {
      throw new RangeError(`${name} must be a share from 0 to below 1, but found ${share}`);
    }
  }
  const train = 1 - shares.validation - shares.test;
  if (train > 0) return train;
  throw new RangeError(
    `validation and test must leave a share for training, ` +
      `but found ${shares.validation} and ${shares.test}`,
  );
}

/** A part from another source takes no share. */
export function shareOf(part: unknown): number {
  return typeof part === "number" ? part : 0;
}

/**
 * Splits rows at random, stratum by stratum, into parts of ascending rows.
 *
 * The rows are lined up by stratum, in random order within each, and dealt out one after the other,
 * each to the part that lags most behind its share. Before a row is dealt the lags sum to 1, so
 * that of three parts the chosen one lags by at least 1/3, and by at least −2/3 afterwards; as they
 * sum to 0 then, none lags by more than 4/3. So a part misses its share of all rows by at most 4/3,
 * and of the rows of one stratum, the difference of two lags, by at most 2.
 */
export function splitRows(
  strata: ArrayLike<number>,
  shares: Shares,
  key: RandomKey,
): PartRows {
  const all = { train: checkShares(shares), validation: shares.validation, test: shares.test };
  const parts = Object.entries(all).map(([name, share]) => ({ name, share, rows: [] as number[] }));
  const order = permutation(deriveKey(key, PURPOSE.split), strata.length);
  lineUp(order, strata).forEach((row, dealt) => {
    const lag = (part: typeof parts[number]) => part.share * (dealt + 1) - part.rows.length;
    parts.reduce((most, part) => lag(part) > lag(most) ? part : most).rows.push(row);
  });
  const sorted = parts.map(({ name, rows }) => [name, Uint32Array.from(rows).sort()]);
  return Object.fromEntries(sorted);
}

/** The rows stratum by stratum, in the given order within each. */
export function lineUp(order: Uint32Array, strata: ArrayLike<number>): number[] {
  const queues = new Map<number, number[]>();
  for (const row of order) {
    const queue = queues.get(strata[row]!);
    if (queue === undefined) queues.set(strata[row]!, [row]);
    else queue.push(row);
  }
  return [...queues].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows);
}

/** The stratum of each example: its label, its set of classes if all targets are 0 or 1, else 0. */
export function strataOf(
  { targets, labels }: Pick<Dataset, "targets" | "labels">,
): ArrayLike<number> {
  if (labels !== undefined) return labels;
  const { rows, columns, data } = targets;
  const strata = new Uint32Array(rows);
  const known = new Map<string, number>();
  for (let i = 0; i < rows; i++) {
    let classes = "";
    for (let j = 0; j < columns; j++) {
      const target = data[i * columns + j]!;
      if (target !== 0 && target !== 1) return new Uint32Array(rows);
      classes += target;
    }
    if (!known.has(classes)) known.set(classes, known.size);
    strata[i] = known.get(classes)!;
  }
  return strata;
}

/** Some of the examples of a data set, in the order of `rows`, bytes staying bytes. */
export function takeExamples(dataset: Dataset, rows: Uint32Array): Dataset {
  const { inputs, targets, labels, weights } = dataset;
  return {
    inputs: takeRows(inputs, rows),
    targets: takeRows(targets, rows),
    ...(labels !== undefined && { labels: takeRows({ columns: 1, data: labels }, rows).data }),
    ...(weights !== undefined && { weights: selectNumbers(weights, rows) }),
  };
}

function takeRows<M extends Pick<Inputs | Matrix, "columns" | "data">>(
  matrix: M,
  rows: Uint32Array,
): M & { readonly rows: number } {
  const { columns, data } = matrix;
  const length = rows.length * columns;
  const taken = data instanceof Uint8Array ? new Uint8Array(length) : new Float64Array(length);
  rows.forEach((row, i) => {
    for (let j = 0; j < columns; j++) taken[i * columns + j] = data[row * columns + j]!;
  });
  return { ...matrix, rows: rows.length, data: taken };
}
