const LEVELS = Array.from("▁▂▃▄▅▆▇█");

/** Where a part of a curve has no finite value. */
const MISSING = "·";

/**
 * A curve as a line of blocks, from the least value to the greatest: `█▅▃▂▁▁`.
 *
 * @param values One after the other; each block is the mean of as many as there are, or one more.
 * @param blocks The longest line; fewer values are a block each.
 */
export function sparkline(values: readonly number[], blocks: number): string {
  const count = Math.min(blocks, values.length);
  const means = Array.from({ length: count }, (_, k) => {
    const from = Math.floor(k * values.length / count);
    const part = values.slice(from, Math.floor((k + 1) * values.length / count));
    return part.reduce((mean, value) => mean + value / part.length, 0);
  });
  const finite = means.filter(Number.isFinite);
  const least = Math.min(...finite), most = Math.max(...finite);
  return means.map((mean) => {
    if (!Number.isFinite(mean)) return MISSING;
    const height = most === least ? 0 : (mean / 2 - least / 2) / (most / 2 - least / 2);
    return LEVELS[Math.round(height * (LEVELS.length - 1))];
  }).join("");
}
