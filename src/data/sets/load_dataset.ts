import { describe } from "../../core/support/describe.ts";
import { checkOptions } from "../../core/support/options.ts";
import { type CsvGenerator, csvGenerator } from "../generators/csv/csv_generator.ts";
import type { BatchOptions } from "../generators/generator.ts";
import { emnist, EMNIST_SPLITS, type EmnistSplit } from "./emnist.ts";
import { FASHION_MNIST } from "./fashion_mnist.ts";
import type { ImageSet } from "./image_set.ts";
import { KMNIST } from "./kmnist.ts";
import {
  IMAGE_SET_OPTIONS,
  type ImageDataset,
  loadImageSet,
  type LoadImageSetOptions,
  surroundings,
} from "./load_image_set.ts";
import { MNIST } from "./mnist.ts";
import { QMNIST } from "./qmnist.ts";
import type { Table } from "./tables/table.ts";

/**
 * Options of {@linkcode loadDataset} for EMNIST.
 * @category Data sets
 */
export interface EmnistOptions extends LoadImageSetOptions {
  /** How characters are divided into classes. Defaults to `balanced`: 47 classes. */
  readonly split?: EmnistSplit;
}

/**
 * Options of {@linkcode loadDataset} for tables.
 * @category Data sets
 */
export interface TableOptions extends BatchOptions {
  /** The share of the examples for validation. Defaults to 0.1. */
  readonly validation?: number;
  /** The share of the examples for the test. Defaults to 0.1. */
  readonly test?: number;
  /** Whether inputs are standardized, by the training part alone. Defaults to true. */
  readonly standardize?: boolean;
}

/**
 * The data sets that {@linkcode loadDataset} knows, by name.
 * @category Data sets
 */
export interface Datasets {
  /** Handwritten digits, 60,000 and 10,000, by Y. LeCun, C. Cortes and C. Burges. */
  readonly mnist: (options?: LoadImageSetOptions) => Promise<ImageDataset>;
  /** Articles of clothing in the form of MNIST, by Zalando Research. */
  readonly "fashion-mnist": (options?: LoadImageSetOptions) => Promise<ImageDataset>;
  /** Cursive Japanese characters in the form of MNIST. */
  readonly kmnist: (options?: LoadImageSetOptions) => Promise<ImageDataset>;
  /** Handwritten letters and digits, upright. */
  readonly emnist: (options?: EmnistOptions) => Promise<ImageDataset>;
  /** MNIST's images with who wrote each, as `details`. */
  readonly qmnist: (options?: LoadImageSetOptions) => Promise<ImageDataset>;
  /** Fisher's flowers: 4 lengths, 3 species, 150 examples. */
  readonly iris: (options?: TableOptions) => Promise<CsvGenerator>;
  /** Italian wines: 13 measures, 3 cultivars, 178 examples. */
  readonly wine: (options?: TableOptions) => Promise<CsvGenerator>;
  /** A regression of Friedman: 10 numbers, 5 of them idle, 500 examples. */
  readonly friedman: (options?: TableOptions) => Promise<CsvGenerator>;
}

/** One file and one line for each; tables are loaded when they are asked for. */
const DATASETS: Datasets = {
  mnist: (options) => images(MNIST, options),
  "fashion-mnist": (options) => images(FASHION_MNIST, options),
  kmnist: (options) => images(KMNIST, options),
  emnist: loadEmnist,
  qmnist: (options) => images(QMNIST, options),
  iris: (options) => table(async () => (await import("./tables/iris.ts")).IRIS, options),
  wine: (options) => table(async () => (await import("./tables/wine.ts")).WINE, options),
  friedman: (options) =>
    table(async () => (await import("./tables/friedman.ts")).FRIEDMAN, options),
};

/** The names of all data sets. */
const DATASET_NAMES = /* @__PURE__ */ Object.keys(DATASETS) as readonly (keyof Datasets)[];

/**
 * Loads a data set by its name.
 *
 * Those of images are in the form of MNIST, and come from where {@linkcode loadMnist} has it from:
 * the option `directory`, the cache (a folder for each), or a download, with the SHA-256 that is
 * published. `MNIST_DIR` names a directory for `mnist` alone. Deno asks for permission for the
 * hosts: `raw.githubusercontent.com` for `fashion-mnist` and `qmnist`, `codh.rois.ac.jp` for
 * `kmnist`, `biometrics.nist.gov` for `emnist`, whose one archive has 562 MB. Tables are part of
 * the library; each is split and standardized as {@linkcode csvGenerator} does it.
 *
 * @returns `train` and `test`; of images also `classes`, of tables all that `csvGenerator` returns.
 * @throws {RangeError} If the name is unknown, or an option is out of range.
 * @throws {TypeError} If an option is unknown, or a path is not a text.
 * @throws {MnistUnavailableError} If no directory was named and no mirror served a missing file.
 * @throws {MnistDirectoryError} If files in the directory that was named are missing or unreadable.
 * @throws {SyntaxError} If a file is broken.
 *
 * @example
 * ```ts
 * import { loadDataset } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test, targetNames } = await loadDataset("iris", { validation: 0, test: 0.2 });
 * assertEquals([train.inputs.rows, test.inputs.rows, train.inputs.columns], [120, 30, 4]);
 * assertEquals(targetNames[0], "species=setosa");
 * ```
 * @category Data sets
 */
export async function loadDataset<Name extends keyof Datasets>(
  name: Name,
  options?: Parameters<Datasets[Name]>[0],
): Promise<Awaited<ReturnType<Datasets[Name]>>> {
  if (!Object.hasOwn(DATASETS, name)) {
    throw new RangeError(
      `The data set must be one of ${DATASET_NAMES.join(", ")}, but found ${describe(name)}`,
    );
  }
  const load = DATASETS[name] as (options: unknown) => ReturnType<Datasets[Name]>;
  return await load(options);
}

function images(set: ImageSet, options: LoadImageSetOptions = {}): Promise<ImageDataset> {
  return loadImageSet("loadDataset()", set, options, surroundings());
}

async function loadEmnist(given: EmnistOptions = {}): Promise<ImageDataset> {
  const { split = "balanced", ...options } = checkOptions(
    "loadDataset()",
    given,
    `split ${IMAGE_SET_OPTIONS}`,
  );
  if (!Object.hasOwn(EMNIST_SPLITS, split)) {
    const names = Object.keys(EMNIST_SPLITS).join(", ");
    throw new RangeError(`split must be one of ${names}, but found ${describe(split)}`);
  }
  return await images(emnist(split), options);
}

async function table(
  load: () => Promise<Table>,
  given: TableOptions = {},
): Promise<CsvGenerator> {
  const names = "validation test standardize batchSize seed";
  const options = checkOptions("loadDataset()", given, names);
  const { target, text } = await load();
  return csvGenerator(text(), { ...options, target });
}
