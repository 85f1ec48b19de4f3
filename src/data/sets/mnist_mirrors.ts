import { download, type Patience } from "./download.ts";
import { type DownloadAttempt, MnistUnavailableError } from "./mnist_errors.ts";
import { MNIST_CHECKSUMS, type MnistFile, MOST_BYTES } from "./mnist_files.ts";
import { sha256 } from "../sha256.ts";

/**
 * The progress of the download of a file.
 * @category Data sets
 */
export interface DownloadProgress {
  /** The file, by its name without `.gz`. */
  readonly file: string;
  /** The bytes received; from 0 again when the next mirror is tried. */
  readonly received: number;
  /** The size of the download, if the mirror sent it. */
  readonly total?: number;
}

/** Where MNIST is downloaded from, and its checksums. */
export interface Mirrors {
  /** The prefixes of the gzipped files' addresses, in the order to try them. */
  readonly urls: readonly string[];
  /** The SHA-256 of each file, uncompressed. */
  readonly checksums: Readonly<Record<MnistFile, string>>;
  readonly patience: Patience;
}

export const MNIST_MIRRORS: Mirrors = {
  urls: [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ],
  checksums: MNIST_CHECKSUMS,
  patience: { connect: 5_000, idle: 30_000 },
};

interface DownloaderOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called for every chunk. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * A function that downloads a file, trying the mirrors in turn, first the one that served last.
 *
 * @returns Resolves to the uncompressed bytes of a file, its checksum verified, or rejects with an
 * {@linkcode MnistUnavailableError}, the signal's reason, or an exception of the listener.
 */
export function mnistDownloader(
  { urls, checksums, patience }: Mirrors,
  { signal, onProgress }: DownloaderOptions,
): (file: MnistFile) => Promise<Uint8Array> {
  let order = urls;
  return async (file) => {
    const attempts: DownloadAttempt[] = [];
    const thrownByListener = new Set<unknown>();
    const report = (received: number, total?: number) => {
      try {
        onProgress?.({ file, received, ...(total === undefined ? {} : { total }) });
      } catch (error) {
        thrownByListener.add(error);
        throw error;
      }
    };
    for (const mirror of order) {
      const url = `${mirror}${file}.gz`;
      try {
        const options = { patience, most: MOST_BYTES, signal, onProgress: report };
        const bytes = await download(url, options);
        const found = await sha256(bytes), wanted = checksums[file];
        if (found !== wanted) {
          throw new DOMException(`wanted SHA-256 ${wanted}, but found ${found}`, "DataError");
        }
        order = [mirror, ...order.filter((other) => other !== mirror)];
        return bytes;
      } catch (error) {
        // Neither is the fault of the mirror, and no other would do better.
        signal?.throwIfAborted();
        if (thrownByListener.has(error)) throw error;
        attempts.push({ url, reason: reasonOf(error) });
      }
    }
    throw new MnistUnavailableError(file, attempts);
  };
}

/** An error and its causes: `fetch` says only that it failed, its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, code, cause } = error as Error & { readonly code?: unknown };
  // Node's refused connection has a code and no message.
  const own = message || String(code ?? error.name);
  return cause === undefined ? own : `${own}: ${reasonOf(cause)}`;
}
