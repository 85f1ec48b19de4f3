import type { FileSystem } from "../data/platform.ts";

export function previousOf(path: string): string {
  return `${path}.previous`;
}

/** Writes a file whole or not at all, and keeps the previous one: see `saveCheckpoint`. */
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
      if (error.code !== "ENOENT") throw error; // the first file replaces nothing
    });
    await files.rename(part, path);
  } catch (error) {
    await files.rm(part, { force: true }).catch(() => {});
    throw error;
  }
}
