/** A point of the plane: x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** A point that a curve passes through, smoothly or turning at a corner. */
export interface Knot {
  readonly at: Point;
  readonly corner: boolean;
}

/**
 * The curve through knots, as a polyline from the first knot to the last, through all of them.
 *
 * The centripetal Catmull–Rom spline, which has no cusps and no loops between two knots; a corner
 * ends one spline and begins the next. C. Yuksel, S. Schaefer, J. Keyser: Parameterization and
 * applications of Catmull–Rom curves. Computer-Aided Design 43, 2011.
 *
 * @param knots At least two, neighbours in different places.
 * @param spacing About the longest piece of the polyline.
 */
export function smoothPolyline(knots: readonly Knot[], spacing: number): Point[] {
  const polyline: Point[] = [knots[0]!.at];
  for (let k = 1; k < knots.length; k++) {
    const from = knots[k - 1]!, to = knots[k]!;
    // Where the curve begins or ends, it continues as if mirrored.
    const past = (from.corner ? undefined : knots[k - 2]?.at) ?? mirrored(to.at, from.at);
    const future = (to.corner ? undefined : knots[k + 1]?.at) ?? mirrored(from.at, to.at);
    appendSpan(polyline, [past, from.at, to.at, future], spacing);
  }
  return polyline;
}

/** Appends the points of the curve from p1, excluded, to p2: a cubic in Hermite's form. */
function appendSpan(
  polyline: Point[],
  [p0, p1, p2, p3]: readonly [Point, Point, Point, Point],
  spacing: number,
): void {
  // Centripetal: the parameter grows by the square root of the distance between knots.
  const before = Math.sqrt(distance(p0, p1));
  const within = Math.sqrt(distance(p1, p2));
  const after = Math.sqrt(distance(p2, p3));
  const leaving = velocity(p0, p1, p2, before, within);
  const arriving = velocity(p1, p2, p3, within, after);
  const pieces = Math.ceil(within * within / spacing);
  for (let piece = 1; piece < pieces; piece++) {
    const u = piece / pieces, v = 1 - u;
    const start = v * v * (1 + 2 * u), end = u * u * (1 + 2 * v);
    const leave = u * v * v * within, arrive = -u * u * v * within;
    polyline.push([
      start * p1[0] + end * p2[0] + leave * leaving[0] + arrive * arriving[0],
      start * p1[1] + end * p2[1] + leave * leaving[1] + arrive * arriving[1],
    ]);
  }
  polyline.push(p2);
}

/** The velocity at b of the parabola through a, b and c, which are `ab` and `bc` apart in time. */
function velocity(a: Point, b: Point, c: Point, ab: number, bc: number): Point {
  const along = (i: 0 | 1) => (b[i] - a[i]) / ab - (c[i] - a[i]) / (ab + bc) + (c[i] - b[i]) / bc;
  return [along(0), along(1)];
}

function mirrored([x, y]: Point, [centreX, centreY]: Point): Point {
  return [2 * centreX - x, 2 * centreY - y];
}

/** The distance of two points; the last bits of `Math.hypot` differ between engines. */
export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
}
