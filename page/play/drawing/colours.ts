import { colourOn, type Scale } from "../../shell/rgb.ts";

/** As TensorFlow Playground has them: orange and blue, which colour-blind people tell apart. */
export const LIGHT: Scale = {
  negative: [245, 147, 34],
  zero: [240, 240, 238],
  positive: [31, 119, 190],
};
export const DARK: Scale = {
  negative: [214, 118, 20],
  zero: [38, 43, 51],
  positive: [64, 148, 224],
};

/** Colours on each side of 0. */
const SHADES = 127;

/** The colours of −1 to 1 in equal steps, three bytes each: mixing each pixel's own takes longer. */
export function paletteOf(scale: Scale): Uint8Array {
  const shades = Array.from({ length: 2 * SHADES + 1 }, (_, i) => i / SHADES - 1);
  return Uint8Array.from(shades.flatMap((x) => colourOn(scale, x)));
}

/**
 * The pixels of a surface, four bytes each.
 *
 * @param toSigned Takes an activation to [−1, 1], beyond which colours stay.
 */
export function pixelsOf(
  surface: ArrayLike<number>,
  palette: Uint8Array,
  toSigned: (a: number) => number = (a) => a,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * surface.length);
  for (let i = 0; i < surface.length; i++) {
    const x = Math.min(1, Math.max(-1, toSigned(surface[i]!))) || 0;
    const at = 3 * Math.round((x + 1) * SHADES), to = 4 * i;
    pixels[to] = palette[at]!;
    pixels[to + 1] = palette[at + 1]!;
    pixels[to + 2] = palette[at + 2]!;
    pixels[to + 3] = 255;
  }
  return pixels;
}
