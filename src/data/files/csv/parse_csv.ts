import { describe } from "../../../core/support/describe.ts";
import { checkOptions } from "../../../core/support/options.ts";

/**
 * Options of {@linkcode parseCsv}.
 * @category CSV
 */
export interface ParseCsvOptions {
  /** The character between fields. Defaults to a comma. */
  readonly delimiter?: string | undefined;
}

/**
 * Reads the records of a CSV file.
 *
 * RFC 4180: fields are separated by commas and records by CRLF (LF alone is accepted); a field in
 * quotes may hold commas, line breaks and, doubled, quotes; spaces belong to the field; all records
 * have as many fields as the first; the last line break may be missing. A byte order mark is
 * skipped, and so are empty lines at the end, unless records have a single field.
 *
 * @returns The fields of each record, including any header.
 * @throws {TypeError} If the text is not a string.
 * @throws {SyntaxError} If a quote is misplaced or left open, a carriage return stands alone, or a
 * record has another number of fields; the message gives the line.
 * @throws {RangeError} If the delimiter is not one character, or is a quote or a line break.
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
  const { delimiter = "," } = checkOptions("parseCsv()", options, "delimiter");
  if (typeof text !== "string") {
    throw new TypeError(`CSV must be text in a string, but found ${typeof text}`);
  }
  if (delimiter.length !== 1 || '"\r\n'.includes(delimiter)) {
    throw new RangeError(
      "delimiter must be one character, neither a quote nor a line break, " +
        `but found ${describe(delimiter)}`,
    );
  }
  const records: string[][] = [];
  let place = text.startsWith("\ufeff") ? 1 : 0;
  let line = 1;
  let end = text.length; // of the last line that is not empty
  while (end > 0 && isLineBreak(text[end - 1]!)) end--;
  while (place < text.length) {
    if (place > end && records[0]!.length > 1) break;
    const record: string[] = [];
    const first = line;
    for (;;) {
      const field = text[place] === '"'
        ? readQuoted(text, place, line)
        : readBare(text, place, line, delimiter);
      record.push(field.value);
      place = field.end;
      line += field.value.split("\n").length - 1;
      if (text[place] !== delimiter) break;
      place++;
    }
    place = skipLineBreak(text, place, line);
    line++;
    const wanted = records[0]?.length ?? record.length;
    if (record.length !== wanted) {
      throw new SyntaxError(
        `A record must have ${wanted} fields as the first, but line ${first} has ${record.length}`,
      );
    }
    records.push(record);
  }
  return records;
}

/** A field and the place after it. */
interface Field {
  readonly value: string;
  readonly end: number;
}

function readBare(text: string, start: number, line: number, delimiter: string): Field {
  let end = start;
  while (end < text.length && text[end] !== delimiter && !isLineBreak(text[end]!)) {
    if (text[end] === '"') {
      throw new SyntaxError(`A quote must begin its field, but line ${line} has one within`);
    }
    end++;
  }
  return { value: text.slice(start, end), end };
}

function readQuoted(text: string, start: number, line: number): Field {
  let end = start + 1;
  for (;;) {
    const quote = text.indexOf('"', end);
    if (quote < 0) throw new SyntaxError(`The quote that opens in line ${line} is not closed`);
    end = quote + 1;
    if (text[end] !== '"') break;
    end++; // a doubled quote
  }
  return { value: text.slice(start + 1, end - 1).replaceAll('""', '"'), end };
}

function skipLineBreak(text: string, place: number, line: number): number {
  if (place >= text.length || text[place] === "\n") return place + 1;
  if (text[place] === "\r" && text[place + 1] === "\n") return place + 2;
  const found = text[place] === "\r" ? "a carriage return alone" : describe(text[place]);
  throw new SyntaxError(
    `A field must end at a delimiter or a line break, but line ${line} has ${found}`,
  );
}

function isLineBreak(character: string): boolean {
  return character === "\n" || character === "\r";
}
