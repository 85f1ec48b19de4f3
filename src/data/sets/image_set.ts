import { describe, printable } from "../../core/support/describe.ts";
import type { ShapedArray } from "../files/elements.ts";
import { readIdx } from "../files/idx.ts";

/** Where files of a data set are downloaded from, and how they are known. */
export interface Source {
  /** The folder in the cache. */
  readonly folder: string;
  /** The prefixes of the files' addresses, in the order to try them. */
  readonly urls: readonly string[];
  /**
   * The SHA-256 of each file that is kept, by its name. One without `.gz` is published gzipped, and
   * kept inflated, as it loads faster; one with it is kept as published, where only that has a
   * published checksum.
   */
  readonly checksums: Readonly<Record<string, string>>;
  /** The zip archive among them that holds the others, gzipped, in a folder. */
  readonly archive?: { readonly name: string; readonly folder: string };
  /** The largest size of a file, compressed or not, in bytes. */
  readonly most: number;
}

/** The names of the files of a part. */
interface PartFiles {
  readonly images: string;
  readonly labels: string;
}

/** A data set of 28 × 28 images and their classes, in the form of MNIST. */
export interface ImageSet {
  /** What it is called in messages. */
  readonly title: string;
  /** The variable of the environment that names a directory. */
  readonly variable?: string;
  readonly train: PartFiles;
  readonly test: PartFiles;
  readonly sources: Readonly<Record<keyof PartFiles, Source>>;
  /** What the classes are called. */
  readonly classes: readonly string[];
  /** The label of the first class. Defaults to 0. */
  readonly firstLabel?: number;
  /** Whether labels may go on behind those of the last image. */
  readonly moreLabels?: boolean;
  /** Whether rows and columns of the published images are exchanged. */
  readonly isTransposed?: boolean;
}

/** The four files, in the order they are read in. */
export function filesOf({ train, test }: ImageSet): readonly string[] {
  return [train.images, train.labels, test.images, test.labels];
}

/** The bytes of a file. */
export interface OpenedFile {
  /** Its path or name, for messages. */
  readonly path: string;
  /** Gzipped or not. */
  readonly bytes: Uint8Array;
}

/** The content of a file of images or labels. */
export interface ImageSetContent {
  /** The path or name of the file, for messages. */
  readonly place: string;
  /** The number of images or labels. */
  readonly examples: number;
  /** A byte for each pixel, image by image and row by row, or the label of each image. */
  readonly data: Uint8Array;
  /** What a file of labels has for each image, its class first; undefined for images. */
  readonly details?: ShapedArray;
}

/** Rows and columns of an image. */
export const IMAGE_SIDE = 28;

/**
 * Reads images, any number of them.
 *
 * @throws {SyntaxError} If the bytes are not IDX, or the images not 28 × 28.
 */
export function readImages(file: OpenedFile, isTransposed = false): ImageSetContent {
  const { place, examples, shape, data } = parse(file);
  if (examples === 0 || shape.join() !== [examples, IMAGE_SIDE, IMAGE_SIDE].join()) {
    throw wrongShape(place, `images of ${IMAGE_SIDE} × ${IMAGE_SIDE}`, shape);
  }
  if (!(data instanceof Uint8Array)) {
    throw new SyntaxError(`${place} must hold unsigned bytes, but found ${describe(data)}`);
  }
  return { place, examples, data: isTransposed ? transposed(data) : data };
}

/**
 * Reads labels, any number of them: bytes, or rows of integers that begin with the class.
 *
 * @param most How many are read at most; by default all.
 * @returns The classes, from 0.
 * @throws {SyntaxError} If the bytes are not IDX, or a label is not of a class.
 */
export function readLabels(
  file: OpenedFile,
  classes: number,
  firstLabel = 0,
  most = Infinity,
): ImageSetContent {
  const { place, examples: found, shape, data } = parse(file);
  const examples = Math.min(found, most);
  const isTable = shape.length === 2 && shape[1]! > 0 && data instanceof Int32Array;
  if (examples === 0 || !(isTable || (shape.length === 1 && data instanceof Uint8Array))) {
    throw wrongShape(place, "labels in one dimension", shape);
  }
  const columns = shape[1] ?? 1, labels = new Uint8Array(examples);
  for (let i = 0; i < examples; i++) {
    const label = data[i * columns]!;
    if (label < firstLabel || label >= firstLabel + classes) {
      throw new SyntaxError(
        `${place} must hold labels from ${firstLabel} to ${firstLabel + classes - 1}, ` +
          `but found ${label} at example ${i}`,
      );
    }
    labels[i] = label - firstLabel;
  }
  const details = { shape: [examples, ...shape.slice(1)], data: data.slice(0, examples * columns) };
  return { place, examples, data: labels, details };
}

function parse({ path, bytes }: OpenedFile) {
  const place = printable(path);
  try {
    const { shape, data } = readIdx(bytes);
    return { place, examples: shape[0] ?? 0, shape, data };
  } catch (error) {
    throw new SyntaxError(`Cannot read ${place}: ${(error as Error).message}`, { cause: error });
  }
}

function wrongShape(place: string, wanted: string, shape: readonly number[]): SyntaxError {
  return new SyntaxError(
    `${place} must hold ${wanted}, at least one, but found the shape ${shape.join(" × ") || "()"}`,
  );
}

/** Images with rows and columns exchanged. */
function transposed(images: Uint8Array): Uint8Array {
  const size = IMAGE_SIDE ** 2;
  return images.map((_, i) => {
    const pixel = i % size, row = Math.floor(pixel / IMAGE_SIDE), column = pixel % IMAGE_SIDE;
    return images[i - pixel + column * IMAGE_SIDE + row]!;
  });
}
