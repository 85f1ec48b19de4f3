import type { Samples } from "./picture.ts";

/**
 * How an image is brought to another size: `area` takes the mean of what a new pixel covers,
 * `bilinear` interpolates between the centres of the four nearest pixels.
 */
export type Resizing = "area" | "bilinear";

/** Where a new sample comes from along one axis: neighbouring old ones, their weights summing to 1. */
interface Source {
  readonly first: number;
  readonly weights: readonly number[];
}

/** The sources of all samples along one axis, which maps [0, from] to [0, to]. */
const SOURCES: Readonly<Record<Resizing, (from: number, to: number) => readonly Source[]>> = {
  area: (from, to) =>
    Array.from({ length: to }, (_, i) => {
      // Products of integers, so that whole bounds are whole.
      const low = i * from / to, high = (i + 1) * from / to;
      const first = Math.floor(low), last = Math.ceil(high);
      const weights = Array.from({ length: last - first }, (_, k) => {
        const covered = Math.min(high, first + k + 1) - Math.max(low, first + k);
        return covered / (high - low);
      });
      return { first, weights };
    }),
  bilinear: (from, to) =>
    Array.from({ length: to }, (_, i) => {
      // Centres lie at halves; beyond the outermost the image goes on as it ends.
      const centre = Math.min(Math.max((i + 0.5) * from / to - 0.5, 0), from - 1);
      const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
      const share = centre - first;
      return { first, weights: from === 1 ? [1] : [1 - share, share] };
    }),
};

/** The names of all ways to resize. */
export const RESIZINGS = /* @__PURE__ */ Object.keys(SOURCES) as readonly Resizing[];

/**
 * Brings an image to another size, axis by axis.
 *
 * @param samples The image.
 * @param width The new width.
 * @param height The new height.
 * @param resizing How.
 * @returns The image; the one passed in, if it has that size.
 */
export function resize(
  samples: Samples,
  width: number,
  height: number,
  resizing: Resizing,
): Samples {
  if (samples.width === width && samples.height === height) return samples;
  const { channels } = samples;
  const across = SOURCES[resizing](samples.width, width);
  const down = SOURCES[resizing](samples.height, height);
  const narrow = resizeAxis(samples.data, across, {
    lines: samples.height,
    lineStep: samples.width * channels,
    step: channels,
    channels,
  }, (line, i) => (line * width + i) * channels);
  const data = resizeAxis(narrow, down, {
    lines: width,
    lineStep: channels,
    step: width * channels,
    channels,
  }, (line, i) => (i * width + line) * channels);
  return { width, height, channels, data };
}

interface Axis {
  /** How many lines run along the axis. */
  readonly lines: number;
  /** From one line to the next. */
  readonly lineStep: number;
  /** From one sample of a line to the next. */
  readonly step: number;
  readonly channels: number;
}

function resizeAxis(
  data: ArrayLike<number>,
  sources: readonly Source[],
  { lines, lineStep, step, channels }: Axis,
  place: (line: number, i: number) => number,
): Float64Array {
  const resized = new Float64Array(lines * sources.length * channels);
  for (let line = 0; line < lines; line++) {
    sources.forEach(({ first, weights }, i) => {
      const to = place(line, i);
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k]! * data[line * lineStep + (first + k) * step + channel]!;
        }
        resized[to + channel] = sum;
      }
    });
  }
  return resized;
}
