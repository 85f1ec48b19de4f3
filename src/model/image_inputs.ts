import type { Inputs } from "../core/matrix/matrix.ts";
import { checkCount } from "../core/support/checks.ts";
import { describe } from "../core/support/describe.ts";
import { checkOptions } from "../core/support/options.ts";
import { loadDecoder } from "../data/files/images/decoder.ts";
import { CHANNELS, type Colour, type Picture } from "../data/files/images/picture.ts";
import { type Fitting, FITTINGS } from "../data/files/images/fit.ts";
import {
  type Framing,
  imageOf,
  type ImagePlan,
  MAX_PIXELS,
} from "../data/files/images/read_images.ts";
import { type Resizing, RESIZINGS } from "../data/files/images/resize.ts";
import type { InputKind } from "./inputs.ts";

/**
 * Inputs that are the pixels of an image.
 * @category Models
 */
export interface ImageInputs {
  /** The name of the kind. */
  readonly kind: "image";
  /** The width that images are resized to. */
  readonly width: number;
  /** The height that images are resized to. */
  readonly height: number;
  /** Grey, RGB, or RGB with the opacity. */
  readonly colour: Colour;
  /** How images are resized. Defaults to `area`. */
  readonly resizing?: Resizing;
  /** How an aspect ratio is changed. Defaults to `stretch`. */
  readonly fitting?: Fitting;
  /**
   * Whether images are cut out as MNIST's digits are, for grey ones of 28 × 28 pixels. By default they
   * are not.
   */
  readonly framing?: Framing;
  /** The grey that transparent pixels are laid on, from 0 to 255. Defaults to 0. */
  readonly background?: number;
  /** The factor of a byte. Defaults to 1/255. */
  readonly scale?: number;
}

/**
 * An image in memory, such as the `ImageData` of a canvas.
 * @category Models
 */
export interface Pixels {
  /** The number of columns. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
  /** Bytes, row by row: red, green, blue and alpha of each pixel, or one grey. */
  readonly data: ArrayLike<number>;
}

/** An example is the bytes of a PNG, JPEG or BMP file, or pixels. */
export const IMAGE: InputKind<ImageInputs, Uint8Array | Pixels> = {
  size: ({ width, height, colour }) => width * height * CHANNELS[colour],
  check: (inputs) => {
    const given = checkOptions(
      "ImageInputs",
      inputs,
      "kind width height colour resizing fitting framing background scale",
    );
    const { width, height, colour, resizing, fitting, framing, background = 0, scale = 1 } = given;
    checkCount(width, "inputs.width of a model");
    checkCount(height, "inputs.height of a model");
    const words: readonly (readonly [string, unknown, readonly string[]])[] = [
      ["colour", colour ?? null, Object.keys(CHANNELS)],
      ["resizing", resizing, RESIZINGS],
      ["fitting", fitting, FITTINGS],
      ["framing", framing, ["digit"]],
    ];
    for (const [name, found, known] of words) {
      if (found === undefined || known.includes(found as string)) continue;
      const wanted = known.join(" or ");
      throw new RangeError(
        `inputs.${name} of a model must be ${wanted}, but found ${describe(found)}`,
      );
    }
    if (framing !== undefined && !(width === 28 && height === 28 && colour === "grey")) {
      throw new RangeError(
        `inputs.framing of a model is for grey images of 28 × 28 pixels, but found ${colour} ones ` +
          `of ${width} × ${height}`,
      );
    }
    if (!(background >= 0 && background <= 255)) {
      const found = describe(background);
      throw new RangeError(
        `inputs.background of a model must be from 0 to 255, but found ${found}`,
      );
    }
    if (!Number.isFinite(scale)) {
      throw new RangeError(`inputs.scale of a model must be finite, but found ${describe(scale)}`);
    }
  },
  encode: async (images, description, { maxPixels = MAX_PIXELS } = {}): Promise<Inputs> => {
    const size = IMAGE.size(description), { scale = 1 / 255 } = description;
    const plan = planOf(description, maxPixels);
    const data = new Uint8Array(images.length * size);
    for (const [i, image] of images.entries()) {
      const samples = await samplesOf(image, plan, i);
      for (let j = 0; j < size; j++) data[i * size + j] = Math.round(samples[j]!);
    }
    return { rows: images.length, columns: size, data, scale };
  },
};

/** What is made of files for a model. */
export function planOf(
  { width, height, colour, resizing, fitting, framing, background }: ImageInputs,
  maxPixels: number,
): ImagePlan {
  return {
    ...{ width, height, colour, maxPixels },
    ...{ resizing: resizing ?? "area", background: background ?? 0 },
    ...(fitting && { fitting }),
    ...(framing && { framing }),
  };
}

async function samplesOf(
  image: Uint8Array | Pixels,
  plan: ImagePlan,
  i: number,
): Promise<Float64Array> {
  if (!(image instanceof Uint8Array)) return imageOf(pictureOf(image, i), plan);
  const decode = await loadDecoder();
  try {
    return decode(image, plan.maxPixels, (picture) => imageOf(picture, plan));
  } catch (error) {
    throw new SyntaxError(`Image ${i + 1} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** A picture of pixels in memory. */
export function pictureOf(pixels: Pixels, i: number): Picture {
  const { width, height, data } = pixels ?? {};
  const isData = Array.isArray(data) || ArrayBuffer.isView(data);
  if (!isData) {
    const found = describe(pixels);
    throw new TypeError(
      `Image ${i + 1} must be the bytes of a PNG, JPEG or BMP file, or { width, height, data }, ` +
        `but found ${found}`,
    );
  }
  checkCount(width, `The width of image ${i + 1}`);
  checkCount(height, `The height of image ${i + 1}`);
  const bytes = data.length / (width * height);
  if (bytes !== 1 && bytes !== 4) {
    throw new TypeError(
      `Image ${i + 1} of ${width} × ${height} pixels must have one or four bytes for each, but ` +
        `found ${data.length} bytes`,
    );
  }
  const isBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  const wrong = isBytes ? -1 : Array.from(data).findIndex((byte) => !isByte(byte));
  if (wrong >= 0) {
    throw new RangeError(
      `Byte ${wrong + 1} of image ${i + 1} must be an integer from 0 to 255, but found ` +
        describe(data[wrong]),
    );
  }
  const rgba = (y: number, rows: number) => {
    const from = y * width, count = rows * width;
    if (bytes === 4) return Uint8Array.from({ length: 4 * count }, (_, k) => data[4 * from + k]!);
    return Uint8Array.from({ length: 4 * count }, (_, k) => {
      return k % 4 === 3 ? 255 : data[from + Math.floor(k / 4)]!;
    });
  };
  return { width, height, rgba };
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}
