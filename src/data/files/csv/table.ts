import { describe, printable } from "../../../core/support/describe.ts";
import { isReadable, numberOf } from "./number.ts";
import { CsvScanner, fieldOf, type TakeField } from "./scan.ts";

/** The records of a CSV file, as numbers, which take less memory than strings. */
export interface Table {
  readonly names: readonly string[];
  /** How many records there are, without the header. */
  readonly records: number;
  /** (records × names): NaN where a field is not a number. */
  readonly numbers: Float64Array;
  /** What each column holds beside numbers. */
  readonly contents: readonly Contents[];
  /** The fields of some columns, by their places: the text is read once more. */
  readonly fieldsOf: (columns: readonly number[]) => string[][];
}

/** What a column holds beside numbers. */
export interface Contents {
  /** The number of fields of spaces alone. */
  empty: number;
  /** The number of other fields that are not numbers. */
  others: number;
  /** How many of those a person reads as numbers. */
  readable: number;
  /** The first of the others, and its record from 1. */
  first?: { readonly field: string; readonly record: number };
}

/** Options of {@linkcode tableOf}. */
export interface TableOptions {
  readonly delimiter?: string | undefined;
  /** The names of the columns. By default the first record is a header. */
  readonly names?: readonly string[] | undefined;
  /** The names of columns that will be read as text, which then needs no second reading. */
  readonly texts?: readonly string[];
}

/**
 * Reads the records of a CSV file.
 *
 * @throws {TypeError} If two columns have one name, or the names are not one for each column.
 * @throws {SyntaxError} If the text is not valid CSV, or has no record.
 */
export function tableOf(text: string, options: TableOptions): Table {
  const { delimiter = ",", names: given, texts: known = [] } = options;
  checkNames(given);
  const { scanner, names } = begin(text, delimiter, given);
  if (!scanner.hasNext) throw noRecords(text);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new TypeError(`Columns must differ in name, but found ${describe(twice)} twice`);
  }
  const columns = names.length, contents = names.map(() => ({ empty: 0, others: 0, readable: 0 }));
  const numbers = new Float64Array(mostRecords(text, columns) * columns);
  const isText = Uint8Array.from(names, (name) => known.includes(name) ? 1 : 0);
  const texts = names.map((_, place) => isText[place] ? [] as string[] : undefined);
  let records = 0;
  const take: TakeField = (start, end, quotes, column) => {
    if (column >= columns) return; // refused below, or as a record that is too long
    const field = fieldOf(text, start, end, quotes), number = numberOf(field);
    texts[column]?.push(field);
    numbers[records * columns + column] = number;
    if (number !== number) include(contents[column]!, field, records + 1);
  };
  for (; scanner.hasNext; records++) {
    scanner.next(take, numbers, records * columns, isText);
    if (scanner.width === columns) continue;
    throw new TypeError(
      `names must be one for each of ${scanner.width} columns, but found ${columns}`,
    );
  }
  return {
    ...{ names, records, numbers: numbers.subarray(0, records * columns), contents },
    fieldsOf: (places) => {
      const missing = places.filter((place) => texts[place] === undefined);
      for (const place of missing) texts[place] = [];
      if (missing.length > 0) {
        readTexts(text, begin(text, delimiter, given).scanner, missing, texts);
      }
      return places.map((place) => texts[place]!);
    },
  };
}

/** A scanner before the first record that is not the header, and the names. */
function begin(
  text: string,
  delimiter: string,
  given: readonly string[] | undefined,
): { readonly scanner: CsvScanner; readonly names: readonly string[] } {
  const scanner = new CsvScanner(text, delimiter), header: string[] = [];
  if (given === undefined && scanner.hasNext) {
    scanner.next((start, end, quotes) => header.push(fieldOf(text, start, end, quotes)));
  }
  return { scanner, names: given ?? header };
}

/** Reads the fields of some columns. */
function readTexts(
  text: string,
  scanner: CsvScanner,
  places: readonly number[],
  into: readonly (string[] | undefined)[],
): void {
  const isText = Uint8Array.from(into, (_, place) => places.includes(place) ? 1 : 0);
  const numbers = new Float64Array(into.length);
  while (scanner.hasNext) {
    const take: TakeField = (start, end, quotes, column) => {
      if (isText[column]) into[column]!.push(fieldOf(text, start, end, quotes));
    };
    scanner.next(take, numbers, 0, isText);
  }
}

/** Counts a field that is not a number. */
function include(contents: Contents, field: string, record: number): void {
  if (field.trim() === "") {
    contents.empty++;
    return;
  }
  contents.others++;
  if (isReadable(field)) contents.readable++;
  contents.first ??= { field, record };
}

/** At least as many records as a text has: each ends a line, and its fields end at a character. */
function mostRecords(text: string, columns: number): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return Math.min(lines, Math.ceil(text.length / columns) + 1);
}

function checkNames(names: readonly string[] | undefined): void {
  if (names === undefined) return;
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return;
  throw new TypeError(
    `names must be an array of the names of the columns, but found ${describe(names)}`,
  );
}

function noRecords(text: string): SyntaxError {
  const isPath = text.length < 1000 && /^[^\r\n]*(\.\w{1,5}|[/\\][^,;\r\n]*)$/.test(text);
  const what = "A CSV file must hold at least one record";
  return new SyntaxError(
    isPath
      ? `${what}, but found the text ${describe(text)}, which seems to be its path: pass what it ` +
        `holds, such as await Deno.readTextFile(${printable(JSON.stringify(text.slice(0, 40)))})`
      : `${what}, but found none`,
  );
}
