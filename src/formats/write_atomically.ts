import type { FileSystem } from "../data/platform.ts";

/** Where the file before is kept. */
export function previousOf(path: string): string {
  return `${path}.previous`;
}

/**
 * Writes a file whole or not at all, and keeps the one before.
 *
 * It is written beside its place; what stood there is copied; then the new file is renamed. Whenever
 * the process ends, a whole file stands at `path`.
 *
 * @param files The file system.
 * @param path Where.
 * @param bytes What.
 */
export async function writeAtomically(
  files: Pick<FileSystem, "open" | "copyFile" | "rename" | "rm">,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const part = `${path}.part`;
  try {
    const file = await files.open(part, "w");
    try {
      await file.writeFile(bytes);
      await file.sync(); // before the rename, which must not reach the disk first
    } finally {
      await file.close();
    }
    await files.copyFile(path, previousOf(path)).catch((error) => {
      if (error.code !== "ENOENT") throw error; // the first one has none before it
    });
    await files.rename(part, path);
  } catch (error) {
    await files.rm(part, { force: true }).catch(() => {});
    throw error;
  }
}
