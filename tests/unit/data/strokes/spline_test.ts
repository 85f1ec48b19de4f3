import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  distance,
  type Knot,
  type Point,
  smoothPolyline,
} from "../../../../src/data/sets/strokes/spline.ts";

function knots(points: readonly Point[], corners: readonly number[] = []): Knot[] {
  return points.map((at, k) => ({ at, corner: corners.includes(k) }));
}

const ARCH: readonly Point[] = [[0, 0], [10, 20], [30, 20], [40, 0]];

Deno.test("smoothPolyline() joins two knots by a straight line, evenly", () => {
  const line = smoothPolyline(knots([[3, 5], [19, 5]]), 4);
  assertEquals(line, [[3, 5], [7, 5], [11, 5], [15, 5], [19, 5]]);
});

Deno.test("smoothPolyline() passes through every knot, in order", () => {
  const polyline = smoothPolyline(knots(ARCH), 2);
  const places = ARCH.map(([x, y]) => polyline.findIndex((p) => p[0] === x && p[1] === y));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assertEquals([places[0], places.at(-1)], [0, polyline.length - 1]);
});

Deno.test("smoothPolyline() leaves and enters a knot in one direction, and a corner in two", () => {
  for (const [corners, smooth] of [[[], true], [[1], false]] as const) {
    const polyline = smoothPolyline(knots(ARCH, corners), 0.01);
    const k = polyline.findIndex(([x, y]) => x === 10 && y === 20);
    const [before, at, after] = [polyline[k - 1]!, polyline[k]!, polyline[k + 1]!];
    const into = [at[0] - before[0], at[1] - before[1]] as const;
    const out = [after[0] - at[0], after[1] - at[1]] as const;
    const sine = (into[0] * out[1] - into[1] * out[0]) /
      (distance(before, at) * distance(at, after));
    // Pieces of a hundredth, on an arc of a radius of about 10, turn by about a thousandth.
    assertEquals(Math.abs(sine) < 0.01, smooth, `sine ${sine}`);
  }
});

Deno.test("smoothPolyline() does not carry a knot's influence past a corner", () => {
  const [one, other] = [[0, 0], [-30, 50]].map((first) => {
    const polyline = smoothPolyline(knots([first as unknown as Point, ...ARCH.slice(1)], [1]), 2);
    return polyline.slice(polyline.findIndex(([x, y]) => x === 10 && y === 20));
  });
  assert(one!.length > 3);
  assertEquals(one, other);
});

Deno.test("smoothPolyline() draws the same curve backwards, to 1e-12", () => {
  const uneven: readonly Point[] = [[0, 0], [3, 9], [30, 20], [34, 2], [60, 5]];
  for (const corners of [[], [1], [2], [3]]) {
    const there = smoothPolyline(knots(uneven, corners), 2);
    const back = smoothPolyline(knots(uneven, corners).toReversed(), 2).toReversed();
    assertEquals(back.length, there.length);
    // A dozen roundings of numbers below 100.
    there.forEach((point, i) => assertAlmostEquals(distance(point, back[i]!), 0, 1e-12));
  }
});

Deno.test("smoothPolyline() stays within 1 % of a circle through knots 45° apart", () => {
  // Halfway, the chord's middle lies at cos(π/8) of the radius, and the two tangents of length
  // sin(π/4) raise it by 2 sin(π/4) sin(π/8) / 8: to 0.9915, the farthest from the circle.
  const circle = Array.from({ length: 11 }, (_, k): Point => {
    return [50 * Math.cos(k * Math.PI / 4), 50 * Math.sin(k * Math.PI / 4)];
  });
  const polyline = smoothPolyline(knots(circle), 1);
  // The first span and the last have no neighbour to turn by.
  const inner = polyline.slice(
    polyline.indexOf(circle[1]!),
    polyline.indexOf(circle[9]!),
  );
  assert(inner.length > 8 * 38); // eight chords of 2 · 50 sin(π/8) = 38.3
  for (const point of inner) assertAlmostEquals(distance(point, [0, 0]), 50, 0.01 * 50);
});
