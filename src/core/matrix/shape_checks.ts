import { describe } from "../support/describe.ts";
import { checkFinite, checkMatrix, isArray, type Matrix, shapeOf } from "./matrix.ts";

/** Throws a `TypeError` unless a matrix has one column for `each` input or output of a network. */
export function checkColumns(
  matrix: Pick<Matrix<unknown>, "rows" | "columns">,
  columns: number,
  each: "input" | "output",
  name: string,
): void {
  if (matrix.columns !== columns) {
    throw new TypeError(
      `${name} (${shapeOf(matrix)}) must have ${columns} columns, ` +
        `one for each ${each} of the network, but found ${matrix.columns}`,
    );
  }
}

/**
 * Throws unless targets (examples × outputs) are finite and have the shape of the outputs Ŷ.
 *
 * @throws {TypeError} If one is not a matrix, or the shapes differ.
 * @throws {RangeError} If a target is NaN or infinite.
 */
export function checkOutcomes(outputs: Matrix<unknown>, targets: Matrix<unknown>): void {
  checkMatrix(outputs, "outputs");
  checkMatrix(targets, "targets");
  if (targets.rows !== outputs.rows || targets.columns !== outputs.columns) {
    throw new TypeError(
      `targets (${shapeOf(targets)}) must have the shape of the outputs: ${shapeOf(outputs)}`,
    );
  }
  checkFinite(targets, "targets");
}

/**
 * Throws unless there is one weight for each example, none of them a number that is negative or not
 * finite.
 *
 * @param each What each weight is for.
 * @throws {TypeError} If `weights` is not an array, or of another length.
 * @throws {RangeError} If a weight is negative, NaN or infinite.
 */
export function checkWeights(
  weights: ArrayLike<unknown>,
  examples: number,
  name: string,
  each = "example",
): void {
  if (!isArray(weights) || weights.length !== examples) {
    const found = isArray(weights) ? weights.length : describe(weights);
    throw new TypeError(
      `${name} must be an array of ${examples} numbers, one for each ${each}, but found ${found}`,
    );
  }
  for (let i = 0; i < examples; i++) {
    const weight = weights[i];
    if (Object(weight) === weight) continue; // of another arithmetic
    if (typeof weight !== "number") {
      throw new TypeError(
        `${name} must hold numbers, but found ${describe(weight)} at ${each} ${i}`,
      );
    }
    if (Number.isFinite(weight) && weight >= 0) continue;
    throw new RangeError(
      `${name} must be finite and at least 0, but found ${weight} at ${each} ${i}`,
    );
  }
}
