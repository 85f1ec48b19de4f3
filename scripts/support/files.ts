import { dirname } from "@std/path";
import * as files from "node:fs/promises";
import { readRegularFile } from "../../src/data/files/read_regular_file.ts";
import { partOf, writeAtomically } from "../../src/data/files/write_atomically.ts";
import { UsageError } from "./command.ts";

/**
 * Checks that a file can be written, before any work is done that would be lost.
 *
 * Writes an empty file beside it, and removes that again.
 *
 * @param flag The flag that named it.
 * @throws {UsageError} If its folder does not exist or cannot be written, or it is not a regular file itself.
 */
export async function checkWritable(file: string, flag: string): Promise<void> {
  const found = await Deno.stat(file).catch(() => undefined);
  if (found && !found.isFile) {
    const what = found.isDirectory ? "a folder, not a file" : "not a regular file";
    throw new UsageError(`--${flag} ${file} is ${what}`);
  }
  try {
    const part = partOf(file);
    await Deno.writeTextFile(part, "", { createNew: true });
    await Deno.remove(part);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? `the folder ${dirname(file)} does not exist`
      : (error as Error).message;
    throw new UsageError(`--${flag} ${file} cannot be written: ${why}`);
  }
}

/** Writes a file whole or not at all. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await writeAtomically(files, file, bytes);
}

/** A file, by the name that the user gave, which messages have, and its path. */
export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/**
 * Reads a regular file that the user named.
 *
 * @throws {UsageError} If it cannot be read; the message has the name as it was given.
 */
export async function readNamed(name: string, path: string): Promise<Uint8Array> {
  return await readWhole(path).catch((error) => {
    const why = error.code === "EISDIR" ? "it is a folder, not a file" : error.message;
    throw new UsageError(`${name} cannot be read: ${why}`);
  });
}

/** Reads a regular file, not a pipe or a device, which may never end. */
export function readWhole(file: string): Promise<Uint8Array> {
  return readRegularFile(files, file);
}
