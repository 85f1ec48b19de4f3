import type { Matrix } from "../../../core/matrix/matrix.ts";
import { describe, printable } from "../../../core/support/describe.ts";
import type { Table } from "./table.ts";

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

/** The most categories of a column by default: each becomes a column of the matrix. */
export const MOST_CATEGORIES = 1000;

/**
 * The encodings of columns: numeric if all non-empty fields are numbers, else categorical.
 *
 * @param kinds The encodings of some, which need not be found out.
 * @param most The most categories of a column.
 * @throws {RangeError} If no column has such a name, a column has too many categories, or most of its
 * fields are numbers, or are read as such, and some are not.
 */
export function columnsOf(
  table: Table,
  names: readonly string[],
  kinds: ReadonlyMap<string, ColumnKind>,
  most: number,
): Column[] {
  const isCategorical = names.map((name) => {
    const place = placeOf(table, name), kind = kinds.get(name);
    return kind === undefined ? !isNumeric(table, place) : kind === "categorical";
  });
  const categorical = names.filter((_, k) => isCategorical[k]);
  const fields = table.fieldsOf(categorical.map((name) => placeOf(table, name)));
  return names.map((name, k) => {
    if (!isCategorical[k]) return { name };
    const categories = [...new Set(fields[categorical.indexOf(name)])].sort(byCodeUnits);
    if (categories.length > most) throw tooMany(name, categories.length, `${most} at most`);
    return { name, categories };
  });
}

/** Whether all fields of a column that are not empty are numbers. */
function isNumeric({ records, contents, names }: Table, place: number): boolean {
  const { empty, others, readable, first } = contents[place]!;
  const filled = records - empty;
  if (first === undefined) return filled > 0;
  if (2 * (filled - others + readable) <= filled) return false;
  const { field, record } = first, name = printable(JSON.stringify(names[place]!.slice(0, 40)));
  throw new RangeError(
    `Column ${printable(names[place]!)} seems to be one of numbers, but record ${record} has ` +
      `${describe(field)}: write numbers such as 1137 and 1.5 alone, or say what the column is, ` +
      `{ columns: { ${name}: "categorical" } }, or "ignored" to leave it out`,
  );
}

function tooMany(name: string, found: number, limit: string): RangeError {
  return new RangeError(
    `Each category becomes a column of a matrix, ${limit}, but ${
      describe(name)
    } alone has ${found} ` +
      `categories: leave it out, { columns: { ${printable(JSON.stringify(name.slice(0, 40)))}: ` +
      `"ignored" } }, or raise the limit, { maxCategories: ${found} }`,
  );
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

/** Encodes some records, all by default, as the rows of a matrix. */
export type Encode = (records?: ArrayLike<number>) => Matrix & { readonly data: Float64Array };

/**
 * Encodes columns of a file as numbers, categories as zeros and a one.
 *
 * @returns A function that returns (records × names), see {@linkcode namesOf}; it throws a RangeError
 * if a field is not a finite number, or the matrix does not fit into memory.
 * @throws {RangeError} If a column is missing, or a field is an unknown category.
 */
export function encoderOf(table: Table, columns: readonly Column[]): Encode {
  let width = 0;
  const places = columns.map(({ name, categories }) => {
    const place = { from: placeOf(table, name), to: width };
    width += categories?.length ?? 1;
    return place;
  });
  const numeric = places.filter((_, k) => columns[k]!.categories === undefined);
  const categorical = places.filter((_, k) => columns[k]!.categories !== undefined);
  const fields = table.fieldsOf(categorical.map(({ from }) => from));
  const chosen = categorical.map(({ from, to }, k) => {
    const categories = columns[places.findIndex((place) => place.to === to)]!.categories!;
    const numbers = new Map(categories.map((category, number) => [category, to + number]));
    return Uint32Array.from(fields[k]!, (field, i) => {
      const number = numbers.get(field);
      if (number !== undefined) return number;
      throw refused(table, from, i, `one of ${listed(categories)}`, field);
    });
  });
  return (records) => {
    const rows = records?.length ?? table.records, count = table.names.length;
    const data = numbersFor(rows, columns, width);
    for (let row = 0; row < rows; row++) {
      const record = records?.[row] ?? row;
      for (let k = 0; k < numeric.length; k++) {
        const { from, to } = numeric[k]!, number = table.numbers[record * count + from]!;
        if (!Number.isFinite(number)) throw refused(table, from, record, "a finite number");
        data[row * width + to] = number;
      }
      for (const places of chosen) data[row * width + places[record]!] = 1;
    }
    return { rows, columns: width, data };
  };
}

function refused(
  table: Table,
  place: number,
  record: number,
  wanted: string,
  field = table.fieldsOf([place])[0]![record],
): RangeError {
  return new RangeError(
    `Column ${printable(table.names[place]!)} of record ${record + 1} must be ${wanted}, ` +
      `but found ${describe(field)}`,
  );
}

/** Zeros to fill; columns of names or dates become thousands of columns, perhaps too many. */
function numbersFor(rows: number, columns: readonly Column[], width: number): Float64Array {
  try {
    return new Float64Array(rows * width);
  } catch {
    const sizes = columns.map(({ name, categories }) => ({ name, size: categories?.length ?? 1 }));
    const { name, size } = sizes.reduce((most, each) => each.size > most.size ? each : most);
    throw tooMany(name, size, "as many as memory can hold");
  }
}

/** Throws a RangeError unless there is a column of each name. */
export function checkColumnNames(table: Table, names: readonly string[]): void {
  for (const name of names) placeOf(table, name);
}

/** The place of the column of a name. */
function placeOf({ names }: Table, name: string): number {
  const place = names.indexOf(name);
  if (place >= 0) return place;
  const [delimiter] = names.length === 1 ? names[0]!.match(/[;\t|]/) ?? [] : [];
  throw new RangeError(
    `A column must be one of ${listed(names)}, but found ${describe(name)}` +
      (delimiter === undefined ? "" : `: fields seem to be separated by another character, ` +
        `{ delimiter: ${JSON.stringify(delimiter)} }`),
  );
}

/** The first of some names, in quotes, as they may contain commas. */
function listed(names: readonly string[]): string {
  return names.slice(0, 10).map(describe).join(", ") + (names.length > 10 ? ", …" : "");
}
