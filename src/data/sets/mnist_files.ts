import { describe, printable } from "../../core/support/describe.ts";
import { readIdx } from "../files/idx.ts";

/** The SHA-256 of each of the four files, uncompressed. */
export const MNIST_CHECKSUMS = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
} as const;

/** The name of one of the four files. */
export type MnistFile = keyof typeof MNIST_CHECKSUMS;

export const MNIST_FILES = /* @__PURE__ */ Object.keys(MNIST_CHECKSUMS) as readonly MnistFile[];

/** The largest size of a file, compressed or not: the largest has 47 million bytes. */
export const MOST_BYTES = 2 ** 26;

/** Rows and columns of an image. */
export const IMAGE_SIDE = 28;

/** The number of classes: the digits. */
export const CLASSES = 10;

/** The content of one of the four files. */
export interface MnistContent {
  /** The path or name of the file, for messages. */
  readonly place: string;
  /** The number of images or labels. */
  readonly examples: number;
  /** A byte for each pixel, image by image and row by row, or for each label. */
  readonly data: Uint8Array;
}

/**
 * Reads one of the four files, or one like it, with any number of images or labels.
 *
 * @param bytes Its bytes, gzipped or not.
 * @param place Its path or name, for messages.
 * @throws {SyntaxError} If the bytes are not IDX, the images not 28 × 28 or the labels not digits.
 */
export function readMnistFile(file: MnistFile, bytes: Uint8Array, path: string): MnistContent {
  const place = printable(path);
  const { shape, data } = parse(bytes, place);
  const examples = shape[0] ?? 0;
  const areImages = file.includes("images");
  const wanted = areImages ? [examples, IMAGE_SIDE, IMAGE_SIDE] : [examples];
  if (examples === 0 || shape.join() !== wanted.join()) {
    const what = areImages ? `images of ${IMAGE_SIDE} × ${IMAGE_SIDE}` : "labels in one dimension";
    throw new SyntaxError(
      `${place} must hold ${what}, at least one, but found the shape ${shape.join(" × ") || "()"}`,
    );
  }
  if (!(data instanceof Uint8Array)) {
    throw new SyntaxError(`${place} must hold unsigned bytes, but found ${describe(data)}`);
  }
  if (!areImages) checkLabels(data, place);
  return { place, examples, data };
}

function parse(bytes: Uint8Array, place: string): ReturnType<typeof readIdx> {
  try {
    return readIdx(bytes);
  } catch (error) {
    throw new SyntaxError(`Cannot read ${place}: ${(error as Error).message}`, { cause: error });
  }
}

function checkLabels(labels: Uint8Array, place: string): void {
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    throw new SyntaxError(
      `${place} must hold labels from 0 to ${CLASSES - 1}, ` +
        `but found ${labels[wrong]} at example ${wrong}`,
    );
  }
}
