import { printable } from "../../src/core/support/describe.ts";

/** A table for a terminal, its first column aligned to the left and all others to the right. */
export function table(head: readonly string[], given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(printable));
  const widths = head.map((title, j) =>
    rows.reduce((most, row) => Math.max(most, (row[j] ?? "").length), title.length)
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, j) => j === 0 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))
      .join("  ").trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)]
    .join("\n");
}

/** Words with commas, in indented lines of at most 80 columns. */
export function wrapped(words: readonly string[], indent: number): string {
  const lines = new RegExp(`.{1,${80 - indent}}(?:(?<=,) |$)`, "g");
  return words.join(", ").replace(lines, (line) => `${" ".repeat(indent)}${line.trim()}\n`)
    .trimEnd();
}

/** A text of at most so many characters; a longer one ends with an ellipsis. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}

/** An integer with thousands separators: `60,000`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A number in a few digits, without zeros at its end: `0.3333`, `1000`. */
export function rounded(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}

/** A bound in two digits, rounded up so that it stays a bound. */
export function bound(value: number): string {
  const shown = value.toExponential(1);
  if (Number(shown) >= value) return shown;
  const [digits, power] = shown.split("e");
  return Number(`${Number(digits) + 0.1}e${power}`).toExponential(1);
}
