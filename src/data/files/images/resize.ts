import type { Samples } from "./picture.ts";

/**
 * How an image is resized: `area` takes the mean of the area that a new pixel covers, `bilinear`
 * interpolates between the centres of the four nearest pixels.
 * @category Images
 */
export type Resizing = "area" | "bilinear";

/** The source of a new sample along one axis: neighbouring old ones, their weights summing to 1. */
interface Source {
  readonly first: number;
  readonly weights: readonly number[];
}

/** The sources of all samples along one axis, which maps [0, from] to [0, to]. */
const SOURCES: Readonly<Record<Resizing, (from: number, to: number) => readonly Source[]>> = {
  area: (from, to) =>
    Array.from({ length: to }, (_, i) => {
      // Products of integers, so that integer bounds are exact.
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
      // Centres lie at halves; beyond the outermost, their pixels are repeated.
      const centre = Math.min(Math.max((i + 0.5) * from / to - 0.5, 0), from - 1);
      const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
      const share = centre - first;
      return { first, weights: from === 1 ? [1] : [1 - share, share] };
    }),
};

export const RESIZINGS = /* @__PURE__ */ Object.keys(SOURCES) as readonly Resizing[];

/** Resizes an image, axis by axis; returns the same one if it has that size. */
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
  const row = width * channels;
  const rows = { lines: samples.height, from: samples.width * channels, to: row, step: channels };
  const columns = { lines: width, from: channels, to: channels, step: row };
  const narrow = resizeAxis(samples.data, across, rows, channels);
  return { width, height, channels, data: resizeAxis(narrow, down, columns, channels) };
}

/** The lines along an axis: the steps between lines, before and after, and between their samples. */
interface Axis {
  readonly lines: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function resizeAxis(
  data: ArrayLike<number>,
  sources: readonly Source[],
  axis: Axis,
  channels: number,
): Float64Array {
  const resized = new Float64Array(axis.lines * sources.length * channels);
  for (let line = 0; line < axis.lines; line++) {
    sources.forEach(({ first, weights }, i) => {
      const from = line * axis.from + first * axis.step, to = line * axis.to + i * axis.step;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k]! * data[from + k * axis.step + channel]!;
        }
        resized[to + channel] = sum;
      }
    });
  }
  return resized;
}
