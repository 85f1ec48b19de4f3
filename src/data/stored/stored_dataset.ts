import { checkCount, checkFunctions } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { Batch } from "../../engine/cost.ts";
import { asStored, type StoredDataset } from "./stored.ts";

/**
 * A data set whose examples are read, or made, when a step of training needs them.
 *
 * Each epoch reads each example once, in the order of its shuffle; with `mpi()`, each process reads its
 * share of them. What was read is checked before it is used.
 *
 * @returns What to give to `fit`.
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
  const shape = { examples, inputs, targets, weighted: weighted === true };
  return asStored({
    ...shape,
    read: async (rows) => {
      const found = await read(rows);
      checkRead(shape, rows.length, found);
      return found;
    },
  });
}

/** Throws a `TypeError` unless what was read is what was asked for. */
function checkRead(
  { inputs, targets, weighted }: Omit<StoredDataset, "read">,
  rows: number,
  found: Batch,
): void {
  const wanted = { inputs: `${rows} × ${inputs}`, targets: `${rows} × ${targets}` };
  for (const [member, shape] of Object.entries(wanted)) {
    const matrix = Object(found)[member];
    const is = matrix
      ? `${matrix.rows} × ${matrix.columns}`
      : describe(Object(found) === found ? matrix : found);
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
