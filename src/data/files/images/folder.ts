import { describe, printable } from "../../../core/support/describe.ts";
import { type FileSystem, fileSystem } from "../../platform.ts";

/** The image files of a directory that has one folder for each class. */
interface ImageFolder {
  /** The names of the classes, in order of code units. */
  readonly classes: readonly string[];
  /** All files by name, in order of code units; those of one name by class. */
  readonly files: readonly ImageFile[];
}

/** One image file. */
export interface ImageFile {
  /** Its path. */
  readonly path: string;
  /** Its name in the folder of its class. */
  readonly name: string;
  /** The index of its class. */
  readonly label: number;
}

/**
 * Lists the files of a directory that has one folder for each class.
 *
 * Files beside the folders, and names that begin with a dot, are ignored.
 *
 * @throws {TypeError} If the platform has no file system.
 * @throws {RangeError} If the directory has no classes, or a folder is not one of `classes`, or
 * nested.
 * @throws {Error} Errors of the file system.
 */
export async function listImages(
  directory: string,
  classes?: readonly string[],
): Promise<ImageFolder> {
  const files = fileSystem();
  if (files === undefined) {
    throw new TypeError(`Cannot read ${printable(directory)}: this platform has no file system`);
  }
  if (typeof directory !== "string") {
    throw new TypeError(
      `The directory of images must be a path in a string, but found ${describe(directory)}`,
    );
  }
  const folders = await namesIn(files, directory, "folders").catch((error) => {
    if (!["ENOENT", "ENOTDIR"].includes(error.code)) throw error;
    const found = error.code === "ENOENT" ? "it does not exist" : "it is not a folder";
    throw new RangeError(
      `${
        printable(directory)
      } must be a folder that holds one folder for each class, but ${found} ` +
        `(${error.code})`,
      { cause: error },
    );
  });
  if (folders.length === 0) {
    throw new RangeError(
      `${printable(directory)} must hold one folder for each class, but holds none`,
    );
  }
  const known = classes ?? folders;
  const strange = folders.find((folder) => !known.includes(folder));
  if (strange !== undefined) {
    throw new RangeError(
      printable(`Classes in ${directory} must be those to train on, but found ${strange}`),
    );
  }
  const listed = await Promise.all(folders.map(async (folder) => {
    const path = `${directory}/${folder}`;
    const [inner] = await namesIn(files, path, "folders");
    if (inner !== undefined) {
      throw new RangeError(
        printable(`${path} must hold images alone, but found the folder ${inner}`),
      );
    }
    return (await namesIn(files, path, "files")).map((name): ImageFile => ({
      path: `${path}/${name}`,
      name,
      label: known.indexOf(folder),
    }));
  }));
  // Files of one name are one image.
  const byName = (a: ImageFile, b: ImageFile) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.label - b.label;
  return { classes: known, files: listed.flat().sort(byName) };
}

/** The names of the folders or files in a directory, in the same order on every system. */
async function namesIn(
  files: FileSystem,
  directory: string,
  wanted: "folders" | "files",
): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await files.readdir(directory, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const isFolder = entry.isSymbolicLink()
      ? await leadsToFolder(files, `${directory}/${entry.name}`)
      : entry.isDirectory();
    if (isFolder === (wanted === "folders")) names.push(entry.name);
  }
  return names.sort(); // by code units
}

/** A broken link counts as a file: reading it reports the error. */
async function leadsToFolder(files: FileSystem, path: string): Promise<boolean> {
  try {
    return (await files.stat(path)).isDirectory();
  } catch {
    return false;
  }
}
