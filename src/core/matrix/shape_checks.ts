import { checkFinite, checkMatrix, type Inputs, type Matrix, shapeOf } from "./matrix.ts";

/** Throws a `TypeError` unless a matrix has one column for `each` input or output of a network. */
export function checkColumns(
  matrix: Inputs | Matrix<unknown>,
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
