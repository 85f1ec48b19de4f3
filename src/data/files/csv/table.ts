import { describe, printable } from "../../../core/support/describe.ts";
import { type CsvFormat, missingTest } from "./format.ts";
import { isReadable, missingNumbers, numberReader } from "./number.ts";
import { type ColumnReference, firstPlaceOf } from "./places.ts";
import { CsvScanner, fieldOf, type TakeField } from "./scan.ts";

/** Records, as numbers, which take less memory than strings. */
export interface Records {
  readonly names: readonly string[];
  /** How many records there are, without the header. */
  readonly records: number;
  /** (records × names): NaN where a value is missing, infinite where it is not a finite number. */
  readonly numbers: Float64Array;
  /** The fields of some columns, by their places, "" where missing. */
  readonly fieldsOf: (columns: readonly number[]) => string[][];
}

/** The records of a CSV file; `fieldsOf` reads the text once more. */
export interface Table extends Records {
  /** What each column holds beside numbers. */
  readonly contents: readonly Contents[];
}

/** What a column holds beside numbers. */
export interface Contents {
  /** The number of fields that stand for a missing value. */
  missing: number;
  /** The number of other fields that are not numbers. */
  others: number;
  /** How many of those a person reads as numbers. */
  readable: number;
  /** The first of the others, and its record from 1. */
  first?: { readonly field: string; readonly record: number };
}

/**
 * Reads the records of a CSV file.
 *
 * @param format Checked, see `formatOf`.
 * @param known Columns that will be read as text, which then needs no second reading.
 * @throws {TypeError} If two columns have one name, or the names are not one for each column.
 * @throws {SyntaxError} If the text is not valid CSV, or has no record.
 */
export function tableOf(
  text: string,
  format: CsvFormat,
  known: readonly ColumnReference[] = [],
): Table {
  const { scanner, names } = begin(text, format);
  if (!scanner.hasNext) throw noRecords(text);
  const twice = names.find((name, i) => firstPlaceOf(names, name) !== i);
  if (twice !== undefined) {
    throw new TypeError(
      `Columns must differ in name, but found ${describe(twice)} twice: rename one`,
    );
  }
  const isMissing = missingTest(format.missing), read = numberReader(format);
  const columns = names.length;
  const contents: Contents[] = names.map(() => ({ missing: 0, others: 0, readable: 0 }));
  const numbers = new Float64Array(mostRecords(text, columns) * columns);
  const keys = new Set(known.map(String));
  const isText = Uint8Array.from(names, (name, i) => keys.has(name) || keys.has(`${i}`) ? 1 : 0);
  const texts = names.map((_, place) => isText[place] ? [] as string[] : undefined);
  let records = 0;
  const take: TakeField = (start, end, quotes, column) => {
    if (column >= columns) return; // refused below, or as a record that is too long
    const field = fieldOf(text, start, end, quotes), missing = isMissing(field);
    texts[column]?.push(missing ? "" : field);
    const number = missing ? NaN : read(field), isNumber = number === number;
    numbers[records * columns + column] = isNumber || missing ? number : Infinity;
    if (missing) contents[column]!.missing++;
    else if (!isNumber) include(contents[column]!, field, records + 1);
  };
  for (; scanner.hasNext; records++) {
    scanner.next(take, numbers, records * columns, isText);
    if (scanner.width === columns) continue;
    throw new TypeError(
      `names must be one for each of ${scanner.width} columns, but found ${columns}`,
    );
  }
  const table = { names, records, numbers: numbers.subarray(0, records * columns), contents };
  markMissing(table, new Set(missingNumbers(format)), isText);
  return {
    ...table,
    fieldsOf: (places) => {
      const unread = places.filter((place) => texts[place] === undefined);
      for (const place of unread) texts[place] = [];
      if (unread.length > 0) readTexts(text, begin(text, format).scanner, unread, isMissing, texts);
      return places.map((place) => texts[place]!);
    },
  };
}

/** A scanner before the first record that is not the header, and the names. */
function begin(text: string, format: CsvFormat): {
  readonly scanner: CsvScanner;
  readonly names: readonly string[];
} {
  const { names, header = names === undefined } = format;
  const scanner = new CsvScanner(text, format), first: string[] = [];
  if (!scanner.hasNext || (!header && names !== undefined)) return { scanner, names: names ?? [] };
  scanner.next((start, end, quotes) => first.push(fieldOf(text, start, end, quotes)));
  if (header) return { scanner, names: names ?? first };
  return { scanner: new CsvScanner(text, format), names: first.map((_, place) => `${place}`) };
}

/** Marks numbers that stand for a missing value, which the scanner reads as any other. */
function markMissing(
  { names, numbers, contents }: Omit<Table, "fieldsOf">,
  codes: ReadonlySet<number>,
  isText: Uint8Array,
): void {
  if (codes.size === 0) return;
  for (let i = 0; i < numbers.length; i++) {
    const column = i % names.length;
    if (isText[column] || !codes.has(numbers[i]!)) continue;
    numbers[i] = NaN;
    contents[column]!.missing++;
  }
}

/** Reads the fields of some columns. */
function readTexts(
  text: string,
  scanner: CsvScanner,
  places: readonly number[],
  isMissing: (field: string) => boolean,
  into: readonly (string[] | undefined)[],
): void {
  const isText = new Uint8Array(into.length);
  for (const place of places) isText[place] = 1;
  const numbers = new Float64Array(into.length);
  while (scanner.hasNext) {
    const take: TakeField = (start, end, quotes, column) => {
      if (!isText[column]) return;
      const field = fieldOf(text, start, end, quotes);
      into[column]!.push(isMissing(field) ? "" : field);
    };
    scanner.next(take, numbers, 0, isText);
  }
}

/** Counts a field that is neither a number nor missing. */
function include(contents: Contents, field: string, record: number): void {
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
