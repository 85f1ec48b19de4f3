import { selectRows } from "../../core/matrix/matrix.ts";
import type { Batch } from "../../engine/cost.ts";
import { selectNumbers } from "../../core/matrix/numbers.ts";
import { copyOfDataset, type Dataset } from "../dataset.ts";

/**
 * A data set whose examples are read when a step needs them, from files or anything else: it may be
 * larger than memory. `storedDataset` makes one.
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

const MADE = /* @__PURE__ */ new WeakSet<object>();

/** Marks a data set as one that is read, and was checked. */
export function asStored(stored: StoredDataset): StoredDataset {
  MADE.add(stored);
  return Object.freeze(stored);
}

/** Whether a data set is one that is read. */
export function isStored(data: Examples): data is StoredDataset {
  return MADE.has(data);
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

/** A stored data set whose examples are checked when they are read. */
export function withCheckedReads(
  stored: StoredDataset,
  check: (found: Batch) => void,
): StoredDataset {
  return asStored({
    ...stored,
    read: async (rows: Uint32Array) => {
      const found = await stored.read(rows);
      check(found);
      return found;
    },
  });
}
