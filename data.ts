/**
 * Data to train on: MNIST, digits that the library draws, IDX and CSV files, images; split into parts
 * and batches, standardized, augmented.
 *
 * @example A table as inputs and targets
 * ```ts
 * import { csvGenerator } from "@backproof/backproof/data";
 * import { assertEquals } from "@std/assert";
 *
 * const { train } = csvGenerator("size,price\n1,10\n2,20\n3,30\n4,40\n", { target: "price" });
 * assertEquals([train.inputs.columns, train.targets.columns], [1, 1]);
 * ```
 *
 * @module
 */

export {
  type Augmentation,
  imageAugmentation,
  type ImageAugmentationOptions,
} from "./src/data/augmentation/augment.ts";

export { type ClassWeights, withClassWeights } from "./src/data/class_weights.ts";
export { classification, type Dataset, type TrainAndTest } from "./src/data/dataset.ts";
export { openArray, type StoredArray } from "./src/data/stored/open_array.ts";
export type { Examples, StoredDataset } from "./src/data/stored/stored.ts";
export { storedDataset } from "./src/data/stored/stored_dataset.ts";

export { type DigitImage, digitImage } from "./src/data/digit_image.ts";

export type { Column, ColumnKind } from "./src/data/files/csv/columns.ts";
export {
  type ColumnSummary,
  describeTable,
  type DescribeTableOptions,
  type TableSummary,
} from "./src/data/files/csv/describe_table.ts";
export { detectCsv, type DetectedCsv } from "./src/data/files/csv/detect.ts";
export type {
  CsvFormat,
  DecimalMark,
  ParseCsvOptions,
  ThousandsMark,
} from "./src/data/files/csv/format.ts";
export type { ColumnReference } from "./src/data/files/csv/places.ts";
export type { TableRow, TableValue } from "./src/data/files/csv/rows.ts";
export { parseCsv } from "./src/data/files/csv/parse_csv.ts";
export type { NumberArray, ShapedArray } from "./src/data/files/elements.ts";
export { type IdxArray, readIdx, type ReadIdxOptions } from "./src/data/files/idx.ts";
export { readNpy, writeNpy } from "./src/data/files/npy.ts";
export { readNpz, type ReadNpzOptions, writeNpz } from "./src/data/files/npz.ts";
export type { Fitting } from "./src/data/files/images/fit.ts";
export type { Framing } from "./src/data/files/images/read_images.ts";
export type { Colour } from "./src/data/files/images/picture.ts";
export type { Resizing } from "./src/data/files/images/resize.ts";

export { arrayGenerator } from "./src/data/generators/arrays.ts";
export { type BrokenImage, BrokenImagesError } from "./src/data/generators/broken_images.ts";
export { type CsvGenerator, csvGenerator } from "./src/data/generators/csv/csv_generator.ts";
export type { CsvOptions } from "./src/data/generators/csv/csv_options.ts";
export {
  type CsvEncoding,
  csvInputs,
  type InputGroup,
  inputGroups,
  tableInputs,
  type UnknownOptions,
} from "./src/data/generators/csv/encoding.ts";
export type { Fill } from "./src/data/generators/csv/fill.ts";
export {
  type DataGenerator,
  generatorOf,
  type Part,
  type Parts,
} from "./src/data/generators/generator.ts";
export type { BatchOptions } from "./src/data/generators/generator.ts";
export { type IdxFiles, idxGenerator, type IdxOptions } from "./src/data/generators/idx.ts";
export { type ImageGenerator, imageGenerator } from "./src/data/generators/image_generator.ts";
export type { ImageOptions } from "./src/data/generators/image_options.ts";
export type { SplitOptions } from "./src/data/generators/split.ts";
export {
  type Standardization,
  standardizationOf,
  standardize,
  unstandardize,
} from "./src/data/generators/standardization.ts";

export { inputsOf } from "./src/data/inputs_of.ts";
export { type Fold, kFold, type KFoldOptions } from "./src/data/k_fold.ts";

export { loadMnist, type LoadMnistOptions } from "./src/data/sets/mnist.ts";
export {
  type DownloadAttempt,
  MnistDirectoryError,
  MnistUnavailableError,
} from "./src/data/sets/mnist_errors.ts";
export type { EmnistSplit } from "./src/data/sets/emnist.ts";
export type { DownloadProgress } from "./src/data/sets/image_set_mirrors.ts";
export {
  type Datasets,
  type EmnistOptions,
  loadDataset,
  type TableOptions,
} from "./src/data/sets/load_dataset.ts";
export type { ImageDataset, LoadImageSetOptions } from "./src/data/sets/load_image_set.ts";
export { loadStrokes, type StrokesOptions } from "./src/data/sets/strokes.ts";
