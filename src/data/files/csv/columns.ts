import type { Matrix } from "../../../core/matrix/matrix.ts";
import { describe } from "../../../core/support/describe.ts";

/** A column of a CSV file, and how it becomes numbers. Plain data. */
export interface Column {
  /** Its name in the header. */
  readonly name: string;
  /** The categories of a categorical column, one 0 or 1 for each; left out where it is numeric. */
  readonly categories?: readonly string[];
}

/** What a column is taken for. */
export type ColumnKind = "numeric" | "categorical" | "ignored";

/** A CSV file, read: names and records. */
export interface Table {
  readonly names: readonly string[];
  /** The fields of each record, header not among them. */
  readonly records: readonly (readonly string[])[];
}

// Not whatever Number() takes: "" is 0 to it, and "0x10" 16.
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/**
 * Finds out what a column holds: numbers if all its fields that are not empty are, else categories.
 *
 * @param table The file.
 * @param name The column.
 * @param kind What it is to be taken for, if that was said.
 * @throws {RangeError} If there is no column of that name.
 */
export function columnOf(table: Table, name: string, kind?: ColumnKind): Column {
  const fields = fieldsOf(table, name);
  const filled = fields.filter((field) => field.trim() !== "");
  const isNumeric = filled.length > 0 && filled.every((field) => NUMBER.test(field));
  if (kind === "numeric" || (kind === undefined && isNumeric)) return { name };
  return { name, categories: [...new Set(fields)].sort(byCodeUnits) };
}

/** Not by locale: everywhere the same. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The names of the columns of the matrix that columns of a file become: `age`, `colour=red`. */
export function namesOf(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, categories }) =>
    categories?.map((category) => `${name}=${category}`) ?? [name]
  );
}

/**
 * The numbers that columns of a file become, categories as zeros and a one.
 *
 * @param table The file.
 * @param columns Which of its columns, in the order wanted.
 * @returns (records × names), see {@linkcode namesOf}.
 * @throws {RangeError} If a column is missing, a number is none, a category was never seen, or there
 * are more of them than memory can hold.
 */
export function encodeColumns(table: Table, columns: readonly Column[]): Matrix {
  const width = namesOf(columns).length;
  const data = numbersFor(table, columns, width);
  let first = 0;
  for (const { name, categories } of columns) {
    const places = new Map(categories?.map((category, place) => [category, place]));
    fieldsOf(table, name).forEach((field, i) => {
      const refuse = (wanted: string) => {
        return new RangeError(
          `Column ${name} of record ${i + 1} must be ${wanted}, but found ${describe(field)}`,
        );
      };
      if (categories === undefined) {
        const number = NUMBER.test(field) ? Number(field) : NaN;
        if (!Number.isFinite(number)) throw refuse("a finite number");
        data[i * width + first] = number;
      } else {
        const category = places.get(field);
        if (category === undefined) throw refuse(`one of ${listed(categories)}`);
        data[i * width + first + category] = 1;
      }
    });
    first += categories?.length ?? 1;
  }
  return { rows: table.records.length, columns: width, data };
}

/** Zeros to fill; a column of names or dates becomes thousands of columns, which may be too many. */
function numbersFor({ records }: Table, columns: readonly Column[], width: number): Float64Array {
  try {
    return new Float64Array(records.length * width);
  } catch (error) {
    const sizes = columns.map(({ name, categories }) => ({ name, size: categories?.length ?? 1 }));
    const widest = sizes.reduce((most, each) => each.size > most.size ? each : most);
    throw new RangeError(
      `Columns must become a matrix that memory can hold, but ${describe(widest.name)} alone has ` +
        `${widest.size} categories: it may be ignored, { columns: { ${widest.name}: "ignored" } }`,
      { cause: error },
    );
  }
}

function fieldsOf({ names, records }: Table, name: string): string[] {
  const index = names.indexOf(name);
  if (index < 0) {
    throw new RangeError(
      `A column must be one of ${listed(names)}, but found ${describe(name)}`,
    );
  }
  return records.map((record) => record[index]!);
}

/** The first of some names, in quotes, as commas may stand in them. */
function listed(names: readonly string[]): string {
  return names.slice(0, 10).map(describe).join(", ") + (names.length > 10 ? ", …" : "");
}
