import { escapeHtml } from "../symbolic/print/mathml.ts";
import { BASE_STYLE } from "./style.ts";

export { escapeHtml };

/**
 * A page of HTML that asks for no other file.
 *
 * @param title The title of the window, as text.
 * @param body The content of the body, as HTML.
 * @param style Rules of CSS after those that all reports have.
 */
export function htmlPage(title: string, body: string, style = ""): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${BASE_STYLE}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/**
 * A table in a box that scrolls if the table is wider than the page.
 *
 * @param head The titles of the columns, as text.
 * @param rows The cells, as HTML; the first of each row is its title.
 * @param caption The label of the box, as text.
 */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  caption: string,
): string {
  const titles = head.map((title) => heading("col", escapeHtml(title), "")).join("");
  const top = head.every((title) => title === "") ? "" : `<thead><tr>${titles}</tr></thead>\n`;
  const body = rows.map(([first = "", ...cells]) =>
    `<tr>${heading("row", breakable(first), width(first))}` +
    `${cells.map((cell) => `<td${width(cell)}>${cell}</td>`).join("")}</tr>`
  ).join("\n");
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}">
<table>
${top}<tbody>
${body}
</tbody>
</table>
</div>`;
}

/** The title of a column or a row; an empty place is an ordinary cell. */
function heading(scope: "col" | "row", content: string, attributes: string): string {
  return content === "" ? "<td></td>" : `<th scope="${scope}"${attributes}>${content}</th>`;
}

/** A title whose long names, such as `categoricalCrossEntropy`, break between their words. */
function breakable(title: string): string {
  return title.includes("<") ? title : title.replace(
    /[A-Za-z]{14,}/g,
    (name) => name.replace(/([a-z])(?=[A-Z])/g, "$1<wbr>"),
  );
}

/** Cells of at least this many characters without markup are made wide. */
const LONG = 24;

function width(cell: string): string {
  return !/^<(math|code)/.test(cell) && cell.replaceAll(/<[^>]*>/g, "").length >= LONG
    ? ' class="long"'
    : "";
}

/** A mark that says by sign, word and colour whether all is well. */
export function mark(isGood: boolean, word: string): string {
  return signed(isGood ? ["good", "✓"] : ["bad", "✗"], word);
}

/** The mark of a verdict: neither good nor bad where it is open. */
export function verdictMark(verdict: string): string {
  if (["proved", "equal"].includes(verdict)) return mark(true, verdict);
  if (["refuted", "different"].includes(verdict)) return mark(false, verdict);
  return signed(["open", "?"], verdict);
}

function signed([kind, sign]: readonly [kind: string, sign: string], word: string): string {
  return `<span class="${kind}"><span aria-hidden="true">${sign}</span> ${escapeHtml(word)}</span>`;
}

export function details(summary: string, content: string, isOpen = false): string {
  const open = isOpen ? " open" : "";
  return `<details${open}><summary>${escapeHtml(summary)}</summary>${content}</details>`;
}

export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}
