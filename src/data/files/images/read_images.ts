import { digitImage } from "../../digit_image.ts";
import { fileSystem } from "../../platform.ts";
import { readRegularFile } from "../read_regular_file.ts";
import { loadDecoder } from "./decoder.ts";
import { fitImage, type Fitting } from "./fit.ts";
import { CHANNELS, type Colour, type Picture, samplesOf } from "./picture.ts";
import type { Resizing } from "./resize.ts";

/**
 * How pictures are cut out: as MNIST's digits are, light on dark, scaled into 20 × 20 pixels and centred
 * by mass in 28 × 28.
 * @category Images
 */
export type Framing = "digit";

/** The images to make of files. Plain data, as it is sent to other threads. */
export interface ImagePlan {
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
  /** How images of another size are resized; without it they count as broken. */
  readonly resizing?: Resizing;
  /** How an aspect ratio is changed; by default by stretching. */
  readonly fitting?: Fitting;
  /** Whether pictures are framed as MNIST's digits are. */
  readonly framing?: Framing;
  /** The grey below transparent pixels and beside images, from 0 to 255. */
  readonly background: number;
  /** The largest number of pixels of a file. */
  readonly maxPixels: number;
}

export interface ReadImages {
  /** The bytes of the images, one after the other; zeros for broken ones. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** The files that could not be read, by their index among the paths. */
  readonly broken: readonly { readonly index: number; readonly reason: string }[];
}

/** By default; a pixel takes four bytes while a file is decoded. */
export const MAX_PIXELS = 2 ** 26;

/** The size of an image in bytes. */
export function sizeOf({ width, height, colour }: ImagePlan): number {
  return width * height * CHANNELS[colour];
}

/**
 * Reads and decodes image files.
 *
 * @throws {TypeError} If the decoder is not installed.
 */
export async function readImages(paths: readonly string[], plan: ImagePlan): Promise<ReadImages> {
  const decode = await loadDecoder();
  const files = fileSystem()!;
  const contents = await Promise.allSettled(paths.map((path) => readRegularFile(files, path)));
  const size = sizeOf(plan);
  const pixels = new Uint8Array(paths.length * size);
  const broken: { readonly index: number; readonly reason: string }[] = [];
  contents.forEach((content, index) => {
    try {
      if (content.status === "rejected") throw content.reason;
      const image = decode(content.value, plan.maxPixels, (picture) => imageOf(picture, plan));
      for (let i = 0; i < size; i++) pixels[index * size + i] = Math.round(image[i]!);
    } catch (error) {
      broken.push({ index, reason: (error as Error).message });
    }
  });
  return { pixels, broken };
}

/** The samples of the image to make of a picture. */
export function imageOf(picture: Picture, plan: ImagePlan): Float64Array {
  const { width, height } = picture;
  if (plan.framing === "digit") {
    return Float64Array.from(digitImage(picture.rgba(0, height), width, height).data);
  }
  if (plan.resizing === undefined && (width !== plan.width || height !== plan.height)) {
    throw new RangeError(
      `it has ${width} × ${height} pixels, where the first has ${plan.width} × ${plan.height}: ` +
        "give width and height to have all resized",
    );
  }
  const samples = samplesOf(picture, plan.colour, plan.background);
  const { resizing = "area", fitting = "stretch", background: grey } = plan;
  // What is added is transparent, where pixels have an opacity.
  return fitImage(samples, fitting, { ...plan, resizing, background: [grey, grey, grey, 0] });
}

/** The size of the first image that can be decoded; undefined if all are broken. */
export async function firstSize(
  paths: readonly string[],
  maxPixels: number,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  const decode = await loadDecoder();
  const files = fileSystem()!;
  for (const path of paths) {
    try {
      const bytes = await readRegularFile(files, path);
      return decode(bytes, maxPixels, ({ width, height }) => ({ width, height }));
    } catch {
      // Reported when all of them are read.
    }
  }
  return undefined;
}
