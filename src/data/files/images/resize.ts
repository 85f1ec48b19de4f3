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

/**
 * Resizes an image, axis by axis, in memory for the resized one and two rows.
 *
 * @returns The samples (height × width × channels).
 */
export function resize(
  samples: Samples,
  width: number,
  height: number,
  resizing: Resizing,
): Float64Array {
  const { channels } = samples;
  const length = width * channels;
  const resized = new Float64Array(height * length);
  if (samples.width === width && samples.height === height) {
    for (let y = 0; y < height; y++) resized.set(samples.row(y), y * length);
    return resized;
  }
  const across = SOURCES[resizing](samples.width, width);
  const down = SOURCES[resizing](samples.height, height);
  const narrow = narrowRows(samples, across);
  down.forEach(({ first, weights }, y) => {
    weights.forEach((weight, k) => {
      const row = narrow(first + k);
      for (let i = 0; i < length; i++) resized[y * length + i]! += weight * row[i]!;
    });
  });
  return resized;
}

/** The rows of an image, resized; the last two are kept, as neighbours above each other share them. */
function narrowRows(
  { row, channels }: Samples,
  across: readonly Source[],
): (y: number) => Float64Array {
  const kept = new Map<number, Float64Array>();
  return (y) => {
    const known = kept.get(y);
    if (known) return known;
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
    for (const before of kept.keys()) if (before !== y - 1) kept.delete(before);
    kept.set(y, narrow);
    return narrow;
  };
}
