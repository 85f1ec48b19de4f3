import { dirname } from "@std/path";
import { UsageError } from "./command.ts";

/**
 * Checks that a file can be written, before any work is done that would be lost.
 *
 * Writes an empty file beside it, and removes that again.
 *
 * @param flag The flag that named it.
 * @throws {UsageError} If its folder does not exist or cannot be written, or it is a folder itself.
 */
export async function checkWritable(file: string, flag: string): Promise<void> {
  const found = await Deno.stat(file).catch(() => undefined);
  if (found?.isDirectory) throw new UsageError(`--${flag} ${file} is a folder, not a file`);
  try {
    await Deno.writeTextFile(partOf(file), "");
    await Deno.remove(partOf(file));
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? `the folder ${dirname(file)} does not exist`
      : (error as Error).message;
    throw new UsageError(`--${flag} ${file} cannot be written: ${why}`);
  }
}

/** Writes a file completely or not at all: beside its place first, then by rename. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const beside = partOf(file);
  try {
    if (typeof content === "string") await Deno.writeTextFile(beside, content);
    else await Deno.writeFile(beside, content);
    await Deno.rename(beside, file);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    throw error;
  }
}

/** The name of a file until it is complete. */
function partOf(file: string): string {
  return `${file}.${Deno.pid}.part`;
}
