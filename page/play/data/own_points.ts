import { EXTENT, type Point } from "./point.ts";

/** How many points one may set. */
export const MOST_POINTS = 400;

/** Steps of the grid that points of an address lie on, on each side of 0. */
const STEPS = 100;

/**
 * Points as a text for an address: `42,-7,1_…`, in hundredths of the plane's half width.
 *
 * Points are rounded to this grid when they are made, so that a link shows the same.
 */
export function writePoints(points: readonly Point[]): string {
  return points.map(({ x, y, label }) => `${steps(x)},${steps(y)},${label}`).join("_");
}

/** Reads such a text; what is not a point is left out. */
export function readPoints(text: string): Point[] {
  return text.split("_", MOST_POINTS).flatMap((part): Point[] => {
    const found = /^(-?\d{1,3}),(-?\d{1,3}),([01])$/.exec(part);
    if (!found) return [];
    const [x, y] = [Number(found[1]), Number(found[2])];
    if (Math.abs(x) > STEPS || Math.abs(y) > STEPS) return [];
    return [{ x: x / STEPS * EXTENT, y: y / STEPS * EXTENT, label: found[3] === "1" ? 1 : 0 }];
  });
}

/** The point of the grid that is nearest, inside the plane. */
export function onGrid({ x, y, label }: Point): Point {
  return { x: steps(x) / STEPS * EXTENT, y: steps(y) / STEPS * EXTENT, label };
}

function steps(x: number): number {
  const rounded = Math.round(x / EXTENT * STEPS);
  return Math.min(STEPS, Math.max(-STEPS, rounded)) + 0; // no −0
}
