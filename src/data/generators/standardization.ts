import { describe } from "../../core/support/describe.ts";
import { type Inputs, type Matrix, shapeOf } from "../../core/matrix/matrix.ts";

/**
 * The standardization of columns: plain data, to be stored with a trained network.
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
 * @param chosen Which columns to standardize. Defaults to all.
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
  const { rows, columns } = matrix;
  if (rows === 0) throw new RangeError("There must be at least one example to standardize by");
  const { data } = matrix, factor = "scale" in matrix ? matrix.scale : 1;
  const sizes = new Float64Array(columns), varies = new Uint8Array(columns);
  const sums = new Float64Array(columns), squares = new Float64Array(columns);
  // All walk from row to row, as the entries of a column are far apart in memory.
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const entry = data[i * columns + j]! * factor, size = Math.abs(entry);
      if (!(size <= sizes[j]!)) sizes[j] = size; // also of NaN
      // The rounded mean of equal numbers may differ from them, and noise would be scaled up.
      if (entry !== data[j]! * factor) varies[j] = 1;
    }
  }
  // Scaling by powers of two is exact, and neither sums nor squares overflow or vanish: an entry
  // differs from the mean by a unit in the last place of the largest at least, or not at all.
  const scales = sizes.map(powerBelow);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) sums[j]! += data[i * columns + j]! * factor / scales[j]!;
  }
  const means = sums.map((sum, j) => varies[j] ? scales[j]! * (sum / rows) : data[j]! * factor);

  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      squares[j]! += ((data[i * columns + j]! * factor - means[j]!) / scales[j]!) ** 2;
    }
  }
  const isChosen = (j: number) => chosen === undefined || chosen[j] === true;
  return {
    means: Array.from(means, (mean, j) => isChosen(j) ? mean : 0),
    deviations: Array.from(squares, (sum, j) => {
      return isChosen(j) && varies[j] ? scales[j]! * Math.sqrt(sum / rows) : 1;
    }),
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

/** The same as {@linkcode standardize}, in the place of a matrix that nobody else holds. */
export function standardizeInPlace(matrix: Inputs, standardization: Standardization): Matrix {
  const into = matrix.data as Float64Array<ArrayBuffer>;
  return byColumns(matrix, standardization, (x, mean, deviation) => (x - mean) / deviation, into);
}

function byColumns(
  matrix: Inputs,
  { means, deviations }: Standardization,
  formula: (entry: number, mean: number, deviation: number) => number,
  formed = new Float64Array(matrix.data.length),
): Matrix {
  const { rows, columns } = matrix;
  if (means.length !== columns || deviations.length !== columns) {
    throw new TypeError(
      `A matrix (${shapeOf(matrix)}) must be standardized by one mean and deviation for each ` +
        `column, but found ${means.length} and ${deviations.length}`,
    );
  }
  const { data } = matrix, factor = "scale" in matrix ? matrix.scale : 1;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const index = i * columns + j;
      formed[index] = formula(data[index]! * factor, means[j]!, deviations[j]!);
    }
  }
  return { rows, columns, data: formed };
}

/** Throws unless a value, which may be read from a file, standardizes so many columns. */
export function checkStandardization(value: Standardization, columns: number, name: string): void {
  for (const member of ["means", "deviations"] as const) {
    const numbers = value?.[member];
    if (!Array.isArray(numbers) || numbers.length !== columns) {
      const found = Array.isArray(numbers) ? `${numbers.length}` : describe(numbers);
      throw new TypeError(`${name}.${member} must be ${columns} numbers, but found ${found}`);
    }
    const isFit = (x: unknown) => Number.isFinite(x) && (member === "means" || x as number > 0);
    const wrong = numbers.find((number) => !isFit(number));
    if (wrong === undefined) continue;
    const wanted = member === "means" ? "finite numbers" : "positive numbers";
    throw new RangeError(`${name}.${member} must be ${wanted}, but found ${describe(wrong)}`);
  }
}

/** The largest power of two that does not exceed a magnitude. */
function powerBelow(size: number): number {
  return 2 ** Math.floor(Math.log2(size));
}
