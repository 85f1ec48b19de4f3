import type { TrainAndTest } from "../dataset.ts";
import type { ImageSet, Source } from "./image_set.ts";
import { loadImageSet, type LoadImageSetOptions, surroundings } from "./load_image_set.ts";

/** Where MNIST comes from; its checksums are those of the files as they were first published. */
export const MNIST_SOURCE: Source = {
  folder: "mnist",
  urls: [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ],
  checksums: {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
  most: 2 ** 26, // the largest has 47 million bytes
};

export const MNIST: ImageSet = {
  title: "MNIST",
  variable: "MNIST_DIR",
  train: { images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte" },
  test: { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
  sources: { images: MNIST_SOURCE, labels: MNIST_SOURCE },
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
};

/**
 * Options of {@linkcode loadMnist}.
 * @category Data sets
 */
export type LoadMnistOptions = LoadImageSetOptions;

/**
 * Loads MNIST, the handwritten digits of Y. LeCun, C. Cortes and C. Burges: 60,000 to train and
 * 10,000 to test in the original, or the content of a directory with the same files.
 *
 * The sources, in this order: the option `directory`; the directory that the environment names in
 * `MNIST_DIR`; the cache, which is `backproof/mnist` in `$XDG_CACHE_HOME` or `~/.cache` (Linux),
 * `~/Library/Caches` (macOS) or `%LOCALAPPDATA%` (Windows); the download, which is then cached. The
 * first two are final: a file missing there is an error. In a directory each file may be gzipped or
 * not and may have the old spelling, such as `train-images.idx3-ubyte`; it may be another data set
 * of the same form, such as Fashion-MNIST. Downloads and the cache must have the SHA-256 of the
 * original.
 *
 * Deno asks for permission to read those variables, the directory or the cache, to write the cache,
 * and for the hosts of the mirrors, `ossci-datasets.s3.amazonaws.com` and `storage.googleapis.com`.
 * A source without permission counts as absent, except a directory that was named. In a browser
 * there is only the download, and the mirrors have to allow the origin of the page.
 *
 * @returns Inputs (examples × 784) of bytes, scale 1/255, targets (examples × 10) one-hot, labels.
 * @throws {MnistUnavailableError} If no directory was named and no mirror served a missing file.
 * @throws {MnistDirectoryError} If files in the directory that was named are missing or unreadable.
 * @throws {SyntaxError} If a file is broken: not IDX, truncated, images that are not 28 × 28,
 * labels that are not digits or not as many as images.
 * @throws {TypeError} If `directory` or `cache` is not a path.
 *
 * @example
 * ```ts ignore
 * import { loadMnist } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test } = await loadMnist();
 * assertEquals([train.inputs.rows, train.inputs.columns], [60_000, 784]);
 * assertEquals([test.targets.rows, test.targets.columns], [10_000, 10]);
 * ```
 * @category Data sets
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<TrainAndTest> {
  const { train, test } = await loadImageSet("loadMnist()", MNIST, options, surroundings());
  return { train, test };
}
