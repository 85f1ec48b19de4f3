import type { ByteMatrix } from "../../core/matrix/matrix.ts";
import { checkOptions } from "../../core/support/options.ts";
import { classification, type Dataset, type TrainAndTest } from "../dataset.ts";
import type { ShapedArray } from "../files/elements.ts";
import { environment, operatingSystem } from "../platform.ts";
import { cacheDirectory } from "./cache.ts";
import type { Patience } from "./download.ts";
import {
  filesOf,
  IMAGE_SIDE,
  type ImageSet,
  type ImageSetContent,
  type OpenedFile,
  readImages,
  readLabels,
  type Source,
} from "./image_set.ts";
import { imageSetCache } from "./image_set_cache.ts";
import { readImageDirectory } from "./image_set_directory.ts";
import { type DownloadProgress, imageSetDownloader, PATIENCE } from "./image_set_mirrors.ts";
import { mirrored } from "./mirrored.ts";
import { MnistUnavailableError } from "./mnist_errors.ts";

/**
 * Where {@linkcode loadMnist} and {@linkcode loadDataset} look for files.
 * @category Data sets
 */
export interface LoadImageSetOptions {
  /**
   * A directory of the files, each gzipped or not. No other source is used then: a missing
   * file is an error.
   */
  readonly directory?: string;
  /** The directory for downloads, by default the platform's cache directory; `false` keeps none. */
  readonly cache?: string | false;
  /**
   * Addresses of folders that hold the files under their published names, tried in this order before
   * the published ones: `["https://example.org/mnist/"]`. Files must have the published checksums.
   */
  readonly mirrors?: readonly string[];
  /**
   * The SHA-256 of files whose content is another one than the published, by their names, as of an
   * edition of your own. Name another `cache`, too: in the usual one files of either are replaced by
   * those of the other.
   */
  readonly checksums?: Readonly<Record<string, string>>;
  /** Aborts the loading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called for every chunk of a download. An exception it throws stops the loading. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /**
   * Called with one sentence if the cache cannot be read or written, or a file in it is broken.
   * The data set is loaded all the same.
   */
  readonly onWarning?: (message: string) => void;
}

/**
 * A data set of images that {@linkcode loadDataset} loads.
 * @category Data sets
 */
export interface ImageDataset extends TrainAndTest {
  /** What the classes are called, in the order of the targets. */
  readonly classes: readonly string[];
  /** What is known of each image beside its class, as QMNIST has it: rows of integers. */
  readonly details?: { readonly train: ShapedArray; readonly test: ShapedArray };
}

/** The names of those options. */
export const IMAGE_SET_OPTIONS = "directory cache mirrors checksums signal onProgress onWarning";

/** What loading depends on, which tests replace. */
export interface Surroundings {
  /** Reads variables of the environment. */
  readonly environment: (name: string) => string | undefined;
  /** The operating system, by Node's name. */
  readonly system: string;
  readonly patience: Patience;
}

/** Those of this process. */
export function surroundings(): Surroundings {
  return { environment, system: operatingSystem(), patience: PATIENCE };
}

/**
 * Loads a data set in the form of MNIST from a directory, the cache or the network.
 *
 * @param of What takes the options, for messages.
 */
export async function loadImageSet(
  of: string,
  set: ImageSet,
  given: LoadImageSetOptions,
  around: Surroundings,
): Promise<ImageDataset> {
  const options = checkOptions(of, given, IMAGE_SET_OPTIONS);
  checkPath(options.directory, "directory");
  if (options.cache !== false) checkPath(options.cache, "cache");
  const { classes, firstLabel, moreLabels, isTransposed } = set;
  const open = await opener(mirrored(set, options), options, around);
  const read = async (part: "train" | "test") => {
    const images = readImages(await open.images(set[part].images), isTransposed);
    const most = moreLabels ? images.examples : Infinity;
    const file = await open.labels(set[part].labels);
    return { images, labels: readLabels(file, classes.length, firstLabel, most) };
  };
  const train = await read("train"), test = await read("test");
  const [first, second] = [train.labels.details!, test.labels.details!];
  return {
    train: dataset(train.images, train.labels, classes.length),
    test: dataset(test.images, test.labels, classes.length),
    classes,
    ...(first.shape.length > 1 && { details: { train: first, test: second } }),
  };
}

type Open = (file: string) => OpenedFile | Promise<OpenedFile>;

/** What opens files: the directory that was named, or the cache and the mirrors. */
async function opener(
  set: ImageSet,
  options: LoadImageSetOptions,
  { environment, system, patience }: Surroundings,
): Promise<{ readonly images: Open; readonly labels: Open }> {
  const { directory, cache, signal } = options;
  const { title, variable, sources } = set;
  const named = directory ?? (variable === undefined ? undefined : environment(variable));
  if (named !== undefined) {
    const namedBy = directory === undefined ? variable! : "the option directory";
    const open = await readImageDirectory(named, filesOf(set), namedBy, signal);
    return { images: open, labels: open };
  }
  const remedy = `name a directory that holds ${title} by the option directory` +
    (variable === undefined ? "" : ` or by ${variable}`);
  const opened = (source: Source) => {
    const kept = cache ?? cacheDirectory(system, environment, source.folder);
    const unavailable = (...failure: ConstructorParameters<typeof MnistUnavailableError>) =>
      new MnistUnavailableError(failure[0], failure[1], remedy);
    const download = imageSetDownloader(source, { ...options, unavailable, patience });
    return imageSetCache(title, kept || undefined, source, download, options);
  };
  const images = opened(sources.images);
  return { images, labels: sources.labels === sources.images ? images : opened(sources.labels) };
}

function dataset(images: ImageSetContent, labels: ImageSetContent, classes: number): Dataset {
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
  return classification(inputs, labels.data, classes);
}

function checkPath(path: unknown, name: string): void {
  if (path !== undefined && (typeof path !== "string" || path === "")) {
    const found = typeof path === "string" ? "an empty one" : String(path);
    throw new TypeError(`${name} must be a path in a string, but found ${found}`);
  }
}
