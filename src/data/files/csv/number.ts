import { type CsvFormat, MARKS } from "./format.ts";

/** Numbers with a sign of currency or percent, separators of thousands, or a decimal comma. */
const READABLE =
  /^\s*[+-]?\s*[$€£¥]?\s*[+-]?(\d{1,3}([,.'’ \u00a0]\d{3})+|\d+)([.,]\d+)?\s*[%$€£¥]?\s*$/;

/** What a field must look like to be a number, blanks around it apart. */
export function numberPattern(
  { decimal = ".", thousands }: Pick<CsvFormat, "decimal" | "thousands"> = {},
): RegExp {
  const point = MARKS[decimal];
  const digits = thousands === undefined ? "\\d+" : `(\\d{1,3}(${MARKS[thousands]}\\d{3})+|\\d+)`;
  // Stricter than Number(), to which "" is 0 and "0x10" 16.
  return new RegExp(`^\\s*[+-]?(${digits}${point}?\\d*|${point}\\d+)(e[+-]?\\d+)?\\s*$`, "i");
}

/** A function that returns the number that a field is; NaN if it is not one. */
export function numberReader(
  { decimal = ".", thousands }: Pick<CsvFormat, "decimal" | "thousands"> = {},
): (field: string) => number {
  const number = numberPattern({ decimal, thousands });
  if (decimal === "." && thousands === undefined) {
    return (field) => number.test(field) ? Number(field) : NaN;
  }
  const marks = thousands === undefined ? undefined : new RegExp(MARKS[thousands], "g");
  return (field) => {
    if (!number.test(field)) return NaN;
    // Blanks around the number first, as a blank may stand between thousands.
    const plain = marks === undefined ? field : field.trim().replace(marks, "");
    return Number(plain.replace(decimal, "."));
  };
}

/** The numbers that stand for a missing value, such as −999, among the texts that do. */
export function missingNumbers(
  format: Pick<CsvFormat, "decimal" | "thousands" | "missing">,
): readonly number[] {
  return (format.missing ?? []).map(numberReader(format)).filter(Number.isFinite);
}

/** Whether a person reads a field as a number: `1,137`, `$10`. */
export function isReadable(field: string): boolean {
  return READABLE.test(field);
}
