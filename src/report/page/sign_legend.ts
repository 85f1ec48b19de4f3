import { escapeHtml } from "../html.ts";

/** What the colours of pictures of signed numbers mean. */
export function signLegend(lowest: string, highest: string): string {
  return `<p class="legend"><span>${escapeHtml(lowest)}</span>` +
    `<span class="signs" aria-hidden="true"></span><span>${escapeHtml(highest)}</span>` +
    `<span class="quiet">blue: negative, orange: positive</span></p>`;
}
