import type { ColumnSummary } from "../../../data.ts";
import { printable } from "../../../src/core/support/describe.ts";
import { shortened } from "../../../src/core/support/display_width.ts";
import { prose, table } from "../table.ts";
import { count, rounded } from "../../../src/core/support/quantities.ts";

/** What the columns hold: a row for each. */
export function summaryTable(
  summary: readonly ColumnSummary[],
  targets: readonly string[],
  dropped: ReadonlySet<string>,
): string {
  const short = (value: number | string) => {
    const text = typeof value === "number" ? rounded(value) : value;
    return shortened(text, 14);
  };
  const rows = summary.map(({ name, kind, missing, distinct, min, max, mean, mostFrequent }) => [
    shortened(name, 16),
    targets.includes(name) ? "target" : dropped.has(name) ? "dropped" : kind,
    missing === 0 ? "·" : count(missing),
    count(distinct),
    mean === undefined
      ? mostFrequent ? `${short(mostFrequent.value)} (${count(mostFrequent.count)})` : ""
      : `${short(min!)} … ${short(mean)} … ${short(max!)}`,
  ]);
  const notes = summary.filter(({ name }) => !dropped.has(name)).flatMap((column) => {
    const name = printable(shortened(column.name, 40)) || "(no name)";
    return column.suspicions.map((reason) => prose(`suspicious: ${name}: ${reason}`));
  });
  const head = ["column", "kind", "missing", "distinct", "least … mean … most, or usual"];
  return [table(head, rows), ...notes].join("\n");
}
