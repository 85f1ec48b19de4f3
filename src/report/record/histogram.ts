import { rounded } from "./rounded.ts";
import type { Histogram } from "./run_record.ts";

/** What ranges values are counted in. */
interface Ranges {
  /** Their number. @default 30 */
  readonly ranges?: number;
  /** Whether they lie around 0, as those of errors, and not from the smallest value. @default false */
  readonly aroundZero?: boolean;
}

/** Counts values in ranges of one width; those that are not finite are left out. */
export function histogramOf(
  values: ArrayLike<number>,
  { ranges = 30, aroundZero = false }: Ranges = {},
): Histogram {
  let from = Infinity, to = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  if (from > to) return { from: 0, to: 0, counts: [] };
  if (aroundZero) {
    to = Math.max(-from, to) || 1;
    from = -to;
  }
  const counts = new Array<number>(from === to ? 1 : ranges).fill(0);
  // Halves, as the difference of large numbers is beyond the largest.
  const half = to / 2 - from / 2;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const place = half === 0 ? 0 : (value / 2 - from / 2) / half * counts.length;
    counts[Math.min(Math.floor(place), counts.length - 1)]!++;
  }
  return { from: rounded(from), to: rounded(to), counts };
}
