/**
 * The mean of repeated measurements, and how much they differ.
 * @category Training
 */
export interface Spread {
  /** The mean. */
  readonly mean: number;
  /** The standard deviation of the sample, √(Σ (x − mean)² / (n − 1)); 0 of a single one. */
  readonly deviation: number;
}

/** The spread of at least one number. */
export function spreadOf(numbers: readonly number[]): Spread {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, numbers.length - 1)) };
}
