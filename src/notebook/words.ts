import { escapeHtml } from "../report/html.ts";

/** A cell of a table that holds words, which begin at its left side, as numbers end at the right one. */
export function words(text: string): string {
  return `<span class="words">${escapeHtml(text)}</span>`;
}
