import type { Point } from "./spline.ts";

/** The side of an image in pixels. */
export const SIDE = 28;

export interface Pen {
  /** The width of a line's edge in pixels: 1 is plain anti-aliasing. */
  readonly softness: number;
  /** Full ink, up to 255. */
  readonly ink: number;
}

/** A point where a round pen touches the paper. */
export interface Touch {
  readonly at: Point;
  /** In pixels. */
  readonly radius: number;
}

/** The path of a pen on the paper: straight from touch to touch. */
export type Line = readonly Touch[];

/**
 * Draws a line, in pixels, into an image, and clips it.
 *
 * The ink of a pixel falls from full to none while the distance of its centre to the line passes
 * the pen's radius. Where lines cross, the darker one counts.
 *
 * @param image (SIDE × SIDE) bytes, row by row, 0 being paper. The centre of the pixel in row i and
 * column j is at x = j, y = i.
 */
export function drawLine(image: Uint8Array, line: Line, pen: Pen): void {
  for (let i = 1; i < line.length; i++) drawPiece(image, line[i - 1]!, line[i]!, pen);
}

/** Draws one straight piece from a to b; only the pixels around it are visited. */
function drawPiece(image: Uint8Array, a: Touch, b: Touch, { softness, ink }: Pen): void {
  const [ax, ay] = a.at, [bx, by] = b.at;
  const dx = bx - ax, dy = by - ay;
  const squaredLength = dx * dx + dy * dy;
  const reach = Math.max(a.radius, b.radius) + softness / 2;
  const left = Math.max(0, Math.ceil(Math.min(ax, bx) - reach));
  const right = Math.min(SIDE - 1, Math.floor(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.ceil(Math.min(ay, by) - reach));
  const bottom = Math.min(SIDE - 1, Math.floor(Math.max(ay, by) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      // The nearest point of the piece lies at a + t (b − a).
      const along = (x - ax) * dx + (y - ay) * dy;
      const t = along <= 0 ? 0 : along >= squaredLength ? 1 : along / squaredLength;
      const awayX = x - ax - t * dx, awayY = y - ay - t * dy;
      const squaredDistance = awayX * awayX + awayY * awayY;
      const edge = a.radius + t * (b.radius - a.radius) + softness / 2;
      if (squaredDistance >= edge * edge) continue;
      const cover = Math.min(1, (edge - Math.sqrt(squaredDistance)) / softness);
      const pixel = y * SIDE + x;
      image[pixel] = Math.max(image[pixel]!, Math.round(cover * ink));
    }
  }
}
