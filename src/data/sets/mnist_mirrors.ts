import { download, type Patience } from "./download.ts";
import { type DownloadAttempt, MnistUnavailableError } from "./mnist_errors.ts";
import { MNIST_CHECKSUMS, type MnistFile, MOST_BYTES } from "./mnist_files.ts";
import { sha256 } from "../sha256.ts";

/** How far the download of a file has come. */
export interface DownloadProgress {
  /** The file, by its name without `.gz`. */
  readonly file: string;
  /** How many bytes have come; from 0 again when the next mirror is tried. */
  readonly received: number;
  /** How many there are, if the mirror said so. */
  readonly total?: number;
}

/** Where MNIST is downloaded from, and what is expected there. */
export interface Mirrors {
  /** Addresses that the names of the gzipped files are appended to, in the order to try them. */
  readonly urls: readonly string[];
  /** The SHA-256 of each file, uncompressed. */
  readonly checksums: Readonly<Record<MnistFile, string>>;
  /** How long to wait for a mirror. */
  readonly patience: Patience;
}

/** The mirrors that are known. */
export const MNIST_MIRRORS: Mirrors = {
  urls: [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ],
  checksums: MNIST_CHECKSUMS,
  patience: { connect: 5_000, idle: 30_000 },
};

/** Options of {@linkcode mnistDownloader}. */
interface DownloaderOptions {
  /** Stops the download. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every piece. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * Makes the function that downloads a file, from one mirror after another until one serves.
 *
 * The mirror that served is asked first for the next file.
 *
 * @param mirrors Where to download from.
 * @param options A signal to stop by, a listener.
 * @returns Gives the uncompressed bytes of a file, its checksum verified, or rejects with an
 * {@linkcode MnistUnavailableError}, the signal's reason, or what the listener threw.
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
        checkSum(await sha256(bytes), checksums[file]);
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

function checkSum(found: string, wanted: string): void {
  if (found !== wanted) {
    throw new DOMException(`wanted SHA-256 ${wanted}, but found ${found}`, "DataError");
  }
}

/** An error and its causes in words: `fetch` says only that it failed, its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, code, cause } = error as Error & { readonly code?: unknown };
  // Node's refused connection has a code and no message.
  const own = message || String(code ?? error.name);
  return cause === undefined ? own : `${own}: ${reasonOf(cause)}`;
}
