import { checkMatrix, type Matrix } from "../core/matrix/matrix.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Options of {@linkcode decide}.
 * @category Classification
 */
export interface DecideOptions {
  /**
   * What an output must exceed, one for all or one for each. By default the largest output wins.
   */
  readonly threshold?: number | readonly number[];
}

/**
 * Turns outputs into decisions, one 0 or 1 for each output.
 *
 * Without a threshold the largest output of each row is 1, among equals the one with the lowest
 * index. With a threshold each output is decided by itself: 1 where it lies strictly above, (8). A
 * single output is decided at a threshold, 0.5 as in the paper's first example.
 *
 * @param outputs (examples × outputs).
 * @param decisionThreshold The default threshold of a single output. Defaults to 0.5.
 * @returns Zeros and ones (examples × outputs).
 * @throws {TypeError} If `outputs` is not a matrix, or there is not one threshold for each output.
 * @throws {RangeError} If a threshold is NaN.
 *
 * @example
 * ```ts
 * import { decide, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = matrix([[0.2, 0.4, 0.4]]);
 * assertEquals(Array.from(decide(outputs).data), [0, 1, 0]);
 * assertEquals(Array.from(decide(outputs, { threshold: 0.3 }).data), [0, 1, 1]);
 * ```
 * @category Classification
 */
export function decide(
  outputs: Matrix,
  options: DecideOptions = {},
  decisionThreshold = 0.5,
): Matrix {
  checkOptions("decide()", options, "threshold");
  checkMatrix(outputs, "outputs");
  const { rows, columns, data } = outputs;
  const threshold = options.threshold ?? (columns === 1 ? decisionThreshold : undefined);
  const decisions = new Uint8Array(rows * columns);
  if (threshold === undefined) {
    labelsOf(outputs).forEach((label, i) => decisions[i * columns + label] = 1);
    return { rows, columns, data: decisions };
  }
  const thresholds = typeof threshold === "number" ? Array(columns).fill(threshold) : threshold;
  if (thresholds.length !== columns) {
    throw new TypeError(
      `There must be one threshold for each of ${columns} outputs, but found ${thresholds.length}`,
    );
  }
  if (!thresholds.every((each) => !Number.isNaN(each))) {
    throw new RangeError(`A threshold must be a number, but found ${thresholds.join(", ")}`);
  }
  const decided = decisions.map((_, i) => data[i]! > thresholds[i % columns]! ? 1 : 0);
  return { rows, columns, data: decided };
}

/**
 * The class of each row: the index of its largest entry, among equals the lowest. NaN is never the
 * largest; a row of NaN is of class 0. A single column stands for two classes: 1 where its entry
 * exceeds 0.5, else 0.
 *
 * @param matrix Outputs or targets (examples × classes).
 * @throws {TypeError} If it is not a matrix.
 *
 * @example
 * ```ts
 * import { labelsOf, matrix } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Array.from(labelsOf(matrix([[0.2, 0.8], [0.5, 0.5]]))), [1, 0]);
 * assertEquals(Array.from(labelsOf(matrix([[0.2], [0.8]]))), [0, 1]);
 * ```
 * @category Classification
 */
export function labelsOf(matrix: Matrix): Uint32Array {
  checkMatrix(matrix, "What labels are taken of");
  const { rows, columns, data } = matrix;
  return Uint32Array.from({ length: rows }, (_, i) => {
    if (columns === 1) return data[i]! > 0.5 ? 1 : 0;
    let best = 0;
    for (let j = 1; j < columns; j++) {
      const entry = data[i * columns + j]!, largest = data[i * columns + best]!;
      if (entry > largest || (Number.isNaN(largest) && !Number.isNaN(entry))) best = j;
    }
    return best;
  });
}
