import { checkOptions } from "../../../core/support/options.ts";
import type { ParseCsvOptions } from "./format.ts";
import { CsvScanner, fieldOf } from "./scan.ts";

/**
 * Reads the records of a CSV file.
 *
 * RFC 4180: fields are separated by commas and records by CRLF (LF alone is accepted); a field in
 * quotes may hold commas, line breaks and, doubled, quotes; spaces belong to the field; all records
 * have as many fields as the first; the last line break may be missing. A byte order mark is
 * skipped, and so are empty lines below the first record, unless records have a single field.
 *
 * @returns The fields of each record, including any header.
 * @throws {TypeError} If the text is not a string.
 * @throws {SyntaxError} If a quote is misplaced or left open, a carriage return stands alone, or a
 * record has another number of fields; the message gives the line.
 * @throws {RangeError} If the delimiter is not one character or `"whitespace"`, or is a quote or a line
 * break.
 *
 * @example
 * ```ts
 * import { parseCsv } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const text = 'name,quote\r\nAda,"the engine ""weaves"",\r\nshe said"\r\n';
 * assertEquals(parseCsv(text), [["name", "quote"], ["Ada", 'the engine "weaves",\r\nshe said']]);
 * ```
 * @category CSV
 */
export function parseCsv(text: string, options: ParseCsvOptions = {}): string[][] {
  const scanner = new CsvScanner(text, checkOptions("parseCsv()", options, "delimiter"));
  const records: string[][] = [];
  while (scanner.hasNext) {
    const record: string[] = [];
    scanner.next((start, end, quotes) => record.push(fieldOf(text, start, end, quotes)));
    records.push(record);
  }
  return records;
}
