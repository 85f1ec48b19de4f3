import type { Matrix } from "../../core/matrix/matrix.ts";
import { confusionMatrix } from "../../metrics/confusion.ts";
import { largestOf } from "../../core/support/largest.ts";
import { measure } from "../../metrics/metric.ts";
import { escapeHtml, htmlTable, paragraph } from "../html.ts";
import { isImage } from "../images/example_image.ts";
import { anchorOf } from "./mistakes.ts";
import type { Section } from "./section.ts";
import { count, percent } from "../../core/support/quantities.ts";

/** Which classes were taken for which. */
export const CONFUSION: Section = {
  id: "confusion",
  title: "Confusion matrix",
  content: ({ tested, outputs, shape }) => {
    if (tested.classes === undefined) return undefined;
    const { threshold } = outputs, { names } = outputs;
    const found = measure(
      confusionMatrix(threshold === undefined ? {} : { threshold }),
      tested.outputs,
      tested.targets,
    );
    return found.rows > MOST ? worstPairs(found, names) : matrixTable(found, names, isImage(shape));
  },
};

/** So many classes have a matrix that a reader can take in. */
const MOST = 50;

/** So many pairs of classes are listed instead. */
const MOST_PAIRS = 40;

function matrixTable(
  { rows, columns, data }: Matrix,
  names: readonly string[],
  hasImages: boolean,
): string {
  const classes = Array.from({ length: columns }, (_, j) => j);
  const rowOf = (i: number) => classes.map((j) => data[i * columns + j]!);
  const totals = Array.from({ length: rows }, (_, i) => rowOf(i).reduce((sum, n) => sum + n, 0));
  const shareOf = (i: number, j: number) => data[i * columns + j]! / (totals[i]! || 1);
  const worst = largestOf(classes.flatMap((i) => {
    return classes.map((j) => i === j ? 0 : shareOf(i, j));
  }));
  const cell = (i: number, j: number) => {
    const n = data[i * columns + j]!;
    if (n === 0) return `<td class="none">0</td>`;
    // Roots, as most mistakes are rare beside the worst.
    const heat = i === j ? shareOf(i, j) : Math.sqrt(shareOf(i, j) / worst);
    const style = `class="${i === j ? "right" : "wrong"}" style="--heat:${heat.toFixed(2)}"`;
    if (i === j || !hasImages) return `<td ${style}>${count(n)}</td>`;
    const words = escapeHtml(`${count(n)} of ${names[i]} taken for ${names[j]}: see them`);
    return `<td ${style}><a href="#${anchorOf(i, j)}" aria-label="${words}">${count(n)}</a></td>`;
  };
  const head = classes.map((j) => `<th scope="col">${escapeHtml(names[j]!)}</th>`).join("");
  const body = classes.map((i) =>
    `<tr><th scope="row">${escapeHtml(names[i]!)}</th>${classes.map((j) => cell(i, j)).join("")}` +
    `<td>${percent(shareOf(i, i))}</td></tr>`
  ).join("\n");
  return paragraph(
    "A row for each true class, a column for what the network took it for: the share of the row is the " +
      "strength of the colour. Mistakes are orange, strongest where they are most frequent" +
      (hasImages ? "; their number leads to the images." : "."),
  ) + `<div class="scroll" tabindex="0" role="group" aria-label="Table of the confusion matrix">
<table class="confusion">
<caption class="hidden">True classes by the classes they were taken for</caption>
<thead><tr><th scope="col">is \\ taken for</th>${head}<th scope="col">right</th></tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>`;
}

function worstPairs({ columns, data }: Matrix, names: readonly string[]): string {
  const wrong = Array.from(data, (n, at) => ({ n, i: Math.floor(at / columns), j: at % columns }))
    .filter(({ n, i, j }) => n > 0 && i !== j).sort((a, b) => b.n - a.n);
  const rows = wrong.slice(0, MOST_PAIRS).map(({ n, i, j }) => [
    ...[escapeHtml(names[i]!), escapeHtml(names[j]!), count(n)],
  ]);
  return paragraph(`The most frequent mistakes of ${columns} classes.`) +
    htmlTable(["is", "taken for", "times"], rows, "Most frequent mistakes");
}
