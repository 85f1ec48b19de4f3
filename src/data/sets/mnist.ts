import type { ByteMatrix } from "../../core/matrix/matrix.ts";
import { cacheDirectory } from "./cache.ts";
import { classification, type Dataset, type TrainAndTest } from "../dataset.ts";
import { mnistCache } from "./mnist_cache.ts";
import { readMnistDirectory } from "./mnist_directory.ts";
import { CLASSES, IMAGE_SIDE, type MnistContent, type MnistFile } from "./mnist_files.ts";
import type { DownloadProgress, Mirrors } from "./mnist_mirrors.ts";
import { MNIST_MIRRORS, mnistDownloader } from "./mnist_mirrors.ts";
import { environment, operatingSystem } from "../platform.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Options of {@linkcode loadMnist}.
 * @category Data sets
 */
export interface LoadMnistOptions {
  /**
   * A directory of the four files, each gzipped or not. No other source is used then: a missing
   * file is an error.
   */
  readonly directory?: string;
  /** The directory for downloads, by default the platform's cache directory; `false` keeps none. */
  readonly cache?: string | false;
  /** Aborts the loading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called for every chunk of a download. An exception it throws stops the loading. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /**
   * Called with one sentence if the cache cannot be read or written, or a file in it is broken.
   * MNIST is loaded all the same.
   */
  readonly onWarning?: (message: string) => void;
}

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
export function loadMnist(options: LoadMnistOptions = {}): Promise<TrainAndTest> {
  return loadMnistFrom({ mirrors: MNIST_MIRRORS, environment, system: operatingSystem() }, options);
}

/** What {@linkcode loadMnist} depends on, which tests replace. */
interface Surroundings {
  readonly mirrors: Mirrors;
  /** Reads variables of the environment. */
  readonly environment: (name: string) => string | undefined;
  /** The operating system, by Node's name. */
  readonly system: string;
}

/** Loads MNIST as {@linkcode loadMnist} does, in the given surroundings. */
export async function loadMnistFrom(
  surroundings: Surroundings,
  options: LoadMnistOptions,
): Promise<TrainAndTest> {
  checkOptions("loadMnist()", options, "directory cache signal onProgress onWarning");
  checkPath(options.directory, "directory");
  if (options.cache !== false) checkPath(options.cache, "cache");
  const file = await fileSource(surroundings, options);
  return {
    train: dataset(await file("train-images-idx3-ubyte"), await file("train-labels-idx1-ubyte")),
    test: dataset(await file("t10k-images-idx3-ubyte"), await file("t10k-labels-idx1-ubyte")),
  };
}

/** The source of the four files: the directory that was named, or the cache and the mirrors. */
async function fileSource(
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
  return mnistCache(
    kept || undefined,
    mirrors.checksums,
    mnistDownloader(mirrors, options),
    options,
  );
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
