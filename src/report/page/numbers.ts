import { inDigits, percent as inPercent } from "../figures.ts";

/** A number in a few digits: `0.3333`, `1,000`; – where there is none. */
export function rounded(value: number | undefined, digits = 4): string {
  return value === undefined || Number.isNaN(value) ? "–" : inDigits(value, digits);
}

/** A share of 1 in percent, on one line: `95.2 %`; – where there is none. */
export function percent(share: number | undefined, decimals?: number): string {
  return share === undefined || Number.isNaN(share)
    ? "–"
    : inPercent(share, decimals).replace(" ", "\u00a0");
}
