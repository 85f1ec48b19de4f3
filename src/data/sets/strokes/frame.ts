import { type Line, SIDE } from "./pen.ts";
import { distance, type Point } from "./spline.ts";

/**
 * Frames lines as the images of MNIST are: the longer side of their box has a given length, and
 * their centre of mass is in the middle of the image.
 *
 * Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits, 1998.
 *
 * @param lines The lines, in any unit; their radii are in pixels and stay.
 * @param length The longer side of the box around the touches, in pixels.
 * @param shift The offset of the centre of mass from the middle, in pixels.
 */
export function frame(lines: readonly Line[], length: number, [right, down]: Point): Line[] {
  const [x, y] = centreOfMass(lines);
  const scale = length / longerSide(lines);
  const middle = (SIDE - 1) / 2;
  return lines.map((line) =>
    line.map(({ at, radius }) => ({
      at: [middle + right + scale * (at[0] - x), middle + down + scale * (at[1] - y)],
      radius,
    }))
  );
}

/** The longer side of the box around all touches. */
function longerSide(lines: readonly Line[]): number {
  const sides = [0, 1].map((axis) => {
    const places = lines.flatMap((line) => line.map(({ at }) => at[axis as 0 | 1]));
    return Math.max(...places) - Math.min(...places);
  });
  return Math.max(...sides);
}

/**
 * The centre of mass of the ink, the length times the width of each piece: overlaps count twice.
 */
function centreOfMass(lines: readonly Line[]): Point {
  let mass = 0, x = 0, y = 0;
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) {
      const a = line[i - 1]!, b = line[i]!;
      const ink = distance(a.at, b.at) * (a.radius + b.radius);
      mass += ink;
      x += ink * (a.at[0] + b.at[0]) / 2;
      y += ink * (a.at[1] + b.at[1]) / 2;
    }
  }
  return [x / mass, y / mass];
}
