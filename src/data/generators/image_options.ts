import { checkedBatchOptions } from "./generator.ts";
import { checkCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { checkShares, shareOf, type SplitOptions } from "./split.ts";
import { type Fitting, FITTINGS } from "../files/images/fit.ts";
import { CHANNELS, type Colour } from "../files/images/picture.ts";
import { type Resizing, RESIZINGS } from "../files/images/resize.ts";

/**
 * Options of {@linkcode imageGenerator}. A part's source may be another directory of the same form.
 * @category Images
 */
export interface ImageOptions extends SplitOptions<string> {
  /**
   * The width to resize images to. Without width and height, all must have the size of the first.
   */
  readonly width?: number;
  /** The height images are resized to. */
  readonly height?: number;
  /** How images are resized. Defaults to `area`. */
  readonly resizing?: Resizing;
  /** What becomes of images of another aspect ratio. Defaults to `stretch`. */
  readonly fitting?: Fitting;
  /** Grey, RGB, or RGB with the opacity. Defaults to `grey`. */
  readonly colour?: Colour;
  /** The grey that transparent pixels are laid on and images padded with. Defaults to 0, black. */
  readonly background?: number;
  /** The factor of a byte. Defaults to 1/255. */
  readonly scale?: number;
  /** The largest number of pixels of a file, larger ones count as broken. Defaults to 2²⁶. */
  readonly maxPixels?: number;
  /**
   * Whether files of one name in several folders are one image of several classes (`multiple`, the
   * default), or each an image by itself (`single`).
   */
  readonly labels?: "multiple" | "single";
  /** Whether files that cannot be read throw (`refuse`, the default) or are left out (`skip`). */
  readonly broken?: "refuse" | "skip";
  /** The number of threads. Defaults to one that suits the files and processors. */
  readonly threads?: number;
  /** Aborts the reading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with the numbers of files of a directory that were read so far, and in all. */
  readonly onProgress?: (done: number, files: number) => void;
}

/** The checked options; a `TypeError` if one is unknown, a `RangeError` if one is out of range. */
export function checkedImageOptions(given: ImageOptions): ImageOptions {
  const options = checkOptions(
    "imageGenerator()",
    given,
    "width height resizing fitting colour background scale maxPixels labels broken threads signal",
    "onProgress validation test batchSize seed",
  );
  const { width = 1, height = 1, background = 0, scale = 1, maxPixels = 1, threads = 1 } = options;
  const { validation = 0, test = 0 } = options;
  checkedBatchOptions(options);
  checkShares({ validation: shareOf(validation), test: shareOf(test) });
  if ((options.width === undefined) !== (options.height === undefined)) {
    throw new RangeError("width and height must be given together, but found one of them alone");
  }
  for (const [name, count] of Object.entries({ width, height, maxPixels, threads })) {
    checkCount(count, name);
  }
  if (!(background >= 0 && background <= 255)) {
    throw new RangeError(`background must be a grey from 0 to 255, but found ${background}`);
  }
  if (!Number.isFinite(scale)) throw new RangeError(`scale must be finite, but found ${scale}`);
  const words: Record<"resizing" | "fitting" | "colour" | "labels" | "broken", readonly string[]> =
    {
      resizing: RESIZINGS,
      fitting: FITTINGS,
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
  return options;
}
