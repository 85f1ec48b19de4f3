import { type DecodeOptions, loadModel, type Model } from "../../formats.ts";
import { UsageError } from "./command.ts";

/**
 * Reads a model that the user named, of any format.
 *
 * @throws {UsageError} If there is no regular file at the path; the message has the name as it was given.
 * @throws {SyntaxError} If the file is not of a known format, or damaged.
 */
export async function modelNamed(
  name: string,
  path: string,
  options: DecodeOptions = {},
): Promise<Model> {
  const { isFile } = await Deno.stat(path).catch((error) => {
    throw new UsageError(`${name} cannot be read: ${error.message}`);
  });
  if (!isFile) throw new UsageError(`${name} cannot be read: it must be a regular file`);
  return await loadModel(path, options);
}
