import type { FileSystem } from "../platform.ts";

/**
 * Where downloads are kept, by the custom of the operating system.
 *
 * @param system The operating system, by Node's name for it.
 * @param environment Gives variables of the environment.
 * @returns `backproof/mnist` in `%LOCALAPPDATA%` on Windows, in `~/Library/Caches` on macOS, in
 * `$XDG_CACHE_HOME` or `~/.cache` elsewhere; undefined if the variable is not set.
 */
export function cacheDirectory(
  system: string,
  environment: (name: string) => string | undefined,
): string | undefined {
  const caches = cachesOfUser(system, environment);
  return caches === undefined ? undefined : `${caches}/backproof/mnist`;
}

function cachesOfUser(
  system: string,
  environment: (name: string) => string | undefined,
): string | undefined {
  if (system === "win32") return environment("LOCALAPPDATA");
  if (system === "darwin") return inHome("Library/Caches", environment);
  const xdg = environment("XDG_CACHE_HOME");
  // The XDG Base Directory Specification has relative paths ignored.
  return xdg?.startsWith("/") ? xdg : inHome(".cache", environment);
}

function inHome(
  directory: string,
  environment: (name: string) => string | undefined,
): string | undefined {
  const home = environment("HOME");
  return home === undefined ? undefined : `${home}/${directory}`;
}

/**
 * Writes a file that is never seen half written, by rename from a temporary file beside it.
 *
 * Processes that write the same file at once each have their own temporary file; the last to finish
 * stays.
 *
 * @param files The file system.
 * @param directory Where the file goes, made if it is not there.
 * @param name The name of the file.
 * @param bytes Its content.
 * @throws {Error} What the file system throws; the temporary file is removed then.
 */
export async function writeWhole(
  files: FileSystem,
  directory: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  // A name, no result: this may differ from run to run.
  const temporary = `${directory}/${name}.${crypto.randomUUID()}.tmp`;
  await files.mkdir(directory, { recursive: true });
  try {
    // Flushed, lest a power failure leaves a file of the right size without its content.
    await files.writeFile(temporary, bytes, { flag: "wx", flush: true });
    await files.rename(temporary, `${directory}/${name}`);
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
