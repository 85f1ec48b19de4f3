import { BrokenImagesError, readIdx } from "../../data.ts";
import { imageOf, type ImagePlan, readImages } from "../../src/data/files/images/read_images.ts";
import { pictureOf } from "../../src/model/image_inputs.ts";
import { type NamedFile, readNamed } from "./files.ts";
import { messageInFlags } from "./sources/in_flags.ts";

/** An image. */
export interface Picture {
  /** The file, with the index of an image among several: `t10k-images-idx3-ubyte#3`. */
  readonly name: string;
  /** Bytes, row by row, 0 being black; those of red, green and blue side by side. */
  readonly pixels: Uint8Array;
}

/**
 * Reads images of PNG, JPEG, BMP and IDX files, which are recognized by their first bytes, one after the
 * other, as a plan says: together they may take much more memory than the files.
 *
 * @throws {UsageError} If a file cannot be opened.
 * @throws {SyntaxError} If a file is not an image.
 */
export async function* picturesOf(
  files: readonly NamedFile[],
  plan: ImagePlan,
): AsyncGenerator<Picture> {
  for (const { name, path } of files) {
    const bytes = await readNamed(name, path);
    if (isIdx(bytes)) yield* imagesOfIdx(name, bytes, plan);
    else yield await image(name, path, plan);
  }
}

/** Whether a file begins like IDX or gzip. */
function isIdx([first, second]: Uint8Array): boolean {
  return (first === 0 && second === 0) || (first === 0x1f && second === 0x8b);
}

function* imagesOfIdx(name: string, bytes: Uint8Array, plan: ImagePlan): Generator<Picture> {
  const { shape, data } = read(name, bytes), { framing: _, ...unframed } = plan; // they are framed
  const [images, height, width] = shape.length === 2 ? [1, ...shape] : shape;
  if (width === undefined || height === undefined || shape.length > 3 || data.length === 0) {
    throw new SyntaxError(
      `${name} must hold images (images × rows × columns), but has ${shape.length} dimensions, ` +
        `${data.length} bytes`,
    );
  }
  if (!(data instanceof Uint8Array)) {
    throw new SyntaxError(`${name} must hold unsigned bytes, but has numbers of another type`);
  }
  for (let i = 0; i < images!; i++) {
    const grey = data.subarray(i * height * width, (i + 1) * height * width);
    const image = imageOf(pictureOf({ width, height, data: grey }, i), unframed);
    const pixels = Uint8Array.from(image, (sample) => Math.round(sample));
    yield { name: shape.length === 2 ? name : `${name}#${i}`, pixels };
  }
}

function read(name: string, bytes: Uint8Array): ReturnType<typeof readIdx> {
  try {
    return readIdx(bytes);
  } catch (error) {
    throw new SyntaxError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

async function image(name: string, path: string, plan: ImagePlan): Promise<Picture> {
  const { pixels, broken } = await readImages([path], plan);
  const [first] = broken;
  if (first) {
    throw new BrokenImagesError([{ path: name, reason: messageInFlags(first.reason) }], 1);
  }
  return { name, pixels };
}
