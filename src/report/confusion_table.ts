import type { Matrix } from "../core/matrix/matrix.ts";
import { largestOf } from "../core/support/largest.ts";
import { count, percent } from "../core/support/quantities.ts";
import { confusedPairs } from "../metrics/confusion.ts";
import { escapeHtml, htmlTable } from "./html.ts";

/**
 * A confusion matrix as a heat map, or as a list of the most frequent mistakes if there are many classes.
 *
 * A right decision is coloured by its share of the row; a mistake by the root of its share beside the
 * worst, as most are rare.
 *
 * @param names The classes, as text.
 * @param linkTo Where the number of a mistake leads to.
 */
export function confusionTable(
  confusion: Matrix,
  names: readonly string[],
  linkTo?: (is: number, taken: number) => string,
): string {
  if (!isMatrix(confusion)) return worstPairs(confusion, names);
  const { rows, columns, data } = confusion;
  const classes = Array.from({ length: columns }, (_, j) => j);
  const rowOf = (i: number) => classes.map((j) => data[i * columns + j]!);
  const totals = Array.from({ length: rows }, (_, i) => rowOf(i).reduce((sum, n) => sum + n, 0));
  const shareOf = (i: number, j: number) => data[i * columns + j]! / totals[i]!;
  const worst = largestOf(confusedPairs(confusion).map(({ is, taken }) => shareOf(is, taken)));
  const cell = (i: number, j: number) => {
    const n = data[i * columns + j]!;
    if (n === 0) return `<td class="none">0</td>`;
    const heat = i === j ? shareOf(i, j) : Math.sqrt(shareOf(i, j) / worst);
    const style = `class="${i === j ? "right" : "wrong"}" style="--heat:${heat.toFixed(2)}"`;
    if (i === j || !linkTo) return `<td ${style}>${count(n)}</td>`;
    const words = escapeHtml(`${count(n)} of ${names[i]} taken for ${names[j]}: see them`);
    return `<td ${style}><a href="${linkTo(i, j)}" aria-label="${words}">${count(n)}</a></td>`;
  };
  const head = classes.map((j) => `<th scope="col">${escapeHtml(names[j]!)}</th>`).join("");
  const body = classes.map((i) =>
    `<tr><th scope="row">${escapeHtml(names[i]!)}</th>${classes.map((j) => cell(i, j)).join("")}` +
    `<td>${percent(shareOf(i, i))}</td></tr>`
  ).join("\n");
  return `<div class="scroll" tabindex="0" role="group" aria-label="Table of the confusion matrix">
<table class="confusion">
<caption class="hidden">True classes by the classes they were taken for</caption>
<thead><tr><th scope="col">is \\ taken for</th>${head}<th scope="col">right</th></tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>`;
}

/** So many classes have a matrix that a reader can take in. */
const MOST = 50;

/** Whether {@linkcode confusionTable} shows a matrix, and not a list of mistakes. */
export function isMatrix({ rows }: Pick<Matrix, "rows">): boolean {
  return rows <= MOST;
}

/** So many pairs of classes are listed instead. */
const MOST_PAIRS = 40;

function worstPairs(confusion: Matrix, names: readonly string[]): string {
  const rows = confusedPairs(confusion).slice(0, MOST_PAIRS).map(({ is, taken, times }) => [
    ...[escapeHtml(names[is]!), escapeHtml(names[taken]!), count(times)],
  ]);
  return htmlTable(["is", "taken for", "times"], rows, "Most frequent mistakes");
}

/** The style of {@linkcode confusionTable}; its colours are `--right` and `--wrong`, on `--box`. */
export function confusionStyle(): string {
  return `
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.confusion { border-spacing: 2px; font-variant-numeric: tabular-nums; }
.confusion th, .confusion td { border: 0; padding: 0; text-align: right; min-width: 2.9rem; white-space: nowrap; }
.confusion th { padding: 0.3rem 0.5rem; max-width: 9rem; overflow: hidden; text-overflow: ellipsis; }
.confusion tbody th { text-align: left; }
.confusion td, .confusion td a { padding: 0.3rem 0.5rem; }
.confusion td:has(a) { padding: 0; }
.confusion td a { display: block; min-height: 1.5rem; }
.confusion .none { color: var(--quiet, inherit); }
.confusion .right { background: color-mix(in srgb, var(--right) calc(100% * var(--heat)), var(--box)); }
.confusion .wrong { background: color-mix(in srgb, var(--wrong) calc(100% * var(--heat)), var(--box)); }`;
}
