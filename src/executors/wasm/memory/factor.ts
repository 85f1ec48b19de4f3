import type { WindowGrid } from "../../../nn/layers/windows.ts";
import { type Rows, WORD } from "./layout.ts";

/** Some of the loops that count rows: so many, so many bytes apart. */
export interface Level {
  readonly count: number;
  readonly step: number;
}

/** The numbers of a row: `count` runs, `step` bytes apart, of `length` contiguous numbers. */
export interface Runs extends Level {
  readonly length: number;
}

/**
 * The first factor of a product. Its rows are counted by nested loops, the outermost first, and may
 * overlap: rows of a batch, or the windows of images.
 */
export interface Factor {
  readonly address: number;
  /** At least one. */
  readonly levels: readonly Level[];
  readonly runs: Runs;
}

/** Images, channels last, and where their numbers lie. */
export interface Images {
  readonly address: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The bytes from one image, line, and pixel to the next. */
  readonly image: number;
  readonly line: number;
  readonly pixel: number;
}

/** How windows step over images. */
type WindowSteps = Pick<WindowGrid, "kernel" | "strides" | "outputs">;

/** The first rows of a region as a factor. */
export function rowsAsFactor({ address, columns, stride }: Rows, rows: number): Factor {
  return {
    address,
    levels: [{ count: rows, step: stride }],
    runs: { count: 1, step: 0, length: columns },
  };
}

/** The windows of some images, whose pixels must be contiguous, a row for each. */
export function windowsAsFactor(
  { address, image, line, pixel, channels }: Images,
  images: number,
  { kernel: [height, width], strides: [down, across], outputs }: WindowSteps,
): Factor {
  return {
    address,
    levels: merged([
      { count: images, step: image },
      { count: outputs[0], step: down * line },
      { count: outputs[1], step: across * pixel },
    ]),
    runs: width * pixel === line
      ? { count: 1, step: 0, length: height * width * channels }
      : { count: height, step: line, length: width * channels },
  };
}

/** The same rows by as few loops as possible. */
function merged(levels: readonly Level[]): Level[] {
  const found: Level[] = [];
  for (const level of levels.toReversed()) {
    const inner = found[0];
    if (level.count === 1 && inner) continue;
    if (inner && (inner.count === 1 || level.step === inner.count * inner.step)) {
      found[0] = inner.count === 1 ? level : { ...inner, count: inner.count * level.count };
    } else {
      found.unshift(level);
    }
  }
  return found;
}

/** The number of rows that levels count. */
export function countRows(levels: readonly Level[]): number {
  return levels.reduce((rows, { count }) => rows * count, 1);
}

/** Rows of numbers as images without gaps. */
export function rowsAsImages(
  { address, stride }: Rows,
  [height, width, channels]: readonly [number, number, number],
): Images {
  const pixel = channels * WORD;
  return { address, height, width, channels, image: stride, line: width * pixel, pixel };
}

/** Rows for the positions of examples as images of one line. */
export function positionsAsImages({ address, columns, stride }: Rows, positions: number): Images {
  const bytes = positions * stride;
  const size = { height: 1, width: positions, channels: columns };
  return { address, ...size, image: bytes, line: bytes, pixel: stride };
}

/** The images from image `from` on. */
export function imagesFrom<Region extends Images>(region: Region, from: number): Region {
  return { ...region, address: region.address + from * region.image };
}
