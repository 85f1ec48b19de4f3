import { dirname } from "@std/path";
import { UsageError } from "./command.ts";

/**
 * Refuses a file that could not be written later, before any work is done.
 *
 * @param file Where it is to be written.
 * @param flag The flag that named it.
 * @throws {UsageError} If its folder does not exist, or it is a folder itself.
 */
export async function checkWritable(file: string, flag: string): Promise<void> {
  const folder = dirname(file);
  const found = await Deno.stat(folder).catch(() => undefined);
  if (!found?.isDirectory) {
    throw new UsageError(`--${flag} ${file}: the folder ${folder} does not exist`);
  }
  const existing = await Deno.stat(file).catch(() => undefined);
  if (existing?.isDirectory) throw new UsageError(`--${flag} ${file} is a folder, not a file`);
}

/**
 * Writes a file whole or not at all: beside its place first, then by rename.
 *
 * @param file Where.
 * @param content What.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const beside = `${file}.${Deno.pid}.part`;
  try {
    if (typeof content === "string") await Deno.writeTextFile(beside, content);
    else await Deno.writeFile(beside, content);
    await Deno.rename(beside, file);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    throw error;
  }
}
