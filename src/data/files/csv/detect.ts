import { CsvScanner, fieldOf } from "./scan.ts";
import type { CsvFormat, DecimalMark, ThousandsMark } from "./format.ts";
import { numberReader } from "./number.ts";

/**
 * What {@linkcode detectCsv} recognizes of a file: options of `csvGenerator`.
 * @category CSV
 */
export interface DetectedCsv extends CsvFormat {
  /** What is between fields. */
  readonly delimiter: string;
  /** Whether the first record is a header. */
  readonly header: boolean;
  /** The decimal mark. */
  readonly decimal: DecimalMark;
  /** The mark between thousands, if some number has one. */
  readonly thousands?: ThousandsMark;
  /** The texts that stand for a missing value, besides blank fields. */
  readonly missing: readonly string[];
}

interface Field {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** From the most usual to the least; a later one must fit better. */
const DELIMITERS = [",", ";", "\t", "|", "whitespace"];

/** How many records and fields are looked at, first to choose the delimiter, then for all else. */
const FEW = { records: 100, fields: 50_000 }, MANY = { records: 1000, fields: 200_000 };

/** Texts that stand for a missing value in any column, and among numbers, in lower case. */
const MISSING = new Set(["?", "na", "n/a", "#n/a", "nan", "null"]);
const MISSING_NUMBERS = new Set([
  ...["?", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "*", ".", "..", "missing"],
  "unknown",
]);

/**
 * How a CSV file seems to be written, as recognized from its first records: 1000 at most.
 *
 * The delimiter is the one by which most fields are numbers and no field has another delimiter in it;
 * without any, a comma. Commas are decimal marks if some number shows it (`0,5`), or if fields are
 * between semicolons. The first record is a header if no field of it is a number, and one stands above
 * numbers alone, or all differ from each other and from those below. Missing values are `?`, `NA`,
 * `N/A`, `NaN` and `null`, whatever the case, and among numbers also such as `-` and `none`.
 *
 * @returns Options of `csvGenerator`, `csvInputs` and `describeTable`.
 * @throws {TypeError} If the text is not a string.
 *
 * @example
 * ```ts
 * import { csvGenerator, detectCsv } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "size;price\n0,5;1.000\n?;2.000\n1,5;4.000,5\n";
 * const format = detectCsv(text);
 * assertEquals(format, {
 *   ...{ delimiter: ";", header: true, decimal: ",", thousands: ".", missing: ["?"] },
 * });
 * const options = { target: "price", fill: "mean", validation: 0, test: 0 } as const;
 * const { train } = csvGenerator(text, { ...format, ...options });
 * assertEquals(Array.from(train.targets.data), [1000, 2000, 4000.5]);
 * ```
 * @category CSV
 */
export function detectCsv(text: string): DetectedCsv {
  const delimiter = delimiterOf(text);
  const records = sampleOf(text, delimiter, MANY).map((record) => record.map(({ text }) => text));
  const marks = marksOf(records.flat(), delimiter);
  const read = numberReader(marks), isNumber = (field: string) => !Number.isNaN(read(field));
  const header = hasHeader(records, isNumber);
  const below = header ? records.slice(1) : records;
  return { delimiter, header, ...marks, missing: missingIn(below, isNumber) };
}

/** The first records, up to one that is not valid. */
function sampleOf(
  text: string,
  delimiter: string,
  most: { readonly records: number; readonly fields: number },
): Field[][] {
  const scanner = new CsvScanner(text, { delimiter }), records: Field[][] = [];
  let fields = 0;
  try {
    while (scanner.hasNext && records.length < most.records && fields < most.fields) {
      const record: Field[] = [];
      scanner.next((start, end, quotes) => {
        const isQuoted = start > 0 && text[start - 1] === '"' && text[end] === '"';
        record.push({ text: fieldOf(text, start, end, quotes), isQuoted });
      });
      records.push(record);
      fields += record.length;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return records;
}

function delimiterOf(text: string): string {
  let best = DELIMITERS[0]!, most = 0;
  for (const delimiter of DELIMITERS) {
    const records = sampleOf(text, delimiter, FEW), fields = records.flat();
    if (fields.length < 2 * records.length || records.length === 0) continue;
    const share = fields.reduce((sum, field) => sum + fitOf(field), 0) / fields.length;
    // Blanks stand in any text: they separate fields only if some are numbers.
    if (delimiter === "whitespace" && share <= 0.5) continue;
    const fit = share * records.length;
    if (fit > most) [best, most] = [delimiter, fit];
  }
  return best;
}

/** How well a field looks like one: as a number 1, as a text 1/2, 0 with a delimiter in it. */
function fitOf({ text, isQuoted }: Field): number {
  if (/^\s*([+-]?[\d.,']*\d[\d.,']*(e[+-]?\d+)?)?\s*$/i.test(text)) return 1;
  return !isQuoted && /[,;\t|]/.test(text) ? 0 : 0.5;
}

/** Groups of three digits with a mark between them, or digits; then decimals behind a mark. */
const MARKED =
  /^\s*[+-]?(?:\d{1,3}(?:([,.'’ \u00a0\u202f])\d{3})(?:\1\d{3})*|\d*)(?:([.,])\d+)?(?:e[+-]?\d+)?\s*$/i;

/** The marks of numbers among fields. */
function marksOf(
  fields: readonly string[],
  delimiter: string,
): Pick<DetectedCsv, "decimal" | "thousands"> {
  const decimals: Record<string, number> = {}, thousands: Record<string, number> = {};
  const either: Record<string, number> = {}; // 1,137 is 1137 or 1.137
  const count = (counts: Record<string, number>, mark: string) => {
    counts[mark] = (counts[mark] ?? 0) + 1;
  };
  for (const field of fields) {
    const [found, grouping, decimal] = MARKED.exec(field) ?? [];
    if (found === undefined || grouping === decimal) continue;
    const group = grouping?.replace("’", "'").replace(/\s/, " ");
    if (group !== undefined && /^\s*[+-]?0/.test(field)) count(decimals, group); // 0.123
    else if (decimal !== undefined) {
      count(decimals, decimal);
      if (group !== undefined) count(thousands, group);
    } else if (field.split(grouping!).length > 2 || "' ".includes(group!)) count(thousands, group!);
    else count(either, group!);
  }
  const isComma = (decimals[","] ?? 0) > (decimals["."] ?? 0) ||
    (decimals["."] === undefined &&
      (thousands["."] !== undefined ||
        (delimiter === ";" && either[","] !== undefined && thousands[","] === undefined)));
  const other = isComma ? "." : ",";
  const between = ([other, "'", " "] as const).find((mark) =>
    thousands[mark] !== undefined || (mark === other && either[mark] !== undefined)
  );
  return { decimal: isComma ? "," : ".", ...(between && { thousands: between }) };
}

function hasHeader(
  [first = [], ...rest]: readonly (readonly string[])[],
  isNumber: (field: string) => boolean,
): boolean {
  if (first.some(isNumber)) return false;
  const isAboveNumbers = first.some((name, k) => {
    const fields = rest.map((record) => record[k]!).filter((field) => field.trim() !== "");
    return name.trim() !== "" && !MISSING_NUMBERS.has(name.trim().toLowerCase()) &&
      fields.length > 0 && fields.every(isNumber);
  });
  if (isAboveNumbers) return true;
  if (new Set(first).size < first.length) return false;
  return first.every((name, k) => rest.every((record) => record[k] !== name));
}

function missingIn(
  records: readonly (readonly string[])[],
  isNumber: (field: string) => boolean,
): string[] {
  const found = new Set<string>();
  for (let k = 0; k < (records[0]?.length ?? 0); k++) {
    const fields = records.map((record) => record[k]!.trim()).filter((field) => field !== "");
    const suspects = fields.filter((field) => MISSING_NUMBERS.has(field.toLowerCase()));
    const numbers = fields.filter(isNumber).length;
    const isNumeric = 2 * numbers > fields.length - suspects.length;
    for (const text of suspects) {
      if (isNumeric || MISSING.has(text.toLowerCase())) found.add(text);
    }
  }
  return [...found];
}
