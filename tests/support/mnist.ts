import { MNIST } from "../../src/data/sets/mnist.ts";
import { filesOf } from "../../src/data/sets/image_set.ts";
import { sha256 } from "../../src/data/sha256.ts";
import { idxFile } from "./idx.ts";

/** The name of one of the four files. */
type MnistFile = `${"train" | "t10k"}-${"images-idx3" | "labels-idx1"}-ubyte`;

/** The names of the four files. */
export const MNIST_FILES = filesOf(MNIST) as readonly MnistFile[];

/** The four files by name. */
export type MnistBytes = Readonly<Record<MnistFile, Uint8Array>>;

/** MNIST with three images to train and two to test: pixel p of image i is (i + p) mod 256. */
export const TINY: MnistBytes = {
  "train-images-idx3-ubyte": images(3),
  "train-labels-idx1-ubyte": idxFile([3], [5, 0, 9]),
  "t10k-images-idx3-ubyte": images(2),
  "t10k-labels-idx1-ubyte": idxFile([2], [7, 2]),
};

/** An IDX file of images. */
export function images(examples: number, side = 28): Uint8Array {
  const pixels = side * side;
  const data = Array.from({ length: examples * pixels }, (_, p) => {
    return (Math.floor(p / pixels) + p % pixels) % 256;
  });
  return idxFile([examples, side, side], data);
}

/** The table of checksums that these files answer to. */
export async function checksumsOf(files: MnistBytes): Promise<Record<string, string>> {
  const entries = Object.entries(files).map(async ([name, bytes]) => {
    return [name, await sha256(Uint8Array.from(bytes))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
