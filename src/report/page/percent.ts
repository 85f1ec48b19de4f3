import { percent as inPercent } from "../../core/support/quantities.ts";

/** A share of 1 in percent, which no line of a page breaks: `95.2 %`. */
export function percent(share: number | undefined, digits?: number): string {
  return inPercent(share, digits).replace(" ", "\u00a0");
}
