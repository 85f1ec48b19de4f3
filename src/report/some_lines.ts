import { shortened } from "../core/support/display_width.ts";

/** At most this many columns of a line are kept. */
const LONGEST = 240;

/** The lines of a text, at most some, with how many were left out, and none very long. */
export function someLines(text: string, most = 16): string {
  const lines = text.split("\n").map((line) => shortened(line, LONGEST));
  if (lines.length <= most) return lines.join("\n");
  const kept = most - 3, left = lines.length - kept - 2;
  return [...lines.slice(0, kept), `… ${left} more`, ...lines.slice(-2)].join("\n");
}
