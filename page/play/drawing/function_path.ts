import type { Place } from "./layout.ts";

/** The size of a function's drawing. */
export const FUNCTION = /* @__PURE__ */ Object.freeze({ width: 220, height: 134, edge: 14 });

/** What of a function is drawn. */
export interface Drawn {
  readonly value: (x: number) => number;
  readonly from: number;
  readonly to: number;
  /** The height where the drawing ends; by default all of it is drawn. */
  readonly top?: number;
}

/** A function in its drawing. */
export interface FunctionPath {
  /** The curve as the path of an SVG. */
  readonly path: string;
  /** Where a place of the plane is drawn. */
  readonly placeOf: (x: number, y: number) => Place;
  /** The line through a point of the curve that has its slope there, as a path. */
  readonly tangent: (x: number, slope: number) => string;
}

/** Pieces of a curve, and pixels of a tangent on each side. */
const PIECES = 80, REACH = 42;

/** Draws a function; 0 is always within, and what is higher than the top lies outside. */
export function functionPath({ value, from, to, top }: Drawn): FunctionPath {
  const { width, height, edge } = FUNCTION;
  const xs = Array.from({ length: PIECES + 1 }, (_, i) => from + (to - from) * i / PIECES);
  const heights = xs.map(value).filter(Number.isFinite);
  const high = top ?? Math.max(0, ...heights), low = Math.min(0, ...heights);
  const right = (width - 2 * edge) / (to - from), up = (height - 2 * edge) / (high - low || 1);
  const placeOf = (x: number, y: number): Place => ({
    x: edge + (x - from) * right,
    y: height - edge - (y - low) * up,
  });
  return {
    path: pathOf(xs.flatMap((x) => Number.isFinite(value(x)) ? [placeOf(x, value(x))] : [])),
    placeOf,
    tangent: (x, slope) => {
      const at = placeOf(x, value(x)), share = REACH / Math.hypot(right, slope * up);
      const [dx, dy] = [share * right, -share * slope * up];
      return pathOf([{ x: at.x - dx, y: at.y - dy }, { x: at.x + dx, y: at.y + dy }]);
    },
  };
}

function pathOf(places: readonly Place[]): string {
  return `M${places.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;
}
