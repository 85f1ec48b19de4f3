import { checkOptions } from "../core/support/options.ts";
import { namesOf } from "../data/files/csv/columns.ts";
import type { TableRow } from "../data/files/csv/rows.ts";
import { checkEncoding, type CsvEncoding, tableInputs } from "../data/generators/csv/encoding.ts";
import type { InputKind } from "./inputs.ts";

/**
 * Inputs that are records of a table, such as a CSV file.
 * @category Models
 */
export interface TableInputs {
  /** The name of the kind. */
  readonly kind: "table";
  /** How records were encoded to train on: from `csvGenerator`. */
  readonly encoding: CsvEncoding;
}

/** An example is a record by the names of columns, or an array in the order of the input columns. */
export const TABLE: InputKind<TableInputs, TableRow> = {
  size: ({ encoding }) => namesOf(encoding.inputs).length,
  check: (inputs) => {
    const { encoding } = checkOptions("TableInputs", inputs, "kind encoding");
    checkEncoding(encoding);
  },
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (rows, { encoding }) => tableInputs(rows, encoding),
};
