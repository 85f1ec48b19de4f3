/** The median; NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  return medianOfSorted(Float64Array.from(values).sort());
}

/** The median of values in their order; NaN of nothing. */
export function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1, above = sorted[middle] ?? NaN;
  // Halves, as the sum may overflow.
  return sorted.length % 2 === 1 ? above : sorted[middle - 1]! / 2 + above / 2;
}
