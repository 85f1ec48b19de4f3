import type { Matrix } from "../core/matrix/matrix.ts";
import { printable } from "../core/support/describe.ts";
import { accuracyOf } from "../metrics/confusion.ts";
import { escapeHtml } from "../report/html.ts";
import { count, percent, rounded } from "../core/support/quantities.ts";
import { shortened } from "../core/support/display_width.ts";

/** At most this many classes have rows of a heat map; of more, the most frequent mistakes are listed. */
const MOST_CLASSES = 40;
/** At most this many classes are written as text. */
const MOST_WRITTEN = 12;
const MOST_MISTAKES = 10;
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

/**
 * A confusion matrix as a heat map: a table whose cells are the darker, the larger their share of the
 * row, right decisions blue and mistakes orange.
 *
 * @param classes The names of the classes; defaults to their numbers.
 */
export function confusionHtml(confusion: Matrix, classes?: readonly string[]): string {
  const { rows, columns, data } = confusion;
  const names = namesOf(rows, classes).map((name) => escapeHtml(shortened(name, 16)));
  const title = escapeHtml(titleOf(confusion));
  if (rows > MOST_CLASSES) return `<p class="title">${title}</p>${mistakesHtml(confusion, names)}`;
  const body = names.map((name, i) => {
    const counts = Array.from({ length: columns }, (_, j) => data[i * columns + j]!);
    const all = counts.reduce((sum, each) => sum + each, 0);
    const cells = counts.map((each, j) => `<td${shade(each / all, i === j)}>${entry(each)}</td>`);
    return `<tr><th scope="row">${name}</th>${cells.join("")}` +
      `<td>${percent(counts[i]! / all)}</td></tr>`;
  });
  const heads = [...names, "right"].map((name) => `<th scope="col">${name}</th>`).join("");
  return `<p class="title">${title}</p>
<div class="scroll" tabindex="0" role="region" aria-label="confusion matrix">
<table class="heat"><thead><tr><th scope="col">true ↓ decided →</th>${heads}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>`;
}

/** A confusion matrix as text: its counts, of few classes. */
export function confusionText(confusion: Matrix, classes?: readonly string[]): string {
  const { rows, columns, data } = confusion;
  const title = titleOf(confusion),
    names = namesOf(rows, classes).map((name) => shortened(name, 8));
  if (rows > MOST_WRITTEN) {
    const lines = mistakesOf(confusion).slice(0, 5).map(({ i, j, times }) =>
      `  ${names[i]} decided as ${names[j]}: ${count(times)}`
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

function namesOf(number: number, classes: readonly string[] | undefined): string[] {
  return Array.from({ length: number }, (_, k) => printable(classes?.[k] ?? `${k}`));
}

function entry(times: number): string {
  return times === 0 ? `<span class="quiet" aria-label="0">·</span>` : rounded(times);
}

/** The colour of a cell; text in the page's colour stays readable on it. */
function shade(share: number, isRight: boolean): string {
  if (!(share > 0)) return "";
  // Mistakes are rare: by the root of their share they are seen.
  const opacity = (0.6 * (isRight ? share : Math.sqrt(share))).toFixed(2);
  return ` style="background: rgb(${isRight ? "47 129 247" : "217 119 6"} / ${opacity})"`;
}

function mistakesHtml(confusion: Matrix, names: readonly string[]): string {
  const found = mistakesOf(confusion).slice(0, MOST_MISTAKES).map(({ i, j, times }) =>
    `<li>${names[i]} decided as ${names[j]}: ${count(times)}</li>`
  );
  return found.length === 0 ? "" : `<p>The most frequent mistakes:</p><ol>${found.join("")}</ol>`;
}

/** The mistakes from the most frequent on. */
function mistakesOf({ columns, data }: Matrix) {
  return Array.from(data, (times, at) => ({ i: Math.floor(at / columns), j: at % columns, times }))
    .filter(({ i, j, times }) => i !== j && times > 0)
    .sort((a, b) => b.times - a.times);
}
