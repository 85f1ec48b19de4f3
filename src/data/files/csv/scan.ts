import { describe } from "../../../core/support/describe.ts";
import type { CsvFormat } from "./format.ts";

/** Takes a field from `start` to `end` of the text; `quotes` says whether it holds doubled quotes. */
export type TakeField = (start: number, end: number, quotes: boolean, column: number) => void;

const QUOTE = 34, MINUS = 45, ZERO = 48, NINE = 57, LF = 10, CR = 13, BLANK = 32, TAB = 9;
const NO_CODE = -1;

/** Integers of so many digits, and powers of ten, are doubles, and their quotient is rounded once. */
const EXACT = 15;
const POWERS_OF_TEN = /* @__PURE__ */ Array.from({ length: EXACT + 1 }, (_, n) => 10 ** n);

/** Reads a CSV file, as `parseCsv` describes it, a record at a time, without strings of its fields. */
export class CsvScanner {
  readonly #text: string;
  /** What ends a field: two characters for runs of blanks, else one twice. */
  readonly #separator: number;
  readonly #other: number;
  /** Whether a run of separators counts as one. */
  readonly #runs: boolean;
  /** The decimal mark. */
  readonly #point: number;
  /** The end of the last line that is not empty. */
  readonly #last: number;
  #place: number;
  #line = 1;
  #width = 0;

  /**
   * Begins before the first record.
   *
   * @throws {TypeError} If the text is not a string.
   * @throws {RangeError} If the delimiter is not one character or "whitespace", or is a quote or a line
   * break.
   */
  constructor(
    text: string,
    { delimiter = ",", decimal = "." }: Pick<CsvFormat, "delimiter" | "decimal">,
  ) {
    if (typeof text !== "string") {
      throw new TypeError(
        `CSV must be text in a string, such as await Deno.readTextFile(path) gives, ` +
          `but found ${describe(text)}`,
      );
    }
    this.#runs = delimiter === "whitespace";
    const separator = this.#runs ? " " : delimiter;
    if (typeof separator !== "string" || separator.length !== 1 || '"\r\n'.includes(separator)) {
      throw new RangeError(
        "delimiter must be one character, neither a quote nor a line break, or whitespace, " +
          `but found ${describe(delimiter)}`,
      );
    }
    this.#text = text;
    this.#separator = separator.charCodeAt(0);
    this.#other = this.#runs ? TAB : this.#separator;
    // Between commas, a number with a decimal comma stands in quotes.
    this.#point = decimal === delimiter ? NO_CODE : decimal.charCodeAt(0);
    let last = text.length;
    while (last > 0 && this.#isEmpty(text.charCodeAt(last - 1))) last--;
    this.#last = last;
    this.#place = text.startsWith("\ufeff") ? 1 : 0;
  }

  /** The number of fields of the first record, once it was read. */
  get width(): number {
    return this.#width;
  }

  /** Whether a record is left. */
  get hasNext(): boolean {
    return this.#place < this.#text.length && !(this.#place > this.#last && this.#width > 1);
  }

  /**
   * Reads the next record.
   *
   * @param take Called with each field, except those stored in `numbers`.
   * @param numbers Where plain decimal numbers are stored, from `at` on.
   * @param isText Columns, marked by 1, of which no numbers are stored.
   * @throws {SyntaxError} If the record is not valid CSV.
   */
  next(take: TakeField, numbers?: Float64Array, at = 0, isText?: Uint8Array): void {
    const text = this.#text, first = this.#line;
    const separator = this.#separator, other = this.#other, point = this.#point, runs = this.#runs;
    let place = runs ? pastBlanks(text, this.#place) : this.#place, column = 0;
    for (;;) {
      const start = place;
      let code = text.charCodeAt(place); // NaN at the end
      if (code === QUOTE) {
        place = endOfQuoted(text, start, this.#line) + 1;
        for (let at = text.indexOf("\n", start); at >= 0 && at < place; this.#line++) {
          at = text.indexOf("\n", at + 1);
        }
        take(start + 1, place - 1, text.lastIndexOf('"', place - 2) > start, column++);
      } else {
        // Numbers are read here, as fields of large files are mostly numbers.
        const isNegative = code === MINUS;
        if (isNegative) code = text.charCodeAt(++place);
        const begun = place;
        let digits = 0;
        for (; code >= ZERO && code <= NINE; code = text.charCodeAt(++place)) {
          digits = 10 * digits + (code - ZERO);
        }
        let decimals = 0, isNumber = place > begun;
        if (code === point) {
          const before = place;
          for (code = text.charCodeAt(++place); code >= ZERO && code <= NINE;) {
            digits = 10 * digits + (code - ZERO);
            code = text.charCodeAt(++place);
          }
          decimals = place - before - 1;
          isNumber = decimals > 0;
        }
        isNumber &&= code === separator || code === other || code === LF || code === CR ||
          place >= text.length;
        if (isNumber && numbers !== undefined && place - begun <= EXACT && !isText?.[column]) {
          const size = decimals === 0 ? digits : digits / POWERS_OF_TEN[decimals]!;
          numbers[at + column++] = isNegative ? -size : size;
          if (code !== separator && code !== other) break;
          place++;
          if (!runs) continue;
          place = pastBlanks(text, place);
          if (isEnd(text, place)) break;
          continue;
        }
        place = endOfBare(text, place, separator, other, this.#line);
        take(start, place, false, column++);
      }
      const end = text.charCodeAt(place);
      if (end !== separator && end !== other) break;
      place++;
      if (!runs) continue;
      place = pastBlanks(text, place);
      if (isEnd(text, place)) break;
    }
    this.#place = afterLineBreak(text, place, this.#line);
    this.#line++;
    this.#width ||= column;
    // Where records have several fields, an empty line is not a record.
    while (this.#width > 1 && isLineBreak(text.charCodeAt(this.#place))) {
      this.#place = afterLineBreak(text, this.#place, this.#line++);
    }
    if (column === this.#width) return;
    throw new SyntaxError(
      `A record must have ${this.#width} fields as the first, but line ${first} has ${column}`,
    );
  }

  /** Whether a character ends a line, or is between fields that runs of blanks separate. */
  #isEmpty(code: number): boolean {
    return isLineBreak(code) || (this.#runs && isBlank(code));
  }
}

/** The text of a field. */
export function fieldOf(text: string, start: number, end: number, quotes: boolean): string {
  const field = text.slice(start, end);
  return quotes ? field.replaceAll('""', '"') : field;
}

/** The end of a field without quotes. */
function endOfBare(
  text: string,
  start: number,
  separator: number,
  other: number,
  line: number,
): number {
  for (let place = start; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === separator || code === other || isLineBreak(code)) return place;
    if (code !== QUOTE) continue;
    throw new SyntaxError(`A quote must begin its field, but line ${line} has one within`);
  }
  return text.length;
}

/** The place of the quote that closes a field. */
function endOfQuoted(text: string, start: number, line: number): number {
  for (let from = start + 1;; from += 2) {
    from = text.indexOf('"', from);
    if (from < 0) throw new SyntaxError(`The quote that opens in line ${line} is not closed`);
    if (text.charCodeAt(from + 1) !== QUOTE) return from;
  }
}

function afterLineBreak(text: string, place: number, line: number): number {
  const code = text.charCodeAt(place);
  if (place >= text.length || code === LF) return place + 1;
  if (code === CR && text.charCodeAt(place + 1) === LF) return place + 2;
  const found = code === CR ? "a carriage return alone" : describe(text[place]);
  throw new SyntaxError(
    `A field must end at a delimiter or a line break, but line ${line} has ${found}`,
  );
}

/** The first place that has no blank. */
function pastBlanks(text: string, start: number): number {
  let place = start;
  while (isBlank(text.charCodeAt(place))) place++;
  return place;
}

/** Whether a record, or the text, ends here. */
function isEnd(text: string, place: number): boolean {
  return place >= text.length || isLineBreak(text.charCodeAt(place));
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}

function isLineBreak(code: number): boolean {
  return code === LF || code === CR;
}
