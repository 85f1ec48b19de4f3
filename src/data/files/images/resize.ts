import type { Samples } from "./picture.ts";

/**
 * How an image is resized: `area` takes the mean of the area that a new pixel covers, `bilinear`
 * interpolates between the centres of the four nearest pixels.
 * @category Images
 */
export type Resizing = "area" | "bilinear";

/** Also Lanczos's interpolation, for enlarging: it keeps edges, and overshoots the samples beside them. */
type Interpolation = Resizing | "lanczos";

/** The source of a new sample along one axis: neighbouring old ones, their weights summing to 1. */
interface Source {
  readonly first: number;
  readonly weights: readonly number[];
}

/** The sources of all samples along one axis, which maps [0, from] to [0, to]. */
const SOURCES: Readonly<Record<Interpolation, (from: number, to: number) => readonly Source[]>> = {
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
  lanczos: (from, to) =>
    Array.from({ length: to }, (_, i) => {
      const centre = (i + 0.5) * from / to - 0.5;
      const first = Math.max(0, Math.ceil(centre - LOBES));
      const last = Math.min(from - 1, Math.floor(centre + LOBES));
      const kernel = Array.from(
        { length: last - first + 1 },
        (_, k) => lanczos(first + k - centre),
      );
      const sum = kernel.reduce((total, weight) => total + weight, 0);
      return { first, weights: kernel.map((weight) => weight / sum) };
    }),
};

export const RESIZINGS: readonly Resizing[] = ["area", "bilinear"];

/** How many lobes Lanczos's kernel has on either side: so many pixels count. */
export const LOBES = 3;

/** Lanczos's kernel: sinc(x) sinc(x / 3). */
function lanczos(x: number): number {
  const sinc = (t: number) => t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
  return sinc(x) * sinc(x / LOBES);
}

/**
 * Resizes an image, axis by axis, in memory for the resized one and the rows that two of its rows share.
 *
 * @returns The samples (height × width × channels).
 */
export function resize(
  samples: Samples,
  width: number,
  height: number,
  interpolation: Interpolation,
): Float64Array {
  const { channels } = samples;
  const length = width * channels;
  const resized = new Float64Array(height * length);
  if (samples.width === width && samples.height === height) {
    for (let y = 0; y < height; y++) resized.set(samples.row(y), y * length);
    return resized;
  }
  const across = SOURCES[interpolation](samples.width, width);
  const down = SOURCES[interpolation](samples.height, height);
  const shared = new Map<number, Float64Array>();
  for (const [y, { first, weights }] of down.entries()) {
    const next = down[y + 1]?.first ?? Infinity, from = y * length;
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const row = shared.get(first + k) ?? narrowed(samples, first + k, across);
      if (first + k >= next) shared.set(first + k, row);
      for (let i = 0; i < length; i++) resized[from + i]! += weight * row[i]!;
    }
    for (const before of shared.keys()) if (before < next) shared.delete(before);
  }
  return resized;
}

/** A row of an image, resized. */
function narrowed({ row, channels }: Samples, y: number, across: readonly Source[]): Float64Array {
  const wide = row(y), narrow = new Float64Array(across.length * channels);
  across.forEach(({ first, weights }, x) => {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        sum += weights[k]! * wide[(first + k) * channels + channel]!;
      }
      narrow[x * channels + channel] = sum;
    }
  });
  return narrow;
}
