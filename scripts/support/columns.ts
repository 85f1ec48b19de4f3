import { beginning, displayWidth } from "../../src/core/support/display_width.ts";

/** The blanks between two columns. */
const GAP = 2;

/** Longer words are cut where a column is too narrow. */
const LONGEST_WORD = 16;

/**
 * A text in lines of so many columns, broken between words; the indent of its first line is that of
 * all, and a word that does not fit a line is cut.
 *
 * @param indent The blanks before each line but the first; defaults to those before the first.
 */
export function inLines(text: string, columns: number, indent?: number): string[] {
  if (displayWidth(text) <= columns) return [text];
  const first = text.search(/\S|$/);
  const deepest = Math.min(columns >> 1, Math.max(0, columns - 2)); // a wide character fits still
  const blanks = (count: number) => " ".repeat(Math.min(count, deepest));
  const lines: string[] = [];
  let line = blanks(first), room = columns - line.length, isBegun = false;
  const end = () => {
    lines.push(line);
    line = blanks(indent ?? first);
    [room, isBegun] = [columns - line.length, false];
  };
  for (const word of text.trim().split(/ +/)) {
    let rest = word, width = displayWidth(word);
    if (isBegun && 1 + width > room) end();
    if (isBegun) [rest, width] = [` ${rest}`, 1 + width];
    while (width > room) {
      const head = beginning(rest, room);
      if (head === rest) break; // a wide character in a single column
      line += head;
      rest = rest.slice(head.length);
      width = displayWidth(rest);
      end();
    }
    line += rest;
    [room, isBegun] = [room - width, true];
  }
  return [...lines, line];
}

/**
 * The widths of columns in which rows take few lines and no line is longer than `most`.
 *
 * The column that adds the fewest lines gives up a place, again and again; of equals, the widest.
 *
 * @param weights How much one more line of each row counts.
 * @returns Nothing if that would cut words.
 */
export function columnWidths(
  rows: readonly (readonly string[])[],
  most: number,
  weights: readonly number[],
): number[] | undefined {
  const least = widestOf(rows, (cell) => Math.min(longestWord(cell), LONGEST_WORD));
  const widths = widestOf(rows, (cell) => Math.min(displayWidth(cell), most));
  if (totalWidth(least) > most) return undefined;
  if (totalWidth(widths) <= most) return widths;
  const linesAt = (j: number, width: number) =>
    rows.map((row) => inLines(row[j] ?? "", Math.max(1, width)).length);
  const next = widths.map((width, j) => linesAt(j, width - 1));
  const heights = rows.map(() => 1);
  const price = (j: number) =>
    next[j]!.reduce((sum, lines, i) => sum + weights[i]! * Math.max(0, lines - heights[i]!), 0);
  while (totalWidth(widths) > most) {
    const [best] = widths.map((_, j) => ({ j, price: price(j) }))
      .filter(({ j }) => widths[j]! > least[j]!)
      .sort((a, b) => a.price - b.price || widths[b.j]! - widths[a.j]! || b.j - a.j);
    const { j } = best!;
    next[j]!.forEach((lines, i) => heights[i] = Math.max(heights[i]!, lines));
    widths[j]!--;
    next[j] = linesAt(j, widths[j]! - 1);
  }
  return widths;
}

/** The largest cell of each column. */
export function widestOf(
  rows: readonly (readonly string[])[],
  widthOf: (cell: string) => number,
): number[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return Array.from(
    { length: count },
    (_, j) => rows.reduce((most, row) => Math.max(most, widthOf(row[j] ?? "")), 0),
  );
}

/** The length of a line of columns. */
export function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}

/** One row in columns: lines, as long as they need to be. */
export function inColumns(
  row: readonly string[],
  widths: readonly number[],
  toLeft: (column: number) => boolean,
): string[] {
  const cells = widths.map((width, j) => inLines(row[j] ?? "", width));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) =>
    cells.map((lines, j) => {
      const line = lines[i] ?? "",
        blanks = " ".repeat(Math.max(0, widths[j]! - displayWidth(line)));
      return toLeft(j) ? line + blanks : blanks + line;
    }).join(" ".repeat(GAP)).trimEnd());
}

function longestWord(cell: string): number {
  const indent = cell.search(/\S|$/);
  return cell.trim().split(/ +/).reduce((most, word) => Math.max(most, displayWidth(word)), 0) +
    indent;
}
