import type { Matrix } from "../../engine.ts";
import { shortened } from "../../src/core/support/display_width.ts";
import { confusedPairs } from "../../src/metrics/confusion.ts";
import { fits, table } from "./table.ts";
import { resultColumns } from "./terminal.ts";
import { percent } from "../../src/core/support/quantities.ts";

/** So many classes have a matrix; of more, so many confusions are listed. */
const MOST_CLASSES = 20;

/**
 * The confusion matrix: a row for each true class, a column for each decided one; the most frequent
 * confusions where it does not fit the terminal.
 */
export function confusionTable(
  confusion: Matrix,
  names: readonly string[],
  terminal: number = resultColumns(),
): string {
  const { rows, columns, data } = confusion;
  const name = (j: number) => shortened(names[j]!, 12);
  const classes = Array.from({ length: columns }, (_, j) => j);
  const head = ["is \\ taken for", ...classes.map(name), "right"];
  const body = Array.from({ length: rows }, (_, i) => {
    const counts = classes.map((j) => data[i * columns + j]!);
    const total = counts.reduce((sum, n) => sum + n, 0);
    const recall = percent(counts[i]! / total);
    return [name(i), ...counts.map((n) => n === 0 ? "·" : `${n}`), recall];
  });
  if (columns <= MOST_CLASSES && fits(head, body, terminal)) return table(head, body, terminal);
  const wrong = confusedPairs(confusion).slice(0, MOST_CLASSES);
  return table(
    ["is", "taken for", "times"],
    wrong.map(({ is, taken, times }) => [name(is), name(taken), `${times}`]),
    terminal,
  );
}
