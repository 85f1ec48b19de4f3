/** An integer with thousands separators: `60,000`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A number in a few digits, without zeros at its end: `0.3333`, `1000`; – where there is none. */
export function rounded(value: number | undefined, digits = 4): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  return String(Number(value.toPrecision(digits))).replace(/^-/, "−");
}

/** A share of 1 in percent: `95.2 %`; – where there is none. */
export function percent(share: number | undefined, digits = 1): string {
  return share === undefined || Number.isNaN(share)
    ? "–"
    : `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** A duration: `0.53 s`, `12.3 s`, `4 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  return `${count(Math.floor(seconds / 60))} min ${Math.floor(seconds % 60)} s`;
}
