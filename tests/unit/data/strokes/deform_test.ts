import { assertAlmostEquals, assertEquals } from "@std/assert";
import { bend, beyond, LATTICE_POINTS, lay } from "../../../../src/data/sets/strokes/deform.ts";
import type { Point } from "../../../../src/data/sets/strokes/spline.ts";

function lattice(displacement: (column: number, row: number) => Point): Point[] {
  return Array.from({ length: LATTICE_POINTS }, (_, i) => displacement(i >> 2, i & 3));
}

Deno.test("bend() moves nothing by a lattice at rest, and all alike by one that is shifted", () => {
  assertEquals(bend(lattice(() => [0, 0]), [30, 70]), [30, 70]);
  const [x, y] = bend(lattice(() => [8, -4]), [30, 70]);
  // The weights sum to 1 up to a rounding or two.
  assertAlmostEquals(x, 38, 1e-12);
  assertAlmostEquals(y, 66, 1e-12);
});

Deno.test("bend() moves a corner of the square with the lattice's point there alone", () => {
  const corner = lattice((column, row) => column === 3 && row === 0 ? [5, 7] : [0, 0]);
  assertEquals(bend(corner, [100, 0]), [105, 7]);
  assertEquals(bend(corner, [0, 100]), [0, 100]);
});

Deno.test("bend() reproduces a linear displacement of the lattice", () => {
  // The Bernstein polynomials do: Σ (k / 3) B(k, 3)(t) = t.
  const stretched = lattice((column, row) => [20 * column / 3, -10 * row / 3]);
  const [x, y] = bend(stretched, [30, 70]);
  assertAlmostEquals(x, 30 + 0.3 * 20, 1e-12);
  assertAlmostEquals(y, 70 - 0.7 * 10, 1e-12);
});

Deno.test("lay() widens, leans to the right and turns clockwise", () => {
  const upright = { width: 1, slant: 0, turn: 0 };
  assertEquals(lay({ ...upright, width: 2 }, [3, 5]), [6, 5]);
  // The top has y < 0.
  assertEquals(lay({ ...upright, slant: 0.5 }, [3, -4]), [5, -4]);
  // The tangent of 45° is 1: a right angle takes right to down.
  assertEquals(lay({ ...upright, turn: 1 }, [3, 0]), [0, 3]);
  assertEquals(lay({ width: 2, slant: 0.5, turn: 1 }, [3, -4]), [4, 8]);
});

Deno.test("beyond() goes on past an end, or stops before it", () => {
  assertEquals(beyond([10, 20], [6, 12], 0.25), [11, 22]);
  assertEquals(beyond([10, 20], [6, 12], -0.5), [8, 16]);
});
