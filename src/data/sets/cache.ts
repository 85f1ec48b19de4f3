import type { FileSystem } from "../platform.ts";

/**
 * The directory for downloads, by the conventions of the operating system (Node's name):
 * `backproof/mnist` in `%LOCALAPPDATA%` on Windows, in `~/Library/Caches` on macOS, in
 * `$XDG_CACHE_HOME` or `~/.cache` elsewhere; undefined if the variable is not set.
 */
export function cacheDirectory(
  system: string,
  environment: (name: string) => string | undefined,
): string | undefined {
  function cachesOfUser(): string | undefined {
    if (system === "win32") return environment("LOCALAPPDATA");
    if (system === "darwin") return inHome("Library/Caches");
    const xdg = environment("XDG_CACHE_HOME");
    // The XDG Base Directory Specification has relative paths ignored.
    return xdg?.startsWith("/") ? xdg : inHome(".cache");
  }
  function inHome(directory: string): string | undefined {
    const home = environment("HOME");
    return home === undefined ? undefined : `${home}/${directory}`;
  }
  const caches = cachesOfUser();
  return caches === undefined ? undefined : `${caches}/backproof/mnist`;
}

/**
 * Writes a file by renaming a temporary one beside it, so that it is never seen half written.
 *
 * Concurrent writers of one file have separate temporary files; the last to finish wins.
 *
 * @throws {Error} Errors of the file system, once the temporary file is removed.
 */
export async function writeWhole(
  files: FileSystem,
  directory: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  // The name alone is random, not a result.
  const temporary = `${directory}/${name}.${crypto.randomUUID()}.tmp`;
  await files.mkdir(directory, { recursive: true });
  try {
    // Flushed, lest a power failure leave a file of the right size without its content.
    await files.writeFile(temporary, bytes, { flag: "wx", flush: true });
    await files.rename(temporary, `${directory}/${name}`);
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
