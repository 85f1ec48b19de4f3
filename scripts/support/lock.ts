import { printable } from "../../src/core/support/describe.ts";
import { UsageError } from "./command.ts";

/** A file that this process alone uses, until it releases it or ends. */
export interface Lock extends Disposable {
  /** Who held it before, and ended without releasing it. */
  readonly abandonedBy?: string;
}

/** The longest description of a holder that is read. */
const MOST_BYTES = 100;

/**
 * Locks a file for this process, by a lock of the operating system on `file.lock`.
 *
 * The system releases it however the process ends, so that what a killed one left is taken over: the
 * file beside it only says who holds it.
 *
 * @param flag The flag that named the file.
 * @throws {UsageError} If another process holds the lock; it says which, and since when.
 */
export async function lockFile(file: string, flag: string): Promise<Lock> {
  const path = `${file}.lock`;
  for (;;) {
    const known = await Deno.lstat(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
    if (known?.isFile === false) {
      throw new UsageError(`${path} must be the lock of --${flag}, but is not a regular file`);
    }
    // A link, or another process, may have come between: then this throws, or it is not the same file.
    const handle = await Deno.open(path, { read: true, write: true, createNew: !known })
      .catch((error) => {
        const isGone = error instanceof Deno.errors.NotFound;
        if (!isGone && !(error instanceof Deno.errors.AlreadyExists)) throw error;
      });
    if (handle === undefined) continue;
    const isLocked = await handle.tryLock(true);
    const holder = await holderOf(handle);
    const isSame = await isFileAt(handle, path);
    if (isLocked && isSame) return await held(handle, path, holder);
    handle.close();
    if (!isSame) continue;
    throw new UsageError(
      `--${flag} ${file} is in use by ${
        holder || "another process"
      }: wait until that ends, end it, ` +
        `or name another file`,
    );
  }
}

async function held(handle: Deno.FsFile, path: string, before: string): Promise<Lock> {
  const holder = `process ${Deno.pid} since ${new Date().toISOString()}\n`;
  await handle.truncate();
  await handle.seek(0, Deno.SeekMode.Start);
  await handle.write(new TextEncoder().encode(holder));
  return {
    ...(before && { abandonedBy: before }),
    [Symbol.dispose]: () => {
      // Before it is released, so that nobody locks a file that is gone.
      Deno.removeSync(path);
      handle.close();
    },
  };
}

async function holderOf(handle: Deno.FsFile): Promise<string> {
  const bytes = new Uint8Array(MOST_BYTES);
  const length = await handle.read(bytes) ?? 0;
  return printable(new TextDecoder().decode(bytes.subarray(0, length)).trim());
}

/** Whether an open file is the one at a path, to which no link leads. */
async function isFileAt(handle: Deno.FsFile, path: string): Promise<boolean> {
  const [open, now] = [await handle.stat(), await Deno.lstat(path).catch(() => undefined)];
  return now !== undefined && open.dev === now.dev && open.ino === now.ino;
}
