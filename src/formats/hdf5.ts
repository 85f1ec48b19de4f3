import { describe, printable } from "../core/support/describe.ts";
import type { Shape } from "../nn/layers/shape.ts";
import { checkGlobalHeaps } from "./hdf5_heaps.ts";
import {
  type Hdf5Library,
  type LibraryDataset,
  type LibraryFile,
  type LibraryGroup,
  loadLibrary,
  renewLibrary,
} from "./hdf5_library.ts";
import { limitGrowth } from "./wasm_growth.ts";

/** An array of numbers in a file. */
export interface Hdf5Array {
  readonly path: string;
  readonly shape: Shape;
  /** Reads the entries, row by row. */
  readonly entries: () => Float64Array<ArrayBuffer>;
}

/** An open HDF5 file. */
export interface Hdf5File {
  /** A text among the attributes of the root; `undefined` without one of that name. */
  readonly text: (attribute: string) => string | undefined;
  /** The array of numbers at a path, if there is one. */
  readonly array: (path: string) => Hdf5Array | undefined;
  /** The arrays of numbers in a group and those in it. */
  readonly arraysBelow: (path: string) => readonly Hdf5Array[];
}

/**
 * How many bytes all arrays that are read may take: so many, and as many for each byte of the file. Keras
 * does not compress them, others may.
 */
const USUAL_BYTES = 2 ** 23, INFLATED = 2;

/**
 * By how many bytes the library's memory may grow for a file: so many, and as many for each byte of it. The
 * library takes memory by lengths that the file claims (of texts, chunks, headers) before it reads them.
 */
const USUAL_GROWTH = 2 ** 24, GROWTH = 3;

/** The most groups and arrays that a search passes, as links may lead in circles. */
const MOST_VISITED = 10_000;

/**
 * The library's memory from which on its instance is replaced after a file: broken files leave objects
 * in it, and it never shrinks.
 */
const MOST_MEMORY = 2 ** 26;

let opened = 0;

/**
 * Reads an HDF5 file, which is closed afterwards.
 *
 * Where the library traps, its memory may be broken, maybe by a file before: it is instantiated anew,
 * and tries once more.
 *
 * @param use Reads what is needed; it may run twice.
 * @throws {SyntaxError} If the file is broken, or claims more than it can hold.
 * @throws {TypeError} If the library that reads them is not installed.
 */
export async function readHdf5<T>(bytes: Uint8Array, use: (file: Hdf5File) => T): Promise<T> {
  checkGlobalHeaps(bytes);
  for (let attempts = 1;; attempts++) {
    const library = await loadLibrary(), { module } = library;
    try {
      const growth = USUAL_GROWTH + GROWTH * bytes.length;
      return limitGrowth(() => module.HEAPU8.buffer, growth, () => readBy(library, bytes, use));
    } catch (error) {
      if (!isTrap((error as Error).cause)) throw error;
      await renewLibrary();
      if (attempts === 2) throw error;
    } finally {
      if (module.HEAPU8.length > MOST_MEMORY) await renewLibrary();
    }
  }
}

/** Whether WebAssembly stopped in the middle of something. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError;
}

function readBy<T>(
  { File, module: { FS } }: Hdf5Library,
  bytes: Uint8Array,
  use: (file: Hdf5File) => T,
): T {
  const path = `/backproof-${++opened}.h5`;
  attempt(() => FS.writeFile(path, bytes));
  try {
    const file = attempt(() => new File(path, "r"));
    try {
      return use(openFile(file, bytes.length));
    } finally {
      attempt(() => file.close());
    }
  } finally {
    attempt(() => FS.unlink(path));
  }
}

function openFile(file: LibraryFile, length: number): Hdf5File {
  const most = USUAL_BYTES + INFLATED * length;
  let taken = 0, attributes: LibraryFile["attrs"] | undefined;
  const arrayOf = (found: unknown, path: string): Hdf5Array | undefined => {
    const metadata = attempt(() => (found as LibraryDataset | null)?.metadata);
    if (metadata === undefined || ![0, 1].includes(metadata.type)) return undefined;
    const { shape, size, total_size: count } = metadata;
    return {
      path,
      shape: shape ?? [],
      entries: () => {
        // Checked before the library takes memory for them; the same array may have many names.
        taken += count * size;
        if (!(taken <= most)) {
          throw new SyntaxError(
            `The arrays of a file of ${length} bytes must take at most ${most} bytes, but with the ` +
              `${count} × ${size} of ${describe(path)} take ${taken}`,
          );
        }
        const value = attempt(() => (found as LibraryDataset).value);
        const numbers = typeof value === "object" ? value as ArrayLike<number | bigint> : [value];
        return Float64Array.from(numbers as ArrayLike<number>, Number);
      },
    };
  };
  return {
    text: (attribute) => {
      const found = attempt(() => (attributes ??= file.attrs)[attribute]);
      if (found === undefined) return undefined;
      const { size, total_size: count } = attempt(() => found.metadata);
      if (count !== 1 || size > length) {
        throw new SyntaxError(`The attribute ${attribute} must be one text, but found ${count}`);
      }
      const value = attempt(() => found.value);
      if (typeof value === "string") return value;
      throw new SyntaxError(
        `The attribute ${attribute} must be a text, but found ${describe(value)}`,
      );
    },
    array: (path) => arrayOf(attempt(() => file.get(path)), path),
    arraysBelow: (path) => {
      const arrays: Hdf5Array[] = [], paths = [path];
      for (let visited = 0; paths.length > 0; visited++) {
        if (visited >= MOST_VISITED) {
          throw new SyntaxError(
            `${describe(path)} has more than ${MOST_VISITED} groups and arrays`,
          );
        }
        const at = paths.pop()!, found = attempt(() => file.get(at));
        const keys = (found as Partial<LibraryGroup> | null)?.keys;
        const array = keys === undefined ? arrayOf(found, at) : undefined;
        if (array !== undefined) arrays.push(array);
        const names = keys === undefined ? [] : attempt(() => (found as LibraryGroup).keys());
        if (at.length < 1000) paths.push(...names.map((name) => `${at}/${name}`).reverse());
      }
      return arrays;
    },
  };
}

/** What a call of the library returns; whatever it throws is about the file. */
function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const message = isTrap(error) ? "its library failed" : (error as Error)?.message ?? error;
    const reason = printable(String(message).slice(0, 200));
    throw new SyntaxError(`The HDF5 file cannot be read: ${reason}`, { cause: error });
  }
}
