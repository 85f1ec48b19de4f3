import { describe } from "../../core/support/describe.ts";
import {
  type ArrayPlace,
  describeBytes,
  describeShape,
  ELEMENT_TYPES,
  elementCount,
  elementsOf,
  type ShapedArray,
} from "../files/elements.ts";
import { isGzip } from "../files/gzip.ts";
import { readIdxHeader } from "../files/idx.ts";
import { checkRegular } from "../files/read_regular_file.ts";
import { isNpy, MOST_NPY_HEADER, readNpyHeader } from "../files/npy.ts";
import { syncFileSystem } from "../platform.ts";

/**
 * An array in a file whose rows are read when they are wanted.
 * @category Arrays
 */
export interface StoredArray {
  /** The dimensions, the slowest first, which is that of rows. */
  readonly shape: readonly number[];
  /**
   * Reads some rows, by their numbers from 0, in any order.
   *
   * @throws {TypeError} If the rows are not a list.
   * @throws {RangeError} If a row is not in the file.
   * @throws {SyntaxError} If the file has become shorter.
   */
  readonly read: (rows: ArrayLike<number>) => ShapedArray;
  /** Closes the file, once. */
  readonly close: () => void;
}

/**
 * Opens an array in a file, IDX or NumPy's `.npy`, of which rows are read and never the whole: it may be
 * larger than memory.
 *
 * It needs Deno, with `--allow-read`, or Node.
 *
 * @param path The file, which is not compressed, rows first.
 * @throws {TypeError} If `path` is not a string, or leads to a folder, a pipe or a device.
 * @throws {SyntaxError} If the file is another one, or not whole.
 * @throws {RangeError} Without a file system, as in a browser.
 *
 * @example Digits in the files of MNIST, of which each step reads its own
 * ```ts ignore
 * import { classification, inputsOf, openArray, storedDataset } from "@backproof/backproof";
 *
 * const images = openArray("train-images-idx3-ubyte"), labels = openArray("train-labels-idx1-ubyte");
 * const digits = storedDataset({
 *   ...{ examples: images.shape[0]!, inputs: 784, targets: 10 },
 *   read: (rows) => {
 *     return classification(inputsOf(images.read(rows), 1 / 255), labels.read(rows).data, 10);
 *   },
 * });
 * ```
 * @category Arrays
 */
export function openArray(path: string): StoredArray {
  if (typeof path !== "string") {
    throw new TypeError(`path must be the name of a file, but found ${describe(path)}`);
  }
  const fs = syncFileSystem();
  if (fs === undefined) {
    throw new RangeError("openArray() needs a file system, which a browser does not have");
  }
  // Opening a pipe would wait for who writes to it.
  checkRegular(fs.statSync(path), path);
  const file = fs.openSync(path, "r");
  let isOpen = true;
  const close = () => {
    if (isOpen) fs.closeSync(file);
    isOpen = false;
  };
  /** Reads as many bytes as there are, up to the length of an array. */
  const fill = (bytes: Uint8Array, position: number) => {
    let length = 0;
    while (length < bytes.length) {
      const read = fs.readSync(file, bytes, length, bytes.length - length, position + length);
      if (read === 0) break;
      length += read;
    }
    return length;
  };
  try {
    const { size } = fs.fstatSync(file);
    const beginning = new Uint8Array(Math.min(size, MOST_NPY_HEADER));
    const place = placeIn(beginning.subarray(0, fill(beginning, 0)));
    const { type, order, shape, offset } = place;
    const [rows = 1, ...row] = shape, width = elementCount(row);
    const bytesOfRow = width * ELEMENT_TYPES[type].size;
    if (size !== offset + rows * bytesOfRow) {
      throw new SyntaxError(
        `Elements of shape ${describeShape(shape)} must take ${
          describeBytes(rows * bytesOfRow)
        }, ` +
          `but found ${size - offset}`,
      );
    }
    const read = (numbers: ArrayLike<number>) => {
      if (typeof numbers !== "object" || !Number.isInteger(numbers?.length)) {
        throw new TypeError(`Rows must be a list of numbers, but found ${describe(numbers)}`);
      }
      const bytes = new Uint8Array(numbers.length * bytesOfRow);
      for (let i = 0; i < numbers.length;) {
        const first = numbers[i]!;
        if (!Number.isInteger(first) || first < 0 || first >= rows) {
          throw new RangeError(
            `A row must be an integer from 0 to ${rows - 1}, but found ${describe(first)}`,
          );
        }
        // Those that follow each other at once.
        let count = 1;
        while (numbers[i + count] === first + count && first + count < rows) count++;
        const into = bytes.subarray(i * bytesOfRow, (i + count) * bytesOfRow);
        if (fill(into, offset + first * bytesOfRow) < into.length) {
          throw new SyntaxError(
            `The file of an array has become shorter: row ${first} is not there`,
          );
        }
        i += count;
      }
      return { shape: [numbers.length, ...row], data: elementsOf(bytes, type, order) };
    };
    return Object.freeze({ shape, read, close });
  } catch (error) {
    close();
    throw error;
  }
}

function placeIn(beginning: Uint8Array): ArrayPlace {
  if (isGzip(beginning)) {
    throw new SyntaxError("Rows cannot be read of an array that is gzipped: decompress it first");
  }
  return isNpy(beginning) ? readNpyHeader(beginning) : readIdxHeader(beginning);
}
