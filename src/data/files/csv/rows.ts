import { describe, printable } from "../../../core/support/describe.ts";
import type { Column } from "./columns.ts";
import { type CsvFormat, missingTest } from "./format.ts";
import { numberReader } from "./number.ts";
import { listed } from "./places.ts";
import type { Records } from "./table.ts";

/**
 * A value of a row: a number, a text as it stands in a CSV file, or null if it is missing.
 * @category CSV
 */
export type TableValue = number | string | null;

/**
 * A row of values: by the names of columns, or in their order.
 * @category CSV
 */
export type TableRow = Readonly<Record<string, TableValue>> | readonly TableValue[];

/**
 * Rows of values as the records of a file with some columns.
 *
 * @throws {TypeError} If a row or a value is not one, or an array is of another length.
 * @throws {RangeError} If a row lacks a column.
 */
export function recordsOfRows(
  rows: readonly TableRow[],
  columns: readonly Column[],
  format: CsvFormat,
): Records {
  if (!Array.isArray(rows)) {
    throw new TypeError(`rows must be an array of records or arrays, but found ${describe(rows)}`);
  }
  const isMissing = missingTest(format.missing), read = numberReader(format);
  // Not NaN, which is what any text reads as that is not a number.
  const codes = new Set((format.missing ?? []).map(read).filter(Number.isFinite));
  const names = columns.map(({ name }) => name);
  const values = rows.map((row, i) => valuesOf(row, names, i));
  const textOf = (value: TableValue) => {
    const text = value === null ? "" : String(value);
    return isMissing(text) ? "" : text;
  };
  const numberOf = (value: TableValue) => {
    const number = typeof value === "number" ? value : read(textOf(value));
    if (codes.has(number) || textOf(value) === "") return NaN;
    return Number.isFinite(number) ? number : Infinity;
  };
  return {
    ...{ names, records: rows.length },
    numbers: Float64Array.from(values.flat(), numberOf),
    fieldsOf: (places) => places.map((place) => values.map((row) => textOf(row[place]!))),
  };
}

/** The values of a row in the order of some columns. */
function valuesOf(row: TableRow, names: readonly string[], number: number): readonly TableValue[] {
  if (typeof row !== "object" || row === null) {
    throw new TypeError(
      `A row must be a record by the names of columns, or an array of values, ` +
        `but row ${number + 1} is ${describe(row)}`,
    );
  }
  if (isArray(row) && row.length !== names.length) {
    throw new TypeError(
      `A row must have a value for each of ${names.length} columns of inputs, ${listed(names)}, ` +
        `but row ${number + 1} has ${row.length}`,
    );
  }
  return names.map((name, place) => {
    if (!isArray(row) && !Object.hasOwn(row, name)) {
      throw new RangeError(
        `A row must have a member ${describe(name)}, null if it is missing, ` +
          `but row ${number + 1} is ${describe(row)}`,
      );
    }
    const value = isArray(row) ? row[place]! : row[name]!;
    if (value === null || typeof value === "number" || typeof value === "string") return value;
    throw new TypeError(
      `${printable(name)} of row ${number + 1} must be a number, a text or null, ` +
        `but found ${describe(value)}`,
    );
  });
}

function isArray(row: TableRow): row is readonly TableValue[] {
  return Array.isArray(row);
}
