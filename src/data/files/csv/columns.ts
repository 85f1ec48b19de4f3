import type { Matrix } from "../../../core/matrix/matrix.ts";
import { describe, printable } from "../../../core/support/describe.ts";

/**
 * A column of a CSV file and its encoding as numbers: plain data.
 * @category CSV
 */
export interface Column {
  /** The name in the header. */
  readonly name: string;
  /** The categories, each encoded as a 0 or 1; only categorical columns have them. */
  readonly categories?: readonly string[];
}

/**
 * The encoding of a column.
 * @category CSV
 */
export type ColumnKind = "numeric" | "categorical" | "ignored";

/** The names and records of a CSV file. */
export interface Table {
  readonly names: readonly string[];
  /** The fields of each record, without the header. */
  readonly records: readonly (readonly string[])[];
}

// Stricter than Number(), to which "" is 0 and "0x10" 16.
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/**
 * A column's encoding: numeric if all its non-empty fields are numbers, else categorical.
 *
 * @throws {RangeError} If no column has that name.
 */
export function columnOf(table: Table, name: string, kind?: ColumnKind): Column {
  const fields = fieldsOf(table, name);
  const filled = fields.filter((field) => field.trim() !== "");
  const isNumeric = filled.length > 0 && filled.every((field) => NUMBER.test(field));
  if (kind === "numeric" || (kind === undefined && isNumeric)) return { name };
  return { name, categories: [...new Set(fields)].sort(byCodeUnits) };
}

/** Independent of the locale. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The names of the matrix columns that columns of a file become: `age`, `colour=red`. */
export function namesOf(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, categories }) =>
    categories?.map((category) => `${name}=${category}`) ?? [name]
  );
}

/**
 * Encodes columns of a file as numbers, categories as zeros and a one.
 *
 * @returns (records × names), see {@linkcode namesOf}.
 * @throws {RangeError} If a column is missing, a field is not a number or an unknown category, or
 * the matrix does not fit into memory.
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
          `Column ${printable(name)} of record ${i + 1} must be ${wanted}, ` +
            `but found ${describe(field)}`,
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

/** Zeros to fill; a column of names or dates becomes thousands of columns, perhaps too many. */
function numbersFor({ records }: Table, columns: readonly Column[], width: number): Float64Array {
  try {
    return new Float64Array(records.length * width);
  } catch (error) {
    const sizes = columns.map(({ name, categories }) => ({ name, size: categories?.length ?? 1 }));
    const { name, size } = sizes.reduce((most, each) => each.size > most.size ? each : most);
    throw new RangeError(
      `Columns must become a matrix that memory can hold, but ${describe(name)} alone has ` +
        `${size} categories: it may be ignored, { columns: { ${printable(name)}: "ignored" } }`,
      { cause: error },
    );
  }
}

function fieldsOf({ names, records }: Table, name: string): string[] {
  const index = names.indexOf(name);
  if (index >= 0) return records.map((record) => record[index]!);
  throw new RangeError(`A column must be one of ${listed(names)}, but found ${describe(name)}`);
}

/** The first of some names, in quotes, as they may contain commas. */
function listed(names: readonly string[]): string {
  return names.slice(0, 10).map(describe).join(", ") + (names.length > 10 ? ", …" : "");
}
