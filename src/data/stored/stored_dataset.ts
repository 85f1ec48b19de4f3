import { rowRange, selectRows } from "../../core/matrix/matrix.ts";
import { checkCount, checkFunctions } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { Batch } from "../../engine/cost.ts";
import { selectNumbers } from "../../core/matrix/numbers.ts";
import { copyOfDataset, type Dataset } from "../dataset.ts";

/**
 * A data set whose examples are read when a step needs them, from files or anything else: it may be
 * larger than memory.
 * @category Data sets
 */
export interface StoredDataset {
  /** N, the number of examples. */
  readonly examples: number;
  /** The inputs of an example. */
  readonly inputs: number;
  /** The targets of an example. */
  readonly targets: number;
  /** Whether examples have weights, which `read` then returns; defaults to `false`. */
  readonly weighted?: boolean;
  /**
   * Reads some examples: a pure function of their numbers, from 0, in any order.
   *
   * @returns Inputs (rows × inputs) and targets (rows × targets), and weights if there are any.
   */
  readonly read: (rows: Uint32Array) => Batch | Promise<Batch>;
}

/**
 * A data set in memory, or one that is read.
 * @category Data sets
 */
export type Examples = Dataset | StoredDataset;

/**
 * A data set whose examples are read, or made, when a step of training needs them.
 *
 * Each epoch reads each example once, in the order of its shuffle; with `mpi()`, each process reads its
 * share of them. `fit` checks what was read, before it is used.
 *
 * @returns The same members, frozen.
 * @throws {TypeError} If `read` is not a function.
 * @throws {RangeError} If a number is not a positive integer.
 *
 * @example Examples that are made when they are needed
 * ```ts
 * import {
 *   dense, fit, linear, matrix, network, sgd, storedDataset, sumOfSquaredErrors,
 * } from "@backproof/backproof";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const line = storedDataset({
 *   ...{ examples: 1000, inputs: 1, targets: 1 },
 *   read: (rows) => {
 *     const x = Array.from(rows, (row) => row / 1000);
 *     return { inputs: matrix(x.map((x) => [x])), targets: matrix(x.map((x) => [2 * x + 1])) };
 *   },
 * });
 * const { network: trained } = await fit(network({ inputs: 1, layers: [dense(1, linear)] }), line, {
 *   ...{ loss: sumOfSquaredErrors, optimizer: sgd({ learningRate: 0.1 }), epochs: 20 },
 * });
 * assertAlmostEquals(trained.layers[0]!.parameters.weights!.data[0]!, 2, 0.05);
 * ```
 * @category Data sets
 */
export function storedDataset(given: StoredDataset): StoredDataset {
  const { examples, inputs, targets, weighted = false, read } = checkOptions(
    "storedDataset()",
    given,
    "examples inputs targets weighted read",
  );
  for (const [name, count] of Object.entries({ examples, inputs, targets })) {
    checkCount(count, name);
  }
  if (examples >= 2 ** 32) {
    throw new RangeError(`examples must be below 2^32, but found ${examples}`);
  }
  checkFunctions({ read: read ?? null });
  return Object.freeze({ examples, inputs, targets, weighted: weighted === true, read });
}

/** Whether a data set is one that is read. */
export function isStored(data: Examples): data is StoredDataset {
  return typeof (data as Partial<StoredDataset> | undefined)?.read === "function";
}

/** How many examples a data set has, and how wide they are. */
export function shapeOfExamples(data: Examples): Required<Omit<StoredDataset, "read">> {
  if (isStored(data)) return { weighted: false, ...data };
  const { inputs, targets, weights } = data;
  return {
    ...{ examples: inputs.rows, inputs: inputs.columns, targets: targets.columns },
    weighted: weights !== undefined,
  };
}

/** What may be trained on while the caller may change the data set. */
export function copyOfExamples(data: Examples): Examples {
  return isStored(data) ? data : copyOfDataset(data);
}

/** Some examples of a data set, in the order of their numbers. */
export async function readExamples(data: Examples, rows: Uint32Array): Promise<Batch> {
  if (isStored(data)) return await data.read(rows);
  const { inputs, targets, weights } = data;
  return {
    ...{ inputs: selectRows(inputs, rows), targets: selectRows(targets, rows) },
    ...(weights && { weights: selectNumbers(weights, rows) }),
  };
}

/** Some of the examples of a batch, one after the other. */
export function examplesFrom(
  { inputs, targets, weights }: Batch,
  from: number,
  rows: number,
): Batch {
  return {
    inputs: rowRange(inputs, from, rows),
    targets: rowRange(targets, from, rows),
    ...(weights && { weights: Array.prototype.slice.call(weights, from, from + rows) }),
  };
}

/** A stored data set whose examples are checked when they are read. */
export function withCheckedReads(
  stored: StoredDataset,
  check: (found: Batch, rows: Uint32Array) => void,
): StoredDataset {
  return Object.freeze({
    ...stored,
    read: async (rows: Uint32Array) => {
      const found = await stored.read(rows);
      check(found, rows);
      return found;
    },
  });
}

/** Throws a `TypeError` unless what was read of a stored data set is what was asked for. */
export function checkRead(
  { inputs, targets, weighted }: StoredDataset,
  rows: number,
  found: Batch,
): void {
  const wanted = { inputs: `${rows} × ${inputs}`, targets: `${rows} × ${targets}` };
  for (const [member, shape] of Object.entries(wanted)) {
    const matrix = found?.[member as keyof typeof wanted];
    const is = matrix ? `${matrix.rows} × ${matrix.columns}` : describe(matrix);
    if (is !== shape) {
      throw new TypeError(
        `read() of a stored data set must return ${member} (${shape}), but found ${is}`,
      );
    }
  }
  if ((found.weights !== undefined) === (weighted === true)) return;
  throw new TypeError(
    `read() of a stored data set must return weights if it is weighted, and only then, but found ` +
      describe(found.weights),
  );
}
