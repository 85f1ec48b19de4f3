import { printable } from "../../core/support/describe.ts";
import { collect, inflated } from "../files/collect.ts";
import { isGzip } from "../files/gzip.ts";
import { readRegularFile } from "../files/read_regular_file.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import { zipContent, zipEntries } from "../files/zip.ts";
import { fileSystem, isAbsence } from "../platform.ts";
import { sha256 } from "../sha256.ts";
import type { OpenedFile, Source } from "./image_set.ts";

interface CacheOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with one sentence if a file in the cache, or the whole cache, is not used. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * A function that reads a file from the cache, or downloads and caches it.
 *
 * A file without the right checksum is downloaded again, whoever wrote it. A cache that cannot be
 * read or written is left alone.
 *
 * @param title What the data set is called.
 * @param directory The cache; undefined for none.
 * @param download Fetches the bytes of a file as it is kept, with its checksum.
 */
export function imageSetCache(
  title: string,
  directory: string | undefined,
  { checksums, archive, most }: Source,
  download: (kept: string) => Promise<Uint8Array<ArrayBuffer>>,
  { signal, onWarning }: CacheOptions,
): (file: string) => Promise<OpenedFile> {
  let usable = directory !== undefined;
  let opened: Promise<OpenedFile> | undefined;

  const doWithout = (error: unknown) => {
    usable = false;
    onWarning?.(printable(`${title} is not cached in ${directory}: ${(error as Error).message}`));
  };

  const read = async (kept: string): Promise<OpenedFile | undefined> => {
    const files = usable ? fileSystem() : undefined;
    const path = `${directory}/${kept}`;
    const bytes = await (files && readRegularFile(files, path))?.catch((error) => {
      if (!isAbsence(error)) doWithout(error);
    });
    if (bytes === undefined) return undefined;
    const found = await sha256(bytes);
    if (found === checksums[kept]) return { path, bytes };
    onWarning?.(
      printable(`${path} must have the SHA-256 ${checksums[kept]}, but found ${found}`) +
        "; it is downloaded again",
    );
    return undefined;
  };

  const keep = async (kept: string, bytes: Uint8Array): Promise<void> => {
    const files = usable ? fileSystem() : undefined;
    if (files === undefined) return;
    try {
      await files.mkdir(directory!, { recursive: true });
      await writeAtomically(files, `${directory}/${kept}`, bytes);
    } catch (error) {
      doWithout(error);
    }
  };

  const open = async (kept: string): Promise<OpenedFile> => {
    signal?.throwIfAborted();
    const cached = await read(kept);
    if (cached !== undefined) return cached;
    const bytes = await download(kept);
    await keep(kept, bytes);
    return { path: kept, bytes };
  };

  /** With the bytes inflated, as only streams do it in a browser. */
  const plain = async ({ path, bytes }: OpenedFile): Promise<OpenedFile> => {
    if (!isGzip(bytes)) return { path, bytes };
    const stream = inflated(bytes as Uint8Array<ArrayBuffer>, "gzip");
    return { path, bytes: await collect(stream, most) };
  };

  return async (file) => {
    if (archive === undefined) return plain(await open(file in checksums ? file : `${file}.gz`));
    const { path, bytes } = await (opened ??= open(archive.name));
    const name = `${archive.folder}${file}.gz`;
    const entry = zipEntries(bytes).find((each) => each.name === name);
    if (entry === undefined) throw new SyntaxError(`${printable(path)} must hold ${name}`);
    return plain({ path: `${path}/${name}`, bytes: await zipContent(entry) });
  };
}
