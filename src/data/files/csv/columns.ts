import { describe, printable } from "../../../core/support/describe.ts";
import { isReadable } from "./number.ts";
import { byPlaces } from "./places.ts";
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
  /** What a missing value counts as: a number, or one of the categories. */
  readonly fill?: number | string;
}

/**
 * The encoding of a column.
 * @category CSV
 */
export type ColumnKind = "numeric" | "categorical" | "ignored";

const KINDS: readonly ColumnKind[] = ["numeric", "categorical", "ignored"];

/** The kinds that were given, by the places of their columns. */
export function kindsByPlace(
  names: readonly string[],
  columns: Readonly<Record<string, ColumnKind>>,
): Map<number, ColumnKind> {
  return byPlaces(names, "columns", columns, 'kinds such as { age: "numeric" }', KINDS);
}

/** The most categories of a column by default: each becomes a column of the matrix. */
export const MOST_CATEGORIES = 1000;

/**
 * Whether a column is categorical: numeric if all fields that are not missing are numbers.
 *
 * @throws {RangeError} If most of its fields are numbers, or are read as such, and some are not.
 */
export function isCategorical({ records, contents, names }: Table, place: number): boolean {
  const { missing, first } = contents[place]!;
  if (first === undefined) return missing === records;
  if (!isMixed(contents[place]!, records)) return true;
  const { field, record } = first, name = nameInCode(names[place]!);
  throw new RangeError(
    `Column ${printable(names[place]!)} seems to be one of numbers, but record ${record} has ` +
      `${describe(field)}: ${remedyFor(field)}, or say what the column is, ` +
      `{ columns: { ${name}: "categorical" } }, or "ignored" to leave it out`,
  );
}

/** Whether most fields of a column are numbers, or are read as such, and some are not numbers. */
export function isMixed(
  { missing, others, readable }: Table["contents"][number],
  records: number,
): boolean {
  const present = records - missing;
  return others > 0 && 2 * (present - others + readable) > present;
}

/** What makes a number of a field, or a missing value. */
function remedyFor(field: string): string {
  if (!isReadable(field)) {
    const text = printable(JSON.stringify(field.trim().slice(0, 40)));
    return `if that stands for a missing value, say so, { missing: [${text}] }`;
  }
  const options = [
    ...(/,\d+\D*$/.test(field) ? ['{ decimal: "," }'] : []),
    ...[",", ".", "'", " "].flatMap((mark) =>
      field.trim().split(mark).slice(1).some((rest) => /^\d{3}(?!\d)/.test(rest))
        ? [`{ thousands: "${mark}" }`]
        : []
    ),
  ];
  const plain = "write numbers such as 1137 and 1.5 alone";
  return options.length === 0
    ? plain
    : `${plain}, or say how they are written, ${options.join(" or ")}`;
}

/**
 * The categories of a column in some records, all by default, in order of code units.
 *
 * @param most The most that it may have.
 * @throws {RangeError} If it has more.
 */
export function categoriesOf(
  table: Table,
  place: number,
  most: number,
  records?: ArrayLike<number>,
): string[] {
  const fields = table.fieldsOf([place])[0]!;
  const found = records === undefined
    ? new Set(fields)
    : new Set(Array.from(records, (record) => fields[record]!));
  if (found.size > most) throw tooMany(table.names[place]!, found.size, `${most} at most`);
  return [...found].sort(byCodeUnits);
}

/** The error for a column of too many categories. */
export function tooMany(name: string, found: number, limit: string): RangeError {
  return new RangeError(
    `Each category becomes a column of a matrix, ${limit}, but ${
      describe(name)
    } alone has ${found} ` +
      `categories: leave it out, { columns: { ${nameInCode(name)}: "ignored" } }, or raise the ` +
      `limit, { maxCategories: ${found} }`,
  );
}

/** A name as a key of an object in a program. */
function nameInCode(name: string): string {
  return printable(JSON.stringify(name.slice(0, 40)));
}

/** Independent of the locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The names of the matrix columns that columns of a file become: `age`, `colour=red`. */
export function namesOf(columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, categories }) =>
    categories?.map((category) => `${name}=${category}`) ?? [name]
  );
}
