import { type Inputs, type Matrix, selectRows, shapeOf } from "../../core/matrix/matrix.ts";

/**
 * The standardisation of columns: plain data, to be stored with a trained network.
 * @category Generators
 */
export interface Standardization {
  /** The mean of each column; 0 where it is left unchanged. */
  readonly means: readonly number[];
  /** The standard deviation of each column; 1 where it is left unchanged, or constant. */
  readonly deviations: readonly number[];
}

/**
 * The means and standard deviations, √((1/N) Σ (x − mean)²), of columns: measure the training part.
 *
 * @param chosen Which columns to standardise. Defaults to all.
 * @throws {RangeError} If the matrix has no rows.
 *
 * @example
 * ```ts
 * import { matrix, standardizationOf, standardize, unstandardize } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const fitted = standardizationOf(matrix([[1, 7], [5, 7]]));
 * assertEquals(fitted, { means: [3, 7], deviations: [2, 1] });
 * const standard = standardize(matrix([[7, 8]]), fitted);
 * assertEquals(Array.from(standard.data), [2, 1]);
 * assertEquals(Array.from(unstandardize(standard, fitted).data), [7, 8]);
 * ```
 * @category Generators
 */
export function standardizationOf(matrix: Inputs, chosen?: readonly boolean[]): Standardization {
  const { rows, columns, data } = selectRows(matrix);
  if (rows === 0) throw new RangeError("There must be at least one example to standardise by");
  const measured = Array.from({ length: columns }, (_, j) => {
    if (chosen !== undefined && !chosen[j]) return { mean: 0, deviation: 1 };
    const column = Array.from({ length: rows }, (_, i) => data[i * columns + j]!);
    // The rounded mean of equal numbers may differ from them, and noise would be scaled up.
    if (column.every((entry) => entry === column[0])) return { mean: column[0]!, deviation: 1 };
    // Scaling by powers of two is exact, and neither sums nor squares overflow or vanish.
    const scale = powerBelow(column), scaled = column.map((entry) => entry / scale);
    const mean = scale * (scaled.reduce((sum, entry) => sum + entry, 0) / rows);
    const unit = powerBelow(column.map((entry) => entry - mean));
    const squares = column.reduce((sum, entry) => sum + ((entry - mean) / unit) ** 2, 0);
    return { mean, deviation: unit * Math.sqrt(squares / rows) };
  });
  return {
    means: measured.map(({ mean }) => mean),
    deviations: measured.map(({ deviation }) => deviation),
  };
}

/**
 * (x − mean) / deviation (examples × columns), column by column, in float64.
 *
 * @throws {TypeError} If the numbers of columns differ.
 * @category Generators
 */
export function standardize(matrix: Inputs, standardization: Standardization): Matrix {
  return byColumns(matrix, standardization, (x, mean, deviation) => (x - mean) / deviation);
}

/**
 * x · deviation + mean, column by column, in float64: from outputs back to the targets' units.
 *
 * @throws {TypeError} If the numbers of columns differ.
 * @category Generators
 */
export function unstandardize(matrix: Inputs, standardization: Standardization): Matrix {
  return byColumns(matrix, standardization, (x, mean, deviation) => x * deviation + mean);
}

function byColumns(
  matrix: Inputs,
  { means, deviations }: Standardization,
  formula: (entry: number, mean: number, deviation: number) => number,
): Matrix {
  if (means.length !== matrix.columns || deviations.length !== matrix.columns) {
    throw new TypeError(
      `A matrix (${shapeOf(matrix)}) must be standardised by one mean and deviation for each ` +
        `column, but found ${means.length} and ${deviations.length}`,
    );
  }
  const { rows, columns, data } = selectRows(matrix);
  const formed = new Float64Array(data.length); // Float64Array.from, an iteration, took 30 times as long
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      formed[i * columns + j] = formula(data[i * columns + j]!, means[j]!, deviations[j]!);
    }
  }
  return { rows, columns, data: formed };
}

/** The largest power of two that does not exceed the largest magnitude. */
function powerBelow(column: readonly number[]): number {
  return 2 ** Math.floor(Math.log2(column.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
}
