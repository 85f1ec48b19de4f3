import { printable } from "../../core/support/describe.ts";
import { readRegularFile } from "../files/read_regular_file.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import { type MnistContent, type MnistFile, readMnistFile } from "./mnist_files.ts";
import { fileSystem, isAbsence } from "../platform.ts";
import { sha256 } from "../sha256.ts";

interface MnistCacheOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with one sentence if a file in the cache, or the whole cache, is not used. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * A function that reads a file from the cache, or downloads and caches it.
 *
 * Files are stored uncompressed, as they load faster. A file without the right checksum is downloaded
 * again, whoever wrote it. A cache that cannot be read or written is left alone.
 *
 * @param directory The cache; undefined for none.
 * @param checksums The SHA-256 of each file, uncompressed.
 * @param download Fetches the uncompressed bytes of a file, with that checksum.
 */
export function mnistCache(
  directory: string | undefined,
  checksums: Readonly<Record<MnistFile, string>>,
  download: (file: MnistFile) => Promise<Uint8Array>,
  { signal, onWarning }: MnistCacheOptions,
): (file: MnistFile) => Promise<MnistContent> {
  let usable = directory !== undefined;

  const doWithout = (error: unknown) => {
    usable = false;
    onWarning?.(printable(`MNIST is not cached in ${directory}: ${(error as Error).message}`));
  };

  const read = async (file: MnistFile): Promise<MnistContent | undefined> => {
    const files = usable ? fileSystem() : undefined;
    const path = `${directory}/${file}`;
    const bytes = await (files && readRegularFile(files, path))?.catch((error) => {
      if (!isAbsence(error)) doWithout(error);
    });
    if (bytes === undefined) return undefined;
    const found = await sha256(bytes);
    if (found === checksums[file]) return readMnistFile(file, bytes, path);
    onWarning?.(
      printable(`${path} must have the SHA-256 ${checksums[file]}, but found ${found}`) +
        "; it is downloaded again",
    );
    return undefined;
  };

  const keep = async (file: MnistFile, bytes: Uint8Array): Promise<void> => {
    const files = usable ? fileSystem() : undefined;
    if (files === undefined) return;
    try {
      await files.mkdir(directory!, { recursive: true });
      await writeAtomically(files, `${directory}/${file}`, bytes);
    } catch (error) {
      doWithout(error);
    }
  };

  return async (file) => {
    signal?.throwIfAborted();
    const cached = await read(file);
    if (cached !== undefined) return cached;
    const bytes = await download(file);
    await keep(file, bytes);
    return readMnistFile(file, bytes, file);
  };
}
