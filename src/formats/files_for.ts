import { describe, printable } from "../core/support/describe.ts";
import { type FileSystem, fileSystem } from "../data/platform.ts";

// In a file of its own, as no declaration that users see may name the types of Node.

/** The file system, or a `TypeError` on platforms without one. */
export function filesFor(path: string): FileSystem {
  if (typeof path !== "string") {
    throw new TypeError(`The path of a file must be a text, but found ${describe(path)}`);
  }
  const files = fileSystem();
  if (files !== undefined) return files;
  throw new TypeError(`A file system is needed for ${printable(path)}, but this platform has none`);
}
