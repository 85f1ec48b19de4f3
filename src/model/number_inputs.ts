import type { Inputs } from "../core/matrix/matrix.ts";
import { checkCount } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import {
  checkStandardization,
  type Standardization,
  standardizeInPlace,
} from "../data/generators/standardization.ts";
import type { InputKind } from "./inputs.ts";

/**
 * Inputs that are rows of numbers.
 * @category Models
 */
export interface NumberInputs {
  /** The name of the kind. */
  readonly kind: "numbers";
  /** The length of a row. */
  readonly size: number;
  /** The standardization that rows need. Without it they are taken as they are. */
  readonly scale?: Standardization;
}

/** A row is an array of numbers. */
export const NUMBERS: InputKind<NumberInputs, ArrayLike<number>> = {
  size: ({ size }) => size,
  check: (inputs) => {
    const { size, scale } = checkOptions("NumberInputs", inputs, "kind size scale");
    checkCount(size, "inputs.size of a model");
    if (scale !== undefined) checkStandardization(scale, size, "inputs.scale of a model");
  },
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (rows, { size, scale }): Promise<Inputs> => {
    const data = new Float64Array(rows.length * size);
    rows.forEach((row, i) => {
      const isRow = Array.isArray(row) || ArrayBuffer.isView(row);
      if (!isRow || row.length !== size) {
        const found = isRow ? `${row.length} of them` : describe(row);
        throw new TypeError(`Row ${i + 1} must be an array of ${size} numbers, but found ${found}`);
      }
      for (let j = 0; j < size; j++) {
        if (!Number.isFinite(row[j])) {
          const found = describe(row[j]);
          throw new RangeError(
            `Entry ${j + 1} of row ${i + 1} must be a finite number, but found ${found}`,
          );
        }
        data[i * size + j] = row[j]!;
      }
    });
    const inputs = { rows: rows.length, columns: size, data };
    return scale === undefined ? inputs : standardizeInPlace(inputs, scale);
  },
};
