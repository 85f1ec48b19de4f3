/** Red, green and blue, from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The colours of −1, 0 and 1. */
export interface Scale {
  readonly negative: Rgb;
  readonly zero: Rgb;
  readonly positive: Rgb;
}

/** A colour between two: the first for 0, the second for 1, beyond which colours stay. */
export function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const at = Math.min(Math.max(share, 0), 1) || 0; // NaN is as 0
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * at);
  return [mix(0), mix(1), mix(2)];
}

/** The colour of a value from −1 to 1, beyond which colours stay. */
export function colourOn({ negative, zero, positive }: Scale, x: number): Rgb {
  return mixed(zero, x < 0 ? negative : positive, Math.abs(x));
}
