import { describe, printable } from "../../../core/support/describe.ts";

/**
 * Options of `parseCsv`.
 * @category CSV
 */
export interface ParseCsvOptions {
  /**
   * The character between fields, or `"whitespace"`: blanks and tabs, a run of which counts as one.
   * Defaults to a comma.
   */
  readonly delimiter?: string | undefined;
}

/**
 * How a CSV file is written: plain data, stored in the encoding of a `csvGenerator`.
 * @category CSV
 */
export interface CsvFormat extends ParseCsvOptions {
  /** The names of the columns. By default those of the header, or "0", "1" … without one. */
  readonly names?: readonly string[] | undefined;
  /** Whether the first record is a header. Defaults to true, or to false if there are `names`. */
  readonly header?: boolean | undefined;
  /** The decimal mark. Defaults to a point. */
  readonly decimal?: DecimalMark | undefined;
  /** What may stand between thousands, as in `1,137`. By default nothing may. */
  readonly thousands?: ThousandsMark | undefined;
  /**
   * Texts that stand for a missing value, such as `["?", "NA"]`, besides a field of blanks, which
   * always does. One that is a number, such as `"-999"`, stands for that number as well.
   */
  readonly missing?: readonly string[] | undefined;
}

/**
 * The mark before the decimals of a number.
 * @category CSV
 */
export type DecimalMark = "." | ",";

/**
 * The mark between the thousands of a number; `" "` is a no-break space, too.
 * @category CSV
 */
export type ThousandsMark = "," | "." | " " | "'";

/** The pattern of each mark. */
export const MARKS: Readonly<Record<DecimalMark | ThousandsMark, string>> = {
  ".": "\\.",
  ",": ",",
  " ": "[ \\u00a0\\u202f]",
  "'": "['’]",
};

/** The members of a format alone, of options that hold more; checked, without those not given. */
export function formatOf(
  { delimiter, names, header, decimal, thousands, missing }: CsvFormat,
): CsvFormat {
  checkTexts(names, "names", "the names of the columns");
  checkTexts(missing, "missing", 'texts such as "NA"');
  if (header !== undefined && typeof header !== "boolean") {
    throw new TypeError(`header must be true or false, but found ${describe(header)}`);
  }
  checkMark("decimal", decimal, [".", ","]);
  checkMark("thousands", thousands, [",", ".", " ", "'"]);
  if (thousands !== undefined && thousands === (decimal ?? ".")) {
    throw new RangeError(
      `decimal and thousands must differ, but found ${describe(thousands)} as both`,
    );
  }
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...(names !== undefined && { names }),
    ...(header !== undefined && { header }),
    ...(decimal !== undefined && { decimal }),
    ...(thousands !== undefined && { thousands }),
    ...(missing !== undefined && { missing }),
  };
}

/** Whether a field stands for a missing value. */
export function missingTest(missing: readonly string[] = []): (field: string) => boolean {
  const texts = new Set(["", ...missing.map((text) => text.trim())]);
  return (field) => texts.has(field.trim());
}

function checkTexts(texts: readonly string[] | undefined, name: string, of: string): void {
  if (texts === undefined) return;
  if (Array.isArray(texts) && texts.every((each) => typeof each === "string")) return;
  throw new TypeError(`${name} must be an array of ${of}, but found ${describe(texts)}`);
}

function checkMark(name: string, mark: unknown, marks: readonly string[]): void {
  if (mark === undefined || marks.includes(mark as string)) return;
  throw new RangeError(
    `${name} must be one of ${marks.map(describe).join(", ")}, but found ${
      printable(describe(mark))
    }`,
  );
}
