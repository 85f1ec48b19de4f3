import type { Inputs } from "../core/matrix/matrix.ts";
import { checkNotNegative } from "../core/support/checks.ts";
import { checkOptions } from "../core/support/options.ts";
import {
  checkStandardization,
  type Standardization,
  standardizationOf,
} from "../data/generators/standardization.ts";

/**
 * Statistics of the inputs that a network was trained on, by which others are told: plain data.
 * @category Models
 */
export interface Familiarity extends Standardization {
  /** The largest distance among the training examples. */
  readonly limit: number;
}

/** How far beyond the training examples an input may lie, as a factor: they are a sample. */
const MARGIN = 1.25;

/** The share of the mean variance that is added to each: pixels at the edge hardly vary. */
const SHRINKAGE = 0.1;

/**
 * Measures the inputs that a network is trained on.
 *
 * @param inputs The inputs of the training examples (examples × inputs).
 * @throws {RangeError} Without examples.
 *
 * @example
 * ```ts
 * import { dense, familiarityOf, linear, matrix, model, network } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const familiarity = familiarityOf(matrix([[0], [1], [2]]));
 * const net = network({ inputs: 1, layers: [dense(1, linear)], seed: 1 });
 * const [near, far] = await model({ network: net, familiarity }).predict([[1], [9]]);
 * assertEquals(near!.warning, undefined);
 * assertEquals(far!.warning, "the input is unlike those that the network was trained on");
 * ```
 * @category Models
 */
export function familiarityOf(inputs: Inputs): Familiarity {
  const { means, deviations } = standardizationOf(inputs);
  const varies = columnsThatVary(inputs, means);
  const variances = deviations.map((deviation, j) => varies[j] ? deviation ** 2 : 0);
  const mean = variances.reduce((sum, variance) => sum + variance, 0) / variances.length;
  const scale = {
    means,
    deviations: variances.map((variance) => Math.sqrt(variance + SHRINKAGE * mean) || 1),
  };
  const limit = distances(inputs, scale).reduce((most, each) => Math.max(most, each), 0);
  return { ...scale, limit };
}

/** Whether each example is unlike those that were measured, by the inputs of a network. */
export function areUnfamiliar(inputs: Inputs, familiarity: Familiarity): boolean[] {
  const most = MARGIN * familiarity.limit;
  return Array.from(distances(inputs, familiarity), (distance) => distance > most);
}

/** The root of the mean squared deviation of each example, in standard deviations of each column. */
function distances(inputs: Inputs, { means, deviations }: Standardization): Float64Array {
  const { rows, columns, data } = inputs, factor = "scale" in inputs ? inputs.scale : 1;
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      sum += ((data[i * columns + j]! * factor - means[j]!) / deviations[j]!) ** 2;
    }
    return Math.sqrt(sum / columns);
  });
}

/** Constant columns have a deviation of 1, as nothing else divides. */
function columnsThatVary({ rows, columns, data }: Inputs, means: readonly number[]): boolean[] {
  return means.map((_, j) => {
    for (let i = 1; i < rows; i++) if (data[i * columns + j] !== data[j]) return true;
    return false;
  });
}

/** Throws unless a value, which may be read from a file, is of so many inputs. */
export function checkFamiliarity(value: Familiarity, inputs: number): void {
  checkStandardization(value, inputs, "familiarity of a model");
  checkOptions("Familiarity", value, "means deviations limit");
  checkNotNegative(value.limit, "familiarity.limit of a model");
}
