import {
  checkFinite,
  checkMatrix,
  checkNumbers,
  copyOf,
  type Inputs,
  type Matrix,
  settledMatrix,
} from "../core/matrix/matrix.ts";
import type { Batch } from "../engine/cost.ts";
import { checkWeights } from "../core/matrix/shape_checks.ts";
import { checkCount } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";

/**
 * Examples to train or to evaluate on; those of classes also have labels.
 * @category Data sets
 */
export interface Dataset extends Batch {
  /** X (examples × inputs). */
  readonly inputs: Inputs;
  /** Y (examples × outputs), one-hot or any rows. */
  readonly targets: Matrix;
  /** The class of each example, from 0, where the examples have classes. */
  readonly labels?: ArrayLike<number>;
}

/**
 * A data set in two parts.
 * @category Data sets
 */
export interface TrainAndTest {
  /** The examples to train on. */
  readonly train: Dataset;
  /** The examples to evaluate on, never trained on. */
  readonly test: Dataset;
}

/**
 * A data set of classes, its targets one-hot.
 *
 * @param inputs X (examples × inputs).
 * @param labels The class of each example, an integer from 0 to classes − 1.
 * @returns Inputs, targets (examples × classes) and labels.
 * @throws {TypeError} If there is not one label for each example.
 * @throws {RangeError} If a label is out of range, or `classes` is not a positive integer.
 *
 * @example
 * ```ts
 * import { classification, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { targets } = classification(matrix([[0.1], [0.9]]), [1, 0], 2);
 * assertEquals(Array.from(targets.data), [0, 1, 1, 0]);
 * ```
 * @category Data sets
 */
export function classification(
  inputs: Inputs,
  labels: ArrayLike<number>,
  classes: number,
): Dataset & { readonly labels: ArrayLike<number> } {
  checkMatrix(inputs, "inputs");
  checkCount(classes, "classes");
  if (!Array.isArray(labels) && !ArrayBuffer.isView(labels)) {
    throw new TypeError(`labels must be an array of integers, but found ${describe(labels)}`);
  }
  if (labels.length !== inputs.rows) {
    throw new TypeError(
      `There must be one label for each of ${inputs.rows} examples, but found ${labels.length}`,
    );
  }
  const data = new Uint8Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      const found = `${describe(label)} at example ${i}`;
      throw new RangeError(`Labels must be integers from 0 to ${classes - 1}, but found ${found}`);
    }
    data[i * classes + label] = 1;
  }
  return { inputs, targets: { rows: labels.length, columns: classes, data }, labels };
}

/** The matrices of a data set, their members read once and checked as by {@linkcode checkDataset}. */
export function settledDataset(dataset: Dataset, name: string): Dataset {
  checkMembers(dataset, name);
  const { inputs, targets, weights } = dataset ?? {};
  const found = {
    inputs: settledMatrix(inputs, `${name}.inputs`),
    targets: settledMatrix(targets, `${name}.targets`),
    ...(weights !== undefined && { weights }),
  };
  checkDataset(found, name);
  if (weights !== undefined) checkSomeCount(weights, `${name}.weights`);
  return found;
}

/** A copy of a data set, for a training that reads it while the caller may change it. */
export function copyOfDataset({ inputs, targets, weights }: Dataset): Dataset {
  return {
    ...{ inputs: copyOf(inputs), targets: copyOf(targets) },
    ...(weights && { weights: Float64Array.from(weights) }),
  };
}

/** Throws a `RangeError` if all weights are 0: nothing would be trained on or measured. */
export function checkSomeCount(weights: ArrayLike<number>, name: string): void {
  if (Array.prototype.some.call(weights, (weight) => weight > 0)) return;
  throw new RangeError(`${name} must not all be 0, but found ${weights.length} of 0`);
}

/**
 * Throws unless a data set can be trained on or evaluated.
 *
 * @throws {TypeError} If a member is not a matrix of numbers, or the numbers of examples differ.
 * @throws {RangeError} If it is empty, a number in it is not finite, or a weight is negative.
 */
export function checkDataset(dataset: Dataset, name: string): void {
  const { inputs, targets, weights } = dataset ?? {};
  checkMatrix(inputs, `${name}.inputs`);
  checkMatrix(targets, `${name}.targets`);
  checkRows(dataset, name);
  if (inputs.rows === 0) throw new RangeError(`${name} must have at least one example`);
  for (const [member, matrix] of Object.entries({ inputs, targets })) {
    checkNumbers(matrix, `${name}.${member}`);
    checkFinite(matrix, `${name}.${member}`);
  }
  if (weights !== undefined) checkWeights(weights, inputs.rows, `${name}.weights`);
}

/** Throws a `TypeError` unless a data set has inputs and targets, whatever they are. */
export function checkMembers(dataset: Dataset, name: string): void {
  if (dataset?.inputs !== undefined && dataset.targets !== undefined) return;
  throw new TypeError(
    `${name} must be a data set { inputs, targets }, but found ${describe(dataset)}`,
  );
}

/** Throws a `TypeError` unless there is one row of targets for each row of inputs. */
export function checkRows({ inputs, targets }: Dataset, name: string): void {
  if (inputs.rows === targets.rows) return;
  throw new TypeError(
    `${name} must have one row of targets for each row of inputs, ` +
      `but found ${inputs.rows} and ${targets.rows}`,
  );
}
