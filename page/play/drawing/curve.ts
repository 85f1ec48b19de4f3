/** The size of the curve's drawing. */
export const CURVE = /* @__PURE__ */ Object.freeze({
  width: 300,
  height: 110,
  left: 30,
  bottom: 16,
});

/** A value at a step; `undefined` where it is unknown. */
export interface CurvePoint {
  readonly step: number;
  readonly value: number | undefined;
}

/**
 * A curve as the path of an SVG, from step 0 to the last, from 0 to the largest value.
 *
 * @param top The value at the upper edge.
 */
export function curvePath(points: readonly CurvePoint[], lastStep: number, top: number): string {
  const { width, height, left, bottom } = CURVE;
  const at = ({ step, value }: { step: number; value: number }) => {
    const x = left + (width - left - 2) * step / Math.max(1, lastStep);
    const y = (height - bottom) * (1 - Math.min(1, value / top)) + 1;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const finite = points.flatMap(({ step, value }) => {
    return value !== undefined && Number.isFinite(value) ? [{ step, value }] : [];
  });
  return finite.length === 0 ? "" : `M${finite.map(at).join("L")}`;
}

/** A round number at least as large as the values: 1, 2 or 5 times a power of 10. */
export function topOf(values: readonly number[]): number {
  const largest = values.filter(Number.isFinite).reduce((most, x) => Math.max(most, x), 0);
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= largest)!;
}
