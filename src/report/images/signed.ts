import { largestOf } from "../../core/support/largest.ts";
import type { Bitmap } from "./png.ts";

/** Shades of each sign: more are not told apart, and take more bytes. */
const SHADES = 31;

/** Blue below 0, orange above, as those who see no red tell them apart; the paper shows through at 0. */
const BELOW = [31, 119, 230] as const, ABOVE = [222, 98, 10] as const;

const PALETTE: NonNullable<Bitmap["palette"]> = /* @__PURE__ */ Array.from(
  { length: 2 * SHADES + 1 },
  (_, k) => [...(k < SHADES ? BELOW : ABOVE), shadeOf(k)] as const,
);

function shadeOf(k: number): number {
  return Math.round(255 * Math.abs(k - SHADES) / SHADES);
}

/**
 * Numbers as a picture: their sign is the colour, their size the strength of it.
 *
 * @param most The size that has the full colour.
 */
export function signedImage(
  values: ArrayLike<number>,
  width: number,
  most: number = largestSize(values),
): Bitmap {
  const bytes = Uint8Array.from(values, (value) => {
    const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
    return SHADES + Math.sign(value) * Math.round(SHADES * share);
  });
  return { width, height: values.length / width, bytes, palette: PALETTE };
}

/** The largest size of some numbers. */
export function largestSize(values: ArrayLike<number>): number {
  return largestOf(Array.from(values, Math.abs));
}
