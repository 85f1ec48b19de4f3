/** A decoded image: red, green, blue and alpha of each pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel; alpha 255 is opaque, and does not scale the colours. */
  readonly rgba: Uint8Array;
}

/** Samples of an image, row by row, the channels of a pixel side by side. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** 1 or 3. */
  readonly channels: number;
  /** From 0 to 255. */
  readonly data: ArrayLike<number>;
}

/**
 * The colour space that an image is converted to.
 * @category Images
 */
export type Colour = "grey" | "rgb";

export const CHANNELS: Readonly<Record<Colour, number>> = { grey: 1, rgb: 3 };

// The luma of ITU-R BT.601: Y′ = 0.299 R′ + 0.587 G′ + 0.114 B′.
const LUMA = [0.299, 0.587, 0.114] as const;

/** The samples of an image, laid on a background (a grey from 0 to 255) where it is transparent. */
export function samplesOf(
  { width, height, rgba }: Picture,
  colour: Colour,
  background: number,
): Samples {
  const channels = CHANNELS[colour];
  const data = new Float64Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = rgba[4 * pixel + 3]! / 255;
    const over = (channel: number) => alpha * rgba[4 * pixel + channel]! + (1 - alpha) * background;
    if (colour === "grey") {
      data[pixel] = LUMA[0] * over(0) + LUMA[1] * over(1) + LUMA[2] * over(2);
    } else {
      for (let channel = 0; channel < 3; channel++) data[3 * pixel + channel] = over(channel);
    }
  }
  return { width, height, channels, data };
}
