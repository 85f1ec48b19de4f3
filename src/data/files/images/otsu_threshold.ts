/** The number of levels that are told apart. */
const LEVELS = 256;

/**
 * The level that parts light from dark best: the variance within both classes is least, that between
 * them is largest (N. Otsu, 1979).
 *
 * @param samples From 0 to 1; others count as the nearest of these.
 */
export function otsuThreshold(samples: Float64Array): number {
  const counts = new Float64Array(LEVELS);
  for (const sample of samples) {
    counts[Math.round(Math.min(Math.max(sample, 0), 1) * (LEVELS - 1))]!++;
  }
  const total = counts.reduce((sum, count, level) => sum + count * level, 0);
  let darker = 0, sumOfDarker = 0, largest = -1, best = 0;
  counts.forEach((count, level) => {
    darker += count;
    sumOfDarker += count * level;
    const lighter = samples.length - darker;
    if (darker === 0 || lighter === 0) return;
    const distance = sumOfDarker / darker - (total - sumOfDarker) / lighter;
    const between = darker * lighter * distance ** 2;
    if (between > largest) [largest, best] = [between, level];
  });
  return (best + 0.5) / (LEVELS - 1);
}
