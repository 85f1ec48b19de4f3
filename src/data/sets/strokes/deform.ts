import type { Point } from "./spline.ts";

/** The number of points of an elastic lattice: 4 columns of 4. */
export const LATTICE_POINTS = 16;

/**
 * Bends the plane smoothly: its points move with a lattice.
 *
 * T. Sederberg, S. Parry: Free-form deformation of solid geometric models. SIGGRAPH 1986. The
 * weights of the lattice's points are products of the cubic Bernstein polynomials.
 *
 * @param displacements How far each point of the lattice moves, column by column. The lattice
 * covers the square from 0 to 100 evenly.
 */
export function bend(displacements: readonly Point[], [x, y]: Point): Point {
  return carry(displacements, [x, y], bernstein(x / 100), bernstein(y / 100));
}

/**
 * {@linkcode bend}, for points that share their weights with others: those of a grid.
 *
 * @param across The weights of the lattice's columns, `bernstein(x / 100)`.
 * @param down The weights of the lattice's rows, `bernstein(y / 100)`.
 */
export function carry(
  displacements: readonly Point[],
  [x, y]: Point,
  across: readonly number[],
  down: readonly number[],
): Point {
  let dx = 0, dy = 0;
  for (let i = 0; i < LATTICE_POINTS; i++) {
    const weight = across[i >> 2]! * down[i & 3]!;
    const moved = displacements[i]!; // taking it apart by [x, y] took half the time
    dx += weight * moved[0];
    dy += weight * moved[1];
  }
  return [x + dx, y + dy];
}

/** The four cubic Bernstein polynomials, which sum to 1: the weights of a lattice's lines at t. */
export function bernstein(t: number): readonly number[] {
  const s = 1 - t;
  return [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
}

/** An affine map that keeps heights, but for its rotation. */
interface Posture {
  /** The factor of widths. */
  readonly width: number;
  /** How far the top leans to the right, as a share of the height. */
  readonly slant: number;
  /** The tangent of half the angle of rotation, clockwise where y points down. */
  readonly turn: number;
}

/**
 * Widens, slants and then rotates the plane about its origin.
 *
 * Cosine and sine are rational functions of the half angle's tangent, bit-identical in all engines.
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
