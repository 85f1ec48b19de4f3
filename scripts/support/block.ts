import { printable } from "../../src/core/support/describe.ts";
import { inLines } from "./columns.ts";
import { resultColumns } from "./terminal.ts";

/** The most columns, which are read at a glance, and those of the labels. */
const MOST = 80, LABEL = 12;

/**
 * A label and a text beside it, in lines of at most 80 columns: broken at blanks, if there are any.
 *
 * @param columns The columns that there are; defaults to those of the terminal.
 */
export function block(label: string, text: string, columns: number = resultColumns()): string {
  return inLines(printable(text), Math.max(LABEL, Math.min(MOST, columns) - LABEL))
    .map((line, k) => (k === 0 ? label : "").padEnd(LABEL) + line).join("\n");
}
