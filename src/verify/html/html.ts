import { escapeHtml } from "../../symbolic/print/mathml.ts";

export { escapeHtml };

/**
 * A table in a box of its own, which scrolls where the table is wider than the page.
 *
 * @param head The titles of the columns, as text.
 * @param rows The cells, as HTML; the first of each row is its title.
 * @param caption What the table shows, as text.
 */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  caption: string,
): string {
  const titles = head.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join("");
  const body = rows.map(([first = "", ...cells]) =>
    `<tr><th scope="row"${width(first)}>${first}</th>` +
    `${cells.map((cell) => `<td${width(cell)}>${cell}</td>`).join("")}</tr>`
  ).join("\n");
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}">
<table>
<thead><tr>${titles}</tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>`;
}

/** From so many characters on, markup not counted, a cell is given room. */
const LONG = 24;

function width(cell: string): string {
  return !/^<(math|code)/.test(cell) && cell.replaceAll(/<[^>]*>/g, "").length >= LONG
    ? ' class="long"'
    : "";
}

/** A mark that says in a sign, in a word and in a colour whether all is well. */
export function mark(isGood: boolean, word: string): string {
  const [kind, sign] = isGood ? ["good", "✓"] : ["bad", "✗"];
  return `<span class="${kind}"><span aria-hidden="true">${sign}</span> ${escapeHtml(word)}</span>`;
}

/** 2 to a negative power: a chance, rounded up. */
export function chance(log2: number): string {
  return `2<sup>−${Math.floor(-log2)}</sup>`;
}

/** A section of the page. */
export function section(id: string, title: string, ...content: readonly string[]): string {
  return `<section id="${id}">\n<h2>${escapeHtml(title)}</h2>\n${content.join("\n")}\n</section>`;
}

/** A paragraph of text. */
export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}
