import { escapeHtml } from "../../symbolic/print/mathml.ts";
import { type Bitmap, imageAddress } from "./png.ts";

/** Images of one size that a page shows one by one, though they are one file. */
export interface Sheet {
  /** The file, for the page to hold once: nothing is seen of it. */
  readonly definition: string;
  /** The image of that number as an element of `side` pixels of width, with words that stand for it. */
  readonly image: (number: number, words: string) => string;
}

/** Pixels of a row of a sheet: browsers draw larger files in less detail. */
const WIDTH = 2048;

/**
 * Puts images of one size, number of channels and palette into one file: hundreds of small ones would take
 * longer to make and to load.
 *
 * @param id The name of the file among others of the page.
 */
export async function sheetOf(id: string, images: readonly Bitmap[]): Promise<Sheet> {
  const [{ width, height, channels = 1, palette } = NONE] = images;
  const across = Math.max(1, Math.min(images.length, Math.floor(WIDTH / width)));
  const down = Math.ceil(images.length / across), length = width * channels;
  const bytes = new Uint8Array(across * down * height * length);
  const placeOf = (number: number) => {
    return { x: number % across * width, y: Math.floor(number / across) * height };
  };
  images.forEach((image, number) => {
    const { x, y } = placeOf(number);
    for (let row = 0; row < height; row++) {
      const at = ((y + row) * across * width + x) * channels;
      bytes.set(image.bytes.subarray(row * length, (row + 1) * length), at);
    }
  });
  const size = { width: across * width, height: down * height };
  const file = await imageAddress({ ...size, channels, bytes, ...(palette && { palette }) });
  return {
    definition: `<svg class="sheet" width="0" height="0" aria-hidden="true"><defs>` +
      `<image id="${id}" href="${file}" width="${size.width}" height="${size.height}"/></defs></svg>`,
    image: (number, words) => {
      const { x, y } = placeOf(number);
      return `<svg class="picture" viewBox="${x} ${y} ${width} ${height}" role="img" ` +
        `aria-label="${escapeHtml(words)}"><use href="#${id}"/></svg>`;
    },
  };
}

const NONE: Bitmap = { width: 1, height: 1, bytes: new Uint8Array(0) };
