import { describe, printable } from "../core/support/describe.ts";
import { csvInputs } from "../data/generators/csv_generator.ts";
import { namesOf } from "../data/files/csv/columns.ts";
import type { CsvEncoding } from "../data/generators/csv_generator.ts";
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

/** A value of a record: a text, as a file has it, or a number; null where it is missing. */
type Field = string | number | null;

/** An example is a record by the names of columns, or an array in the order of the input columns. */
export const TABLE: InputKind<TableInputs, Readonly<Record<string, Field>> | readonly Field[]> = {
  size: ({ encoding }) => namesOf(encoding.inputs).length,
  check: () => {},
  describe: ({ encoding }) => {
    const [first] = encoding.inputs;
    return `a record of ${encoding.inputs.length} columns such as ${describe(first!.name)}`;
  },
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (rows, description) => {
    const { encoding } = description;
    const names = encoding.inputs.map(({ name }) => name);
    const lines = rows.map((row, i) => {
      const fields = fieldsOf(row, names);
      if (fields !== undefined) return fields.map((field, j) => quoted(field, names[j]!, i));
      throw new TypeError(
        `Row ${i + 1} must be ${TABLE.describe(description)}, or an array of ${names.length} ` +
          `values, but found ${describe(row)}`,
      );
    });
    return csvInputs([names.map(asField), ...lines].join("\n"), encoding);
  },
};

/** The values of a row by the names of columns, or in their order; undefined if it is none. */
function fieldsOf(row: unknown, names: readonly string[]): readonly unknown[] | undefined {
  if (Array.isArray(row)) return row.length === names.length ? row : undefined;
  if (typeof row !== "object" || row === null) return undefined;
  const record = row as Readonly<Record<string, unknown>>;
  return names.map((name) => Object.hasOwn(record, name) ? record[name] : undefined);
}

/** A value as a field of a CSV file. */
function quoted(field: unknown, name: string, i: number): string {
  if (["string", "number", "undefined"].includes(typeof field) || field === null) {
    return asField(String(field ?? ""));
  }
  throw new TypeError(
    `Column ${printable(name)} of row ${i + 1} must be a text or a number, but found ` +
      describe(field),
  );
}

function asField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
