import { checkBytes, checkCount } from "../../core/support/checks.ts";
import { describe } from "../../core/support/describe.ts";
import { fileKind } from "../../core/support/file_kind.ts";
import { checkOptions } from "../../core/support/options.ts";
import type { ShapedArray } from "./elements.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { writeZip, zipContent, zipEntries } from "./zip.ts";

/**
 * Options of {@linkcode readNpz}.
 * @category Arrays
 */
export interface ReadNpzOptions {
  /** The most bytes that all arrays may take. Defaults to 2²⁴ and 8 for each byte of the file. */
  readonly maxBytes?: number;
}

/** Which any file may inflate to; four copies of it exist for a moment. */
const USUAL_BYTES = 2 ** 24;

const ENDING = ".npy";

/**
 * Reads the arrays of a NumPy file `.npz`, as `numpy.savez` and `numpy.savez_compressed` write it.
 *
 * @param bytes The whole file.
 * @param options How many bytes the arrays may take.
 * @returns The arrays by their names, in the order of the file.
 * @throws {TypeError} If `bytes` is not a Uint8Array.
 * @throws {RangeError} If `maxBytes` is not a positive integer.
 * @throws {SyntaxError} If the file is broken or of another kind, holds anything but arrays of
 * numbers, or takes more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { readNpz, writeNpz } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const file = writeNpz({ x: { shape: [2], data: Float64Array.of(0.5, 1.5) } });
 * const { x } = await readNpz(file);
 * assertEquals([...x!.data], [0.5, 1.5]);
 * ```
 * @category Arrays
 */
export async function readNpz(
  bytes: Uint8Array,
  options: ReadNpzOptions = {},
): Promise<Readonly<Record<string, ShapedArray>>> {
  const { maxBytes } = checkOptions("readNpz()", options, "maxBytes");
  if (maxBytes !== undefined) checkCount(maxBytes, "maxBytes");
  checkBytes(bytes, "The bytes of .npz");
  const most = maxBytes ?? USUAL_BYTES + 8 * bytes.length;
  const entries = zipEntries(bytes);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > most) {
    throw new SyntaxError(
      `The arrays of .npz must take at most ${most} bytes, but take ${total}: raise maxBytes`,
    );
  }
  // Without a prototype, so that any name is a member like others.
  const arrays: Record<string, ShapedArray> = Object.create(null);
  for (const entry of entries) {
    if (!entry.name.endsWith(ENDING)) {
      throw new SyntaxError(
        `.npz must hold arrays, each a file .npy, but found ${describe(entry.name)} in ` +
          fileKind(bytes),
      );
    }
    const name = entry.name.slice(0, -ENDING.length);
    try {
      arrays[name] = readNpy(await zipContent(entry));
    } catch (error) {
      throw new SyntaxError(`Cannot read ${describe(name)}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
  return arrays;
}

/**
 * Arrays as a NumPy file `.npz`, which `numpy.load` reads; not compressed, the same bytes for the
 * same arrays.
 *
 * @param arrays The arrays by their names, in their order.
 * @throws {TypeError} If the elements of one are not a typed array of numbers, or its shape is not
 * theirs.
 * @throws {RangeError} If they take 4 GB or more.
 *
 * @example
 * ```ts
 * import { writeNpz } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const file = writeNpz({ weights: { shape: [1, 2], data: Float64Array.of(1, 2) } });
 * assertEquals(new TextDecoder().decode(file.subarray(0, 2)), "PK");
 * ```
 * @category Arrays
 */
export function writeNpz(arrays: Readonly<Record<string, ShapedArray>>): Uint8Array<ArrayBuffer> {
  return writeZip(
    Object.entries(arrays).map(([name, array]) => [`${name}${ENDING}`, writeNpy(array)] as const),
  );
}
