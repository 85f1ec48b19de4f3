/**
 * A number with six significant digits, as charts show no more. JSON gives it back: 0 has no sign, and
 * what is beyond the largest number is that.
 */
export function rounded(value: number): number {
  const finite = Math.max(-Number.MAX_VALUE, Math.min(value, Number.MAX_VALUE));
  return Number(finite.toPrecision(6)) + 0;
}
