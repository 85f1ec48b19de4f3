import type { FileSystem } from "../platform.ts";
import { checkRegular, readRegularFile } from "./read_regular_file.ts";

interface WriteOptions {
  /** Whether the file that is replaced is kept as `path.previous`. */
  readonly keepPrevious?: boolean;
  /** The permissions of a file that replaces none; defaults to those of any new file. */
  readonly mode?: number;
}

/** What a writer needs of the file system. */
type WritableFiles = Pick<
  FileSystem,
  "constants" | "open" | "readdir" | "rename" | "rm" | "stat"
>;

/** After how long without a change a temporary file belongs to a writer that was killed. */
const ABANDONED = 3_600_000;

export function previousOf(path: string): string {
  return `${path}.previous`;
}

/** A name beside a file that no other writer uses; random, as it is not a result. */
export function partOf(path: string): string {
  return `${path}.${crypto.randomUUID()}.part`;
}

/**
 * Writes a file whole or not at all, with the permissions of the one it replaces.
 *
 * Each writer has a temporary file of its own, created beside the file and renamed to it, so that
 * concurrent writers do each other no harm: the last to finish wins. Links are replaced, not followed.
 *
 * @throws {TypeError} If what it would replace is not a regular file.
 * @throws {Error} Errors of the file system, once the temporary file is removed.
 */
export async function writeAtomically(
  files: WritableFiles,
  path: string,
  bytes: Uint8Array,
  { keepPrevious = false, ...options }: WriteOptions = {},
): Promise<void> {
  const replaced = await files.stat(path).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (replaced) checkRegular(replaced, path);
  const mode = options.mode ?? (replaced && replaced.mode & 0o777);
  const part = partOf(path);
  try {
    const file = await files.open(part, "wx", mode ?? 0o666); // x: never one that exists, or a link
    try {
      if (mode !== undefined) await file.chmod(mode); // what the process masks
      await file.writeFile(bytes);
      await file.sync(); // before the rename, which must not reach the disk first
    } finally {
      await file.close();
    }
    if (keepPrevious && replaced) {
      const previous = await readRegularFile(files, path);
      await writeAtomically(files, previousOf(path), previous, { mode: mode! });
    }
    await files.rename(part, path);
  } catch (error) {
    await files.rm(part, { force: true }).catch(() => {});
    throw error;
  }
  const [, folder = "", name = ""] = path.match(/^(.*[/\\])?([^/\\]*)$/s)!;
  // Some systems cannot flush a folder, and it may not be readable.
  const flushed = files.open(folder || ".", "r").then((it) => it.sync().finally(() => it.close()));
  await flushed.catch(() => {});
  await removeAbandoned(files, folder, name).catch(() => {});
}

/** Removes the temporary files of writers that were killed. */
async function removeAbandoned(files: WritableFiles, folder: string, name: string): Promise<void> {
  for (const other of await files.readdir(folder || ".")) {
    const isPart = /^\.[\da-f-]{36}\.part$/.test(other.slice(name.length));
    if (!other.startsWith(name) || !isPart) continue;
    const part = `${folder}${other}`;
    const { mtimeMs } = await files.stat(part);
    if (mtimeMs < Date.now() - ABANDONED) await files.rm(part);
  }
}
