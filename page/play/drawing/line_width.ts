/**
 * The width of a weight's line in pixels: grows with |w|, and ends where lines would hide each other.
 *
 * @param units The units of the largest layer.
 */
export function lineWidth(weight: number, units: number): number {
  return Math.min(Math.max(3, 8 - 0.6 * units), 0.75 + 2.5 * Math.abs(weight));
}
