import { stat } from "node:fs/promises";
import { type DecodeOptions, loadModel, type Model } from "../../formats.ts";
import { checkRegular } from "../../src/data/files/read_regular_file.ts";
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
  try {
    checkRegular(await stat(path), name);
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(
      error instanceof TypeError ? message : `${name} cannot be read: ${message}`,
    );
  }
  return await loadModel(path, options);
}
