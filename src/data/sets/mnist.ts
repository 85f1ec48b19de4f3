import type { ByteMatrix } from "../../core/matrix/matrix.ts";
import { cacheDirectory } from "./cache.ts";
import { classification, type Dataset, type TrainAndTest } from "../dataset.ts";
import { mnistCache } from "./mnist_cache.ts";
import { readMnistDirectory } from "./mnist_directory.ts";
import { CLASSES, IMAGE_SIDE, type MnistContent, type MnistFile } from "./mnist_files.ts";
import {
  type DownloadProgress,
  type Mirrors,
  MNIST_MIRRORS,
  mnistDownloader,
} from "./mnist_mirrors.ts";
import { environment, operatingSystem } from "../platform.ts";
import { checkOptions } from "../../core/support/checks.ts";

/** Options of {@linkcode loadMnist}. */
export interface LoadMnistOptions {
  /**
   * A directory that holds the four files, each gzipped or not. Then nothing else is looked at, nor
   * is the network asked: a missing file is an error.
   */
  readonly directory?: string;
  /** Where downloads are kept, in place of the platform's cache directory; `false` keeps none. */
  readonly cache?: string | false;
  /** Stops the loading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told of every piece that is downloaded. What it throws stops the loading. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /**
   * Told in one sentence of a cache that is not used because it cannot be read or written, or of a
   * broken file in it. MNIST is loaded all the same.
   */
  readonly onWarning?: (message: string) => void;
}

/**
 * Loads MNIST, the handwritten digits of Y. LeCun, C. Cortes and C. Burges: 60,000 to train and
 * 10,000 to test in the original, or whatever a directory holds in the same files.
 *
 * Looks in this order: the option `directory`; the directory that the environment names in
 * `MNIST_DIR`; the cache, which is `backproof/mnist` in `$XDG_CACHE_HOME` or `~/.cache` (Linux),
 * `~/Library/Caches` (macOS) or `%LOCALAPPDATA%` (Windows); the download, which is kept in the cache.
 * The first two are final: what is wrong there is an error. In a directory each file may be gzipped
 * or not and may have the old spelling, such as `train-images.idx3-ubyte`; it may be another data set
 * of the same form, such as Fashion-MNIST. What is downloaded must have the SHA-256 of the original.
 *
 * In Deno this asks to read those variables, the directory or the cache, to write the cache, and for
 * the hosts of the mirrors, `ossci-datasets.s3.amazonaws.com` and `storage.googleapis.com`. What is
 * refused counts as absent, but for a directory that was named. In a browser there is the download
 * alone, and the mirrors have to allow the origin of the page.
 *
 * @param options A directory, a cache, a signal to stop by, listeners.
 * @returns Inputs (examples × 784) of bytes with scale 1/255, targets (examples × 10) one-hot, labels.
 * @throws {MnistUnavailableError} If no directory was named and no mirror gave what the cache lacks.
 * @throws {MnistDirectoryError} If files are missing in the directory that was named, or unreadable.
 * @throws {SyntaxError} If a file is broken: not IDX, cut short, images that are not 28 × 28, labels
 * that are not digits or not as many as images.
 * @throws {TypeError} If `directory` or `cache` is no path.
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
 */
export function loadMnist(options: LoadMnistOptions = {}): Promise<TrainAndTest> {
  return loadMnistFrom({ mirrors: MNIST_MIRRORS, environment, system: operatingSystem() }, options);
}

/** The world outside, as {@linkcode loadMnist} sees it and tests make it up. */
interface Surroundings {
  /** Where to download from. */
  readonly mirrors: Mirrors;
  /** Gives variables of the environment. */
  readonly environment: (name: string) => string | undefined;
  /** The operating system, by Node's name for it. */
  readonly system: string;
}

/**
 * Loads MNIST as {@linkcode loadMnist} does, in surroundings that are passed in.
 *
 * @param surroundings Mirrors, environment, operating system.
 * @param options As for `loadMnist`.
 */
export async function loadMnistFrom(
  surroundings: Surroundings,
  options: LoadMnistOptions,
): Promise<TrainAndTest> {
  checkOptions(options, '{ directory: "mnist" }');
  checkPath(options.directory, "directory");
  if (options.cache !== false) checkPath(options.cache, "cache");
  const file = await finder(surroundings, options);
  return {
    train: dataset(await file("train-images-idx3-ubyte"), await file("train-labels-idx1-ubyte")),
    test: dataset(await file("t10k-images-idx3-ubyte"), await file("t10k-labels-idx1-ubyte")),
  };
}

/** Where to find the four files: what was named first, or the cache and the mirrors. */
async function finder(
  { mirrors, environment, system }: Surroundings,
  options: LoadMnistOptions,
): Promise<(file: MnistFile) => MnistContent | Promise<MnistContent>> {
  const { directory, cache, signal } = options;
  if (directory !== undefined) {
    return await readMnistDirectory(directory, "the option directory", signal);
  }
  const named = environment("MNIST_DIR");
  if (named !== undefined) return await readMnistDirectory(named, "MNIST_DIR", signal);
  const kept = cache ?? cacheDirectory(system, environment);
  return mnistCache(kept || undefined, mnistDownloader(mirrors, options), options);
}

function dataset(images: MnistContent, labels: MnistContent): Dataset {
  if (labels.examples !== images.examples) {
    throw new SyntaxError(
      `${labels.place} must hold one label for each of the ${images.examples} images ` +
        `in ${images.place}, but found ${labels.examples}`,
    );
  }
  const inputs: ByteMatrix = {
    rows: images.examples,
    columns: IMAGE_SIDE * IMAGE_SIDE,
    data: images.data,
    scale: 1 / 255,
  };
  return classification(inputs, labels.data, CLASSES);
}

function checkPath(path: unknown, name: string): void {
  if (path !== undefined && (typeof path !== "string" || path === "")) {
    const found = typeof path === "string" ? "an empty one" : String(path);
    throw new TypeError(`${name} must be a path in a string, but found ${found}`);
  }
}
