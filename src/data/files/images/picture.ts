/** A decoded image. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /**
   * Red, green, blue and alpha of the pixels of some rows, four bytes a pixel; alpha 255 is opaque, and
   * does not scale the colours.
   */
  readonly rgba: (y: number, rows: number) => Uint8Array;
}

/** Samples of an image, a row at a time, as a large one takes much memory as numbers. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** 1, 3 or 4. */
  readonly channels: number;
  /** The samples of a row, from 0 to 255, the channels of a pixel side by side; until the next call. */
  readonly row: (y: number) => ArrayLike<number>;
}

/**
 * What the samples of a pixel are: its grey, by the weights 0.299, 0.587 and 0.114 of red, green and
 * blue; these three; or these and its opacity.
 * @category Images
 */
export type Colour = "grey" | "rgb" | "rgba";

export const CHANNELS: Readonly<Record<Colour, number>> = { grey: 1, rgb: 3, rgba: 4 };

// The luma of ITU-R BT.601: Y′ = 0.299 R′ + 0.587 G′ + 0.114 B′.
const LUMA = [0.299, 0.587, 0.114] as const;

/** How many pixels are taken from the decoder at a time: a call for each row of a small image is slow. */
const BAND = 2 ** 16;

/** The samples of an image, laid on a background (a grey from 0 to 255) where it is transparent. */
export function samplesOf(
  { width, height, rgba: rgbaOf }: Picture,
  colour: Colour,
  background: number,
): Samples {
  const channels = CHANNELS[colour];
  const samples = new Float64Array(width * channels);
  const most = Math.max(1, Math.floor(BAND / width));
  let rgba: Uint8Array, first = 0, rows = 0;
  const row = (y: number) => {
    if (y < first || y >= first + rows) {
      first = y;
      rows = Math.min(most, height - y);
      rgba = rgbaOf(first, rows);
    }
    for (let x = 0; x < width; x++) {
      const at = 4 * ((y - first) * width + x);
      const alpha = rgba[at + 3]! / 255;
      const over = (channel: number) => alpha * rgba[at + channel]! + (1 - alpha) * background;
      if (colour === "grey") {
        samples[x] = LUMA[0] * over(0) + LUMA[1] * over(1) + LUMA[2] * over(2);
      } else {
        for (let channel = 0; channel < 3; channel++) {
          samples[channels * x + channel] = over(channel);
        }
        if (channels === 4) samples[4 * x + 3] = rgba[at + 3]!;
      }
    }
    return samples;
  };
  return { width, height, channels, row };
}
