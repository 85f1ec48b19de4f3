import { classification, type Dataset } from "../dataset.ts";
import { type IdxArray, readIdx, type ReadIdxOptions } from "../files/idx.ts";
import { batched, type DataGenerator } from "./generator.ts";
import { partsOf, type SplitOptions } from "./split.ts";
import { inputsOf } from "../inputs_of.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * Examples and their classes, each as the bytes of an IDX file, gzipped or not.
 * @category IDX
 */
export interface IdxFiles {
  /** Of shape (examples × …): images, or rows of numbers. */
  readonly images: Uint8Array;
  /** Of shape (examples): the class of each, from 0. */
  readonly labels: Uint8Array;
}

/**
 * Options of {@linkcode idxGenerator}.
 * @category IDX
 */
export interface IdxOptions extends SplitOptions<IdxFiles>, ReadIdxOptions {
  /** The number of classes. Defaults to one more than the largest label to train on. */
  readonly classes?: number;
  /** The factor of an element. Defaults to 1/255 for bytes, and to 1 for others. */
  readonly scale?: number;
}

/**
 * A generator of IDX files, the format of MNIST; inputs of bytes have a scale.
 *
 * @throws {SyntaxError} If bytes are not IDX, or there is not one label for each image.
 * @throws {TypeError} If the parts differ in the size of their images.
 * @throws {RangeError} If an option or a label is out of range.
 *
 * @example
 * ```ts
 * import { idxGenerator } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const images = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 255, 255, 0, 0);
 * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 0, 1);
 * const { train } = idxGenerator({ images, labels }, { validation: 0, test: 0 });
 * assertEquals(Array.from(train.targets.data), [1, 0, 0, 1]);
 * ```
 * @category IDX
 */
export function idxGenerator(files: IdxFiles, options: IdxOptions = {}): DataGenerator {
  const names = "classes scale maxBytes validation test batchSize seed";
  const { validation, test, scale, maxBytes, ...rest } = checkOptions(
    "idxGenerator()",
    options,
    names,
  );
  const limit = maxBytes === undefined ? {} : { maxBytes };
  const read = ({ images, labels }: IdxFiles) => ({
    images: readIdx(images, limit),
    labels: readIdx(labels, limit),
  });
  const main = read(files);
  const classes = options.classes ??
    1 + Array.from(main.labels.data).reduce((most, label) => Math.max(most, label), 0);
  const part = (source: number | IdxFiles | undefined) => {
    return typeof source === "object" ? datasetOf(read(source), classes, scale) : source;
  };
  const others = { validation: part(validation), test: part(test) };
  return batched(partsOf(datasetOf(main, classes, scale), { ...rest, ...others }), rest);
}

function datasetOf(
  { images, labels }: Readonly<Record<keyof IdxFiles, IdxArray>>,
  classes: number,
  scale: number | undefined,
): Dataset {
  const rows = images.shape[0] ?? 1;
  if (labels.data.length !== rows) {
    throw new SyntaxError(
      `There must be one label for each of ${rows} images, but found ${labels.data.length}`,
    );
  }
  const factor = scale ?? (images.data instanceof Uint8Array ? 1 / 255 : 1);
  return classification(inputsOf(images, factor), labels.data, classes);
}
