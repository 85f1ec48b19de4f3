import type { Point } from "./spline.ts";

/** How many points an elastic lattice has: 4 columns of 4. */
export const LATTICE_POINTS = 16;

/**
 * Bends the plane smoothly, as its points are carried along by a lattice.
 *
 * T. Sederberg, S. Parry: Free-form deformation of solid geometric models. SIGGRAPH 1986. The
 * weights of the lattice's points are products of the cubic Bernstein polynomials.
 *
 * @param displacements How far each point of the lattice moves, column by column. The lattice
 * covers the square from 0 to 100 evenly.
 * @param point The point to carry along.
 */
export function bend(displacements: readonly Point[], [x, y]: Point): Point {
  const across = bernstein(x / 100), down = bernstein(y / 100);
  let dx = 0, dy = 0;
  for (let i = 0; i < LATTICE_POINTS; i++) {
    const weight = across[i >> 2]! * down[i & 3]!;
    const [latticeX, latticeY] = displacements[i]!;
    dx += weight * latticeX;
    dy += weight * latticeY;
  }
  return [x + dx, y + dy];
}

/** The four cubic Bernstein polynomials, which sum to 1. */
function bernstein(t: number): readonly number[] {
  const s = 1 - t;
  return [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
}

/** An affine map that keeps heights, but for its rotation. */
export interface Posture {
  /** What widths are multiplied by. */
  readonly width: number;
  /** How far to the right the top leans, as a share of the height. */
  readonly slant: number;
  /** The tangent of half the angle of rotation, clockwise where y points down. */
  readonly turn: number;
}

/**
 * Widens, slants and then rotates the plane about its origin.
 *
 * The half angle's tangent gives cosine and sine as rational functions, which all engines compute
 * to the same bits.
 */
export function lay({ width, slant, turn }: Posture, [x, y]: Point): Point {
  const squares = 1 + turn * turn;
  const cosine = (1 - turn * turn) / squares, sine = 2 * turn / squares;
  const leaning = width * x - slant * y;
  return [cosine * leaning - sine * y, sine * leaning + cosine * y];
}

/** The point beyond `end`, seen from `from`, by a share of their distance; before it if negative. */
export function beyond(end: Point, from: Point, share: number): Point {
  return [end[0] + share * (end[0] - from[0]), end[1] + share * (end[1] - from[1])];
}
