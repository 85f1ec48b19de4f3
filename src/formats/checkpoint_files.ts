import { printable } from "../core/support/describe.ts";
import { readRegularFile } from "../data/files/read_regular_file.ts";
import { previousOf, writeAtomically } from "../data/files/write_atomically.ts";
import { type FileSystem, isAbsence } from "../data/platform.ts";
import { type Checkpoint, checkShape } from "../train/checkpoints/checkpoint.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import type { CustomComponents } from "./components.ts";
import { filesFor } from "./files_for.ts";
import { checkOptions } from "../core/support/options.ts";

/**
 * Writes a checkpoint to a file, whole or not at all, in Deno and Node.
 *
 * It is written beside `path`, under a name of its own; the file at `path` is copied to
 * `path.previous`, in the same way; then the new file is renamed to `path`. Whenever the process
 * ends, and however many write at once, `path` holds a whole checkpoint.
 *
 * @throws {TypeError} If it is not a checkpoint of plain data, the platform has no file system, or
 * what is at `path` is not a regular file.
 * @throws {Error} Errors of the file system.
 *
 * @example
 * ```ts ignore
 * import { fit, loadCheckpoint, saveCheckpoint } from "@backproof/backproof";
 *
 * await fit(untrained, train, {
 *   ...options,
 *   checkpoint: { every: "epoch", save: (checkpoint) => saveCheckpoint("run.checkpoint", checkpoint) },
 * });
 * // after an interruption:
 * await fit(untrained, train, { ...options, resume: await loadCheckpoint("run.checkpoint") });
 * ```
 * @category Checkpoints
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  checkShape(checkpoint); // an unreadable file must not replace a readable one
  const files = filesFor(path);
  await writeAtomically(files, path, await encodeCheckpoint(checkpoint), { keepPrevious: true });
}

/**
 * Reads a checkpoint from a file, in Deno and Node.
 *
 * @param given Custom activations and kinds of layers that it may name.
 * @throws {SyntaxError} If the file is not a checkpoint, truncated, damaged or of a newer version.
 * The message says whether `path.previous`, the one before, is whole and can be loaded instead.
 * @throws {RangeError} If an activation or a kind of layer is unknown, or an option is out of range.
 * @throws {TypeError} If it is not a regular file, or the platform has no file system.
 * @throws {Error} Errors of the file system.
 *
 * @example A missing file throws
 * ```ts
 * import { loadCheckpoint } from "@backproof/backproof";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadCheckpoint("no/such/run.checkpoint"), Error);
 * ```
 * @category Checkpoints
 */
export async function loadCheckpoint(
  path: string,
  given: CustomComponents = {},
): Promise<Checkpoint> {
  checkOptions("loadCheckpoint()", given, "activations kinds");
  const files = filesFor(path);
  const bytes = await readRegularFile(files, path);
  try {
    return await decodeCheckpoint(bytes, given);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const previous = await describePrevious(files, previousOf(path), given);
    throw new SyntaxError(printable(`${path}: ${error.message}; ${previous}`), { cause: error });
  }
}

async function describePrevious(
  files: FileSystem,
  path: string,
  given: CustomComponents,
): Promise<string> {
  try {
    const { epoch, step } = await decodeCheckpoint(await readRegularFile(files, path), given);
    return `the one before, ${path}, is whole (epoch ${epoch}, ${step} steps taken in it)`;
  } catch (error) {
    return isAbsence(error)
      ? `the one before, ${path}, does not exist`
      : `the one before, ${path}, cannot be read either: ${(error as Error).message}`;
  }
}
