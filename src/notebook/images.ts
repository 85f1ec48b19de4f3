import type { Inputs } from "../core/matrix/matrix.ts";
import { printable } from "../core/support/describe.ts";
import type { Shape } from "../nn/layers/shape.ts";
import { escapeHtml } from "../report/html.ts";
import { exampleImage } from "../report/images/example_image.ts";
import { imageAddress } from "../report/images/png.ts";
import { shortened } from "../core/support/display_width.ts";
import { things } from "../core/support/quantities.ts";

/**
 * Options of `pictures`.
 * @category Notebooks
 */
export interface PicturesOptions {
  /** The shape of an image, channels last; defaults to a square, grey or coloured. */
  readonly shape?: Shape;
  /** What is written below each image. */
  readonly captions?: readonly string[];
  /** At most this many are shown; defaults to 20. */
  readonly most?: number;
}

/** In pixels of the page: the longer side of a small image. */
const SIDE = 56;
/** Rows of fewer values are no images. */
const LEAST = 64;

/**
 * The shape of images that rows of inputs seem to be: squares of bytes, or of numbers from 0 to 1, grey
 * or coloured.
 */
export function shapeOfImages({ rows, columns, data, ...others }: Inputs): Shape | undefined {
  if (rows === 0 || columns < LEAST) return undefined;
  const channels = [1, 3, 4].find((channels) => Number.isInteger(Math.sqrt(columns / channels)));
  if (channels === undefined) return undefined;
  const side = Math.sqrt(columns / channels);
  if (!("scale" in others)) {
    let largest = 0;
    for (let i = 0; i < Math.min(data.length, 4 * columns); i++) {
      const value: unknown = data[i];
      if (typeof value !== "number" || !(value >= 0 && value <= 1)) return undefined;
      largest = Math.max(largest, value);
    }
    if (largest === 0) return undefined;
  }
  return [side, side, channels];
}

/** Rows of inputs as small images, with what is written below them. */
export async function imagesHtml(
  inputs: Inputs,
  given: PicturesOptions & { readonly shape: Shape },
): Promise<string> {
  const { shape: [height = 1, width = 1, channels = 1], captions, most = 20 } = given;
  const shown = Math.min(inputs.rows, most);
  const images = await Promise.all(Array.from({ length: shown }, async (_, i) => {
    const image = exampleImage(inputs, i, [height, width, channels]);
    const scale = SIDE / Math.max(image.width, image.height);
    const caption = captions?.[i] === undefined ? undefined : shortened(printable(captions[i]), 40);
    return `<figure><img src="${await imageAddress(image)}" ` +
      `width="${Math.round(image.width * scale)}" height="${Math.round(image.height * scale)}" ` +
      `alt="${escapeHtml(caption === undefined ? `image ${i}` : `image ${i}: ${caption}`)}">` +
      (caption === undefined ? "" : `<figcaption>${escapeHtml(caption)}</figcaption>`) +
      `</figure>`;
  }));
  const left = inputs.rows - shown;
  return `<div class="images">${images.join("")}</div>` +
    (left > 0 ? `<p class="quiet">and ${things(left, "more image")}</p>` : "");
}
