import { printable } from "../../src/core/support/describe.ts";
import { inLines } from "./columns.ts";

/** The columns of a page, and those of the labels. */
const COLUMNS = 80, LABEL = 12;

/** A label and a text beside it, in lines of at most 80 columns: broken at blanks, if there are any. */
export function block(label: string, text: string): string {
  return inLines(printable(text), COLUMNS - LABEL)
    .map((line, k) => (k === 0 ? label : "").padEnd(LABEL) + line).join("\n");
}
