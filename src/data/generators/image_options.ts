import { checkedBatchOptions } from "./generator.ts";
import { checkCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkShares, shareOf, type SplitOptions } from "./split.ts";
import { CHANNELS, type Colour } from "../files/images/picture.ts";
import { type Resizing, RESIZINGS } from "../files/images/resize.ts";

/** Options of {@linkcode imageGenerator}. A part's source may be another directory of the same form. */
export interface ImageOptions extends SplitOptions<string> {
  /** The width images are resized to; with `height` left out, all must have the size of the first. */
  readonly width?: number;
  /** The height images are resized to. */
  readonly height?: number;
  /** How they are resized, `area` if left out. */
  readonly resizing?: Resizing;
  /** Grey or RGB, `grey` if left out. */
  readonly colour?: Colour;
  /** The grey that transparent pixels are laid on, from 0 to 255, 0 if left out. */
  readonly background?: number;
  /** What a byte is multiplied by, 1/255 if left out. */
  readonly scale?: number;
  /**
   * Whether a file name that stands in several folders is one image of several classes (`multiple`,
   * if left out), or each file an image of its own (`single`).
   */
  readonly labels?: "multiple" | "single";
  /** What happens to files that cannot be read: `refuse` if left out, or `skip`. */
  readonly broken?: "refuse" | "skip";
  /** How many threads decode; by the number of files and processors if left out. */
  readonly threads?: number;
  /** Stops the reading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told how many of how many files of a directory were read so far. */
  readonly onProgress?: (done: number, files: number) => void;
}

/**
 * Refuses options that are out of range.
 *
 * @param options As they were passed.
 * @throws {RangeError} If one is.
 */
export function checkImageOptions(options: ImageOptions): void {
  const { width, height, background = 0, scale = 1, threads = 1 } = options;
  const { validation = 0, test = 0 } = options;
  checkedBatchOptions(options);
  checkShares({ validation: shareOf(validation), test: shareOf(test) });
  if ((width === undefined) !== (height === undefined)) {
    throw new RangeError("width and height must be given together, but found one of them alone");
  }
  for (const [name, count] of Object.entries({ width: width ?? 1, height: height ?? 1, threads })) {
    checkCount(count, name);
  }
  if (!(background >= 0 && background <= 255)) {
    throw new RangeError(`background must be a grey from 0 to 255, but found ${background}`);
  }
  if (!Number.isFinite(scale)) throw new RangeError(`scale must be finite, but found ${scale}`);
  const words: Record<"resizing" | "colour" | "labels" | "broken", readonly string[]> = {
    resizing: RESIZINGS,
    colour: Object.keys(CHANNELS),
    labels: ["multiple", "single"],
    broken: ["refuse", "skip"],
  };
  for (const [name, known] of Object.entries(words)) {
    const found = options[name as keyof typeof words];
    if (found !== undefined && !known.includes(found)) {
      throw new RangeError(`${name} must be ${known.join(" or ")}, but found ${describe(found)}`);
    }
  }
}
