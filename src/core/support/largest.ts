/** The largest of numbers, 0 for none; of any count, unlike the arguments of `Math.max`. */
export function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}
