import { printable } from "../../core/support/describe.ts";
import type { FileSystem } from "../platform.ts";

/** The longest byte array of Node 20. */
const MOST_BYTES = 2 ** 32;

/**
 * Reads a regular file, or the one that a link leads to.
 *
 * @throws {TypeError} If it is a pipe, a device or a socket, which may never end.
 * @throws {RangeError} If it is larger than an array of bytes can be.
 * @throws {Error} Errors of the file system; that of a directory has the code EISDIR.
 */
export async function readRegularFile(
  files: Pick<FileSystem, "open" | "constants">,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  // To open a pipe waits for its writer without O_NONBLOCK, which Windows lacks.
  const { O_RDONLY, O_NONBLOCK = 0 } = files.constants;
  const file = await files.open(path, O_RDONLY | O_NONBLOCK).catch((error) => {
    error.message = printable(error.message); // it quotes the path
    throw error;
  });
  try {
    const stat = await file.stat();
    if (!stat.isDirectory()) checkRegular(stat, path);
    if (stat.size > MOST_BYTES) {
      throw new RangeError(
        `${printable(path)} must be at most ${MOST_BYTES} bytes, but found ${stat.size}`,
      );
    }
    return await file.readFile() as Uint8Array<ArrayBuffer>; // not of shared memory
  } finally {
    await file.close();
  }
}

/** Throws a TypeError unless it is a regular file. */
export function checkRegular(
  stat: { readonly isFile: () => boolean; readonly isDirectory: () => boolean },
  path: string,
): void {
  if (stat.isFile()) return;
  const found = stat.isDirectory() ? "a folder" : "a pipe, a device or a socket";
  throw new TypeError(`${printable(path)} must be a regular file, but found ${found}`);
}
