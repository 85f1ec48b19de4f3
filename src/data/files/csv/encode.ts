import type { Matrix } from "../../../core/matrix/matrix.ts";
import { describe, printable } from "../../../core/support/describe.ts";
import { type Column, tooMany } from "./columns.ts";
import { listed, placeOf } from "./places.ts";
import type { Records } from "./table.ts";

/** Options of {@linkcode encode}. */
export interface EncodeOptions {
  /** Which records, from 0. Defaults to all. */
  readonly records?: ArrayLike<number> | undefined;
  /** What an unknown category becomes: an error by default, or zeros for all categories. */
  readonly unknown?: "error" | "zeros" | undefined;
}

/**
 * Encodes columns of a file as numbers, categories as zeros and a one; fills missing values.
 *
 * @returns (records × names), see `namesOf`.
 * @throws {RangeError} If a column is missing, a field is not a finite number or is an unknown category, a
 * missing value has no fill, or the matrix does not fit into memory.
 */
export function encode(
  table: Records,
  columns: readonly Column[],
  { records, unknown = "error" }: EncodeOptions = {},
): Matrix & { readonly data: Float64Array } {
  let width = 0;
  const places = columns.map(({ name, categories, fill }) => {
    const place = { from: placeOf(table.names, name), to: width, categories, fill };
    width += categories?.length ?? 1;
    return place;
  });
  const numeric = places.filter(({ categories }) => categories === undefined);
  const categorical = places.filter(({ categories }) => categories !== undefined);
  const rows = records?.length ?? table.records, count = table.names.length;
  const data = numbersFor(rows, columns, width);
  for (let row = 0; row < rows; row++) {
    const record = records?.[row] ?? row;
    for (let k = 0; k < numeric.length; k++) {
      const { from, to, fill } = numeric[k]!, number = table.numbers[record * count + from]!;
      const isMissing = number !== number; // NaN
      if (!Number.isFinite(number) && !(isMissing && fill !== undefined)) {
        throw refused(table, from, record, "a finite number");
      }
      data[row * width + to] = isMissing ? fill as number : number;
    }
  }
  const fields = table.fieldsOf(categorical.map(({ from }) => from));
  categorical.forEach(({ from, to, categories, fill }, k) => {
    const numbers = new Map(categories!.map((category, number) => [category, to + number]));
    const filled = fill === undefined ? undefined : numbers.get(fill as string);
    for (let row = 0; row < rows; row++) {
      const record = records?.[row] ?? row, field = fields[k]![record]!;
      const place = numbers.get(field) ?? (field === "" ? filled : undefined);
      if (place !== undefined) data[row * width + place] = 1;
      else if (unknown === "error") {
        throw refused(table, from, record, `one of ${listed(categories!)}`);
      }
    }
  });
  return { rows, columns: width, data };
}

/** The error for a field; the fill is the trainer's to choose, so that predictions name it, too. */
function refused(table: Records, place: number, record: number, wanted: string): RangeError {
  const field = table.fieldsOf([place])[0]![record]!;
  return new RangeError(
    `Column ${printable(table.names[place]!)} of record ${record + 1} must be ${wanted}, ` +
      (field === ""
        ? 'but is missing: csvGenerator() fills missing values by { fill: "median" }, and leaves ' +
          'their records out by { fill: "drop" }'
        : `but found ${describe(field)}`),
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
