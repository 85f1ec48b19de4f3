/** The file system of Deno and Node. */
export type FileSystem = typeof import("node:fs/promises");

/**
 * A variable of the environment.
 *
 * @param name Its name.
 * @returns Its value; undefined if it is unset or empty, if Deno was not allowed to read it, or if
 * there is no environment, as in a browser.
 */
export function environment(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}

/** The operating system by Node's name for it, such as `linux`; `browser` where there is none. */
export function operatingSystem(): string {
  return globalThis.process?.platform ?? "browser";
}

/** The file system; undefined where there is none, as in a browser. */
export async function fileSystem(): Promise<FileSystem | undefined> {
  if (globalThis.process?.versions?.node === undefined) return undefined;
  // Bundlers for browsers accept an import that they cannot resolve if it may fail.
  return await import("node:fs/promises").catch(() => undefined);
}

/** Whether an error of the file system says that no such file is there: nothing, or a directory. */
export function isAbsence(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  // EISDIR: some archives of MNIST unpack to directories that have the files' names.
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
