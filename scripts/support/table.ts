import { printable } from "../../src/core/support/describe.ts";
import { columnWidths, inColumns, inLines, totalWidth, widestOf } from "./columns.ts";
import { displayWidth } from "../../src/core/support/display_width.ts";
import { resultColumns } from "./terminal.ts";

/**
 * A table for a terminal, its first column aligned to the left and all others to the right.
 *
 * Where it is wider than the terminal, cells take several lines; where words would be cut, each row
 * becomes a paragraph with a line for each cell.
 *
 * @param columns The longest line; defaults to the width of the terminal, or 80 elsewhere.
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number = resultColumns(),
): string {
  const [head = [], ...body] = [titles, ...rows].map((row) => row.map(printable));
  const weights = [1 / 2, ...body.map(() => 1)]; // the titles are rather broken than a row
  const found = columnWidths([head, ...body], columns, weights);
  if (found === undefined) return body.map((row) => paragraph(head, row, columns)).join("\n");
  const isFirst = (j: number) => j === 0;
  const widths = found.map((width, j) =>
    Math.max(...[head, ...body].flatMap((row) => inLines(row[j] ?? "", width).map(displayWidth)))
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [
    ...inColumns(head, widths, isFirst),
    rule,
    ...body.flatMap((row) => inColumns(row, widths, isFirst)),
  ].join("\n");
}

/** Rows in columns that are all aligned to the left, without a head. */
export function listing(
  rows: readonly (readonly string[])[],
  columns: number = resultColumns(),
): string {
  const widths = columnWidths(rows, columns, rows.map(() => 1));
  return rows.flatMap((row) =>
    widths === undefined ? paragraph([], row, columns) : inColumns(row, widths, () => true)
  ).join("\n");
}

/** Whether a table fits the terminal with each row, and its head, on one line. */
export function fits(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number = resultColumns(),
): boolean {
  const all = [head, ...rows].map((row) => row.map(printable));
  return totalWidth(widestOf(all, displayWidth)) <= columns;
}

/** A text in lines that fit the terminal, all but the first indented by two blanks. */
export function prose(text: string, columns: number = resultColumns()): string {
  return inLines(text, columns, 2).join("\n");
}

/** A row as a line for each of its cells, the first above the others. */
function paragraph(head: readonly string[], row: readonly string[], columns: number): string {
  return row.flatMap((cell, j) => {
    if (cell === "") return [];
    const text = head[j] ? `${head[j]}: ${cell}` : cell;
    return inLines(`${j === 0 ? "" : "  "}${text}`, columns, j === 0 ? 2 : 4);
  }).join("\n");
}

/** Words with commas, in indented lines of at most 80 columns. */
export function wrapped(words: readonly string[], indent: number): string {
  const lines = new RegExp(`.{1,${80 - indent}}(?:(?<=,) |$)`, "g");
  return words.join(", ").replace(lines, (line) => `${" ".repeat(indent)}${line.trim()}\n`)
    .trimEnd();
}

/** A bound in two digits, rounded up so that it stays a bound. */
export function bound(value: number): string {
  const shown = value.toExponential(1);
  if (Number(shown) >= value) return shown;
  const [digits, power] = shown.split("e");
  return Number(`${Number(digits) + 0.1}e${power}`).toExponential(1);
}
