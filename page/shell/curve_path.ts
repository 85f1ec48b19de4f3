/** The size of a curve's drawing, and the edges around the plot. */
export const CURVE = /* @__PURE__ */ Object.freeze({
  width: 320,
  height: 130,
  left: 44,
  right: 6,
  top: 8,
  bottom: 22,
});

/** A value at a step; `undefined` where there is none. */
export interface CurvePoint {
  readonly step: number;
  readonly value: number | undefined;
}

/** What a curve's axes reach to. */
export interface CurveEnds {
  readonly lastStep: number;
  /** The value at the upper edge; that at the lower one is 0. */
  readonly top: number;
}

/** Where the values of a curve are drawn, left to right; those that are not finite have no place. */
export function placesOf(
  points: readonly CurvePoint[],
  { lastStep, top }: CurveEnds,
): readonly string[] {
  const { width, height, left, right, top: above, bottom } = CURVE;
  return points.flatMap(({ step, value }) => {
    if (value === undefined || !Number.isFinite(value)) return [];
    const x = left + (width - left - right) * step / Math.max(1, lastStep);
    const share = Math.min(1, Math.max(0, value / top));
    const y = height - bottom - (height - above - bottom) * share;
    return [`${x.toFixed(1)},${y.toFixed(1)}`];
  });
}

/** A round number at least as large as the values: 1, 2 or 5 times a power of 10. */
export function topOf(values: readonly number[]): number {
  const largest = values.filter(Number.isFinite).reduce((most, x) => Math.max(most, x), 0);
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= largest)!;
}
