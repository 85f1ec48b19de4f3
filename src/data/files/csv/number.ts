// Stricter than Number(), to which "" is 0 and "0x10" 16.
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Numbers with a sign of currency or percent, separators of thousands, or a decimal comma. */
const READABLE =
  /^\s*[+-]?\s*[$€£¥]?\s*[+-]?(\d{1,3}([,.'’ \u00a0]\d{3})+|\d+)([.,]\d+)?\s*[%$€£¥]?\s*$/;

/** The number that a field is; NaN if it is not one. */
export function numberOf(field: string): number {
  return NUMBER.test(field) ? Number(field) : NaN;
}

/** Whether a person reads a field as a number: `1,137`, `$10`. */
export function isReadable(field: string): boolean {
  return READABLE.test(field);
}
