import type { Matrix } from "../core/matrix/matrix.ts";
import { accuracyOf, confusedPairs } from "../metrics/confusion.ts";
import { confusionTable } from "../report/confusion_table.ts";
import { escapeHtml } from "../report/html.ts";
import { count, percent, rounded } from "../core/support/quantities.ts";

/** At most this many classes are written as text. */
const MOST_WRITTEN = 12;
/** Square matrices of whole numbers with a smaller sum may be anything. */
const LEAST_EXAMPLES = 5;

/**
 * Whether a matrix looks like counts by true and decided class: whole numbers, some of each class, more
 * of them on the diagonal than by chance.
 */
export function isConfusion(matrix: Matrix): boolean {
  const { rows, columns, data } = matrix;
  if (rows !== columns || rows < 2) return false;
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const entry: unknown = data[i];
    if (!Number.isInteger(entry) || (entry as number) < 0) return false;
    sum += entry as number;
  }
  return sum >= LEAST_EXAMPLES * rows && accuracyOf(matrix) > 1 / rows;
}

/** A confusion matrix as a heat map, by the numbers of its classes. */
export function confusionHtml(confusion: Matrix): string {
  return `<p class="title">${escapeHtml(titleOf(confusion))}</p>` +
    confusionTable(confusion, namesOf(confusion.rows));
}

/** A confusion matrix as text: its counts, of few classes. */
export function confusionText(confusion: Matrix): string {
  const { rows, columns, data } = confusion;
  const title = titleOf(confusion), names = namesOf(rows);
  if (rows > MOST_WRITTEN) {
    const lines = confusedPairs(confusion).slice(0, 5).map(({ is, taken, times }) =>
      `  ${is} decided as ${taken}: ${count(times)}`
    );
    return [title, ...lines].join("\n");
  }
  const cells = [
    ["", ...names],
    ...names.map((name, i) => {
      return [name, ...Array.from({ length: columns }, (_, j) => rounded(data[i * columns + j]!))];
    }),
  ];
  const widths = cells[0]!.map((_, j) => Math.max(...cells.map((row) => row[j]!.length)));
  const lines = cells.map((row) =>
    `  ${row.map((cell, j) => cell.padStart(widths[j]!)).join(" ")}`
  );
  return [title, ...lines].join("\n");
}

function titleOf(confusion: Matrix): string {
  return `confusion matrix of ${confusion.rows} classes, ${percent(accuracyOf(confusion))} right`;
}

function namesOf(number: number): string[] {
  return Array.from({ length: number }, (_, k) => `${k}`);
}
