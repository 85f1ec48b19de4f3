/** The file system of Deno and Node. */
export type FileSystem = typeof import("node:fs/promises");

/**
 * A variable of the environment; undefined if it is unset, empty or not permitted, or without an
 * environment, as in a browser.
 */
export function environment(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}

/** The operating system by Node's name, such as `linux`, or `browser`. */
export function operatingSystem(): string {
  return globalThis.process?.platform ?? "browser";
}

/** The file system; undefined on platforms without one, as in a browser. */
export function fileSystem(): FileSystem | undefined {
  // Not by `import`, which bundlers for browsers reject.
  return globalThis.process?.getBuiltinModule?.("node:fs/promises");
}

/** The file system whose functions return when they are done; undefined on platforms without one. */
export function syncFileSystem(): typeof import("node:fs") | undefined {
  return globalThis.process?.getBuiltinModule?.("node:fs");
}

/** Whether an error of the file system says that the file is missing, or a directory. */
export function isAbsence(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  // EISDIR: some archives of MNIST unpack to directories that have the files' names.
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
