import { describe } from "../../../core/support/describe.ts";

/** Takes a field from `start` to `end` of the text; `quotes` says whether it holds doubled quotes. */
export type TakeField = (start: number, end: number, quotes: boolean, column: number) => void;

const QUOTE = 34, MINUS = 45, POINT = 46, ZERO = 48, NINE = 57, LF = 10, CR = 13;

/** Integers of so many digits, and powers of ten, are doubles, and their quotient is rounded once. */
const EXACT = 15;
const POWERS_OF_TEN = /* @__PURE__ */ Array.from({ length: EXACT + 1 }, (_, n) => 10 ** n);

/** Reads a CSV file, as `parseCsv` describes it, a record at a time, without strings of its fields. */
export class CsvScanner {
  readonly #text: string;
  readonly #separator: number;
  /** The end of the last line that is not empty. */
  readonly #last: number;
  #place: number;
  #line = 1;
  #width = 0;

  /**
   * Begins before the first record.
   *
   * @throws {TypeError} If the text is not a string.
   * @throws {RangeError} If the delimiter is not one character, or is a quote or a line break.
   */
  constructor(text: string, delimiter: string) {
    if (typeof text !== "string") {
      throw new TypeError(
        `CSV must be text in a string, such as await Deno.readTextFile(path) gives, ` +
          `but found ${describe(text)}`,
      );
    }
    if (typeof delimiter !== "string" || delimiter.length !== 1 || '"\r\n'.includes(delimiter)) {
      throw new RangeError(
        "delimiter must be one character, neither a quote nor a line break, " +
          `but found ${describe(delimiter)}`,
      );
    }
    this.#text = text;
    this.#separator = delimiter.charCodeAt(0);
    let last = text.length;
    while (last > 0 && isLineBreak(text.charCodeAt(last - 1))) last--;
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
    const text = this.#text, separator = this.#separator, first = this.#line;
    let place = this.#place, column = 0;
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
        if (code === POINT) {
          const point = place;
          for (code = text.charCodeAt(++place); code >= ZERO && code <= NINE;) {
            digits = 10 * digits + (code - ZERO);
            code = text.charCodeAt(++place);
          }
          decimals = place - point - 1;
          isNumber = decimals > 0;
        }
        isNumber &&= code === separator || code === LF || code === CR || place >= text.length;
        if (isNumber && numbers !== undefined && place - begun <= EXACT && !isText?.[column]) {
          const size = decimals === 0 ? digits : digits / POWERS_OF_TEN[decimals]!;
          numbers[at + column++] = isNegative ? -size : size;
          if (code !== separator) break;
          place++;
          continue;
        }
        place = endOfBare(text, place, separator, this.#line);
        take(start, place, false, column++);
      }
      if (text.charCodeAt(place) !== separator) break;
      place++;
    }
    this.#place = afterLineBreak(text, place, this.#line);
    this.#line++;
    this.#width ||= column;
    if (column === this.#width) return;
    throw new SyntaxError(
      `A record must have ${this.#width} fields as the first, but line ${first} has ${column}`,
    );
  }
}

/** The text of a field. */
export function fieldOf(text: string, start: number, end: number, quotes: boolean): string {
  const field = text.slice(start, end);
  return quotes ? field.replaceAll('""', '"') : field;
}

/** The end of a field without quotes. */
function endOfBare(text: string, start: number, separator: number, line: number): number {
  for (let place = start; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === separator || isLineBreak(code)) return place;
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

function isLineBreak(code: number): boolean {
  return code === LF || code === CR;
}
