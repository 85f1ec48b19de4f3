import type { Size } from "./format.ts";
import type { Samples } from "./picture.ts";
import { resize, type Resizing } from "./resize.ts";

/**
 * How an image of another aspect ratio is brought to a size: `stretch` changes its ratio, `crop`
 * cuts off what is too long, as much on either side, `pad` adds background.
 * @category Images
 */
export type Fitting = "stretch" | "crop" | "pad";

interface FitOptions {
  readonly width: number;
  readonly height: number;
  readonly resizing: Resizing;
  /** The samples of a pixel that is added. */
  readonly background: ArrayLike<number>;
}

const FITTINGS_BY_NAME: Readonly<
  Record<Fitting, (samples: Samples, options: FitOptions) => Float64Array>
> = {
  stretch: (samples, { width, height, resizing }) => resize(samples, width, height, resizing),
  crop: (samples, { width, height, resizing }) =>
    resize(
      cropped(samples, width, height),
      width,
      height,
      resizing,
    ),
  pad: padded,
};

export const FITTINGS = /* @__PURE__ */ Object.keys(FITTINGS_BY_NAME) as readonly Fitting[];

/** An image of the size asked for, as {@linkcode resize} returns it. */
export function fitImage(samples: Samples, fitting: Fitting, options: FitOptions): Float64Array {
  return FITTINGS_BY_NAME[fitting](samples, options);
}

/** The largest part of an image that has the ratio of a size, from its middle. */
function cropped(samples: Samples, width: number, height: number): Samples {
  const { channels, row } = samples;
  const part = within(width, height, samples);
  const left = Math.floor((samples.width - part.width) / 2);
  const top = Math.floor((samples.height - part.height) / 2);
  const [from, to] = [left * channels, (left + part.width) * channels];
  return { ...part, channels, row: (y) => Array.prototype.slice.call(row(top + y), from, to) };
}

/** An image in its own ratio, in the middle of a background. */
function padded(samples: Samples, options: FitOptions): Float64Array {
  const { width, height, resizing, background } = options, { channels } = samples;
  const part = within(samples.width, samples.height, options);
  const resized = resize(samples, part.width, part.height, resizing);
  const image = Float64Array.from({ length: width * height * channels }, (_, i) => {
    return background[i % channels]!;
  });
  const left = Math.floor((width - part.width) / 2), top = Math.floor((height - part.height) / 2);
  const length = part.width * channels;
  for (let y = 0; y < part.height; y++) {
    const row = resized.subarray(y * length, (y + 1) * length);
    image.set(row, ((top + y) * width + left) * channels);
  }
  return image;
}

/** The largest size of the ratio width : height that a frame holds, in whole pixels, at least 1. */
function within(width: number, height: number, frame: Size): Size {
  // Products of integers decide, so that a frame of the ratio is filled.
  const isWide = width * frame.height >= height * frame.width;
  return isWide
    ? { width: frame.width, height: Math.max(1, Math.round(frame.width * height / width)) }
    : { width: Math.max(1, Math.round(frame.height * width / height)), height: frame.height };
}
