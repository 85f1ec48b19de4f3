/**
 * A table for a terminal: the first column to the left, all others to the right.
 *
 * @param head The titles of the columns.
 * @param rows The cells, one array a row.
 * @returns Lines without an end of line after the last.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, j) =>
    Math.max(title.length, ...rows.map((row) => (row[j] ?? "").length))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, j) => j === 0 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))
      .join("  ").trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)]
    .join("\n");
}

/** A whole number with its thousands apart: `60,000`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A bound in two digits, rounded up: what is said of all must not be less than the largest. */
export function bound(value: number): string {
  const shown = value.toExponential(1);
  if (Number(shown) >= value) return shown;
  const [digits, power] = shown.split("e");
  return Number(`${Number(digits) + 0.1}e${power}`).toExponential(1);
}
