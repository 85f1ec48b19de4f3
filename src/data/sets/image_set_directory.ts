import { MnistDirectoryError } from "./mnist_errors.ts";
import type { OpenedFile } from "./image_set.ts";
import { readRegularFile } from "../files/read_regular_file.ts";
import { type FileSystem, fileSystem, isAbsence } from "../platform.ts";

/**
 * Reads files from a directory that the user named, and returns a function of the file.
 *
 * @param namedBy The source of the name, for messages.
 * @throws {MnistDirectoryError} If files are missing or cannot be read.
 */
export async function readImageDirectory(
  directory: string,
  wanted: readonly string[],
  namedBy: string,
  signal?: AbortSignal,
): Promise<(file: string) => OpenedFile> {
  const place = `${directory} (named by ${namedBy})`;
  const files = fileSystem();
  if (files === undefined) {
    const message = `Cannot read ${place}: this platform has no file system`;
    throw new MnistDirectoryError(message, directory, wanted);
  }
  const found = new Map<string, OpenedFile>();
  for (const file of wanted) {
    signal?.throwIfAborted();
    try {
      const first = await readFirst(files, spellings(file).map((name) => `${directory}/${name}`));
      if (first !== undefined) found.set(file, first);
    } catch (error) {
      const message = `Cannot read ${file} in ${place}: ${(error as Error).message}`;
      throw new MnistDirectoryError(message, directory, [file], { cause: error });
    }
  }
  const missing = wanted.filter((file) => !found.has(file));
  if (missing.length > 0) {
    throw new MnistDirectoryError(
      `Cannot find ${missing.join(", ")} in ${place}, ` +
        `where each may also end in .gz and be spelt ${spellings(missing[0]!)[2]}`,
      directory,
      missing,
    );
  }
  return (file) => found.get(file)!;
}

/** The accepted names of a file, the fastest to load first; the old spelling has a dot. */
function spellings(file: string): readonly string[] {
  const old = file.replace("-idx", ".idx");
  return [file, `${file}.gz`, old, `${old}.gz`];
}

async function readFirst(
  files: FileSystem,
  paths: readonly string[],
): Promise<OpenedFile | undefined> {
  for (const path of paths) {
    try {
      return { path, bytes: await readRegularFile(files, path) };
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
  }
  return undefined;
}
