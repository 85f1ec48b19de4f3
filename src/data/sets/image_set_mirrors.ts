import { download, type Patience } from "./download.ts";
import type { DownloadAttempt } from "./mnist_errors.ts";
import type { Source } from "./image_set.ts";
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

/** How long to wait for a mirror. */
export const PATIENCE: Patience = { connect: 5_000, idle: 30_000 };

interface DownloaderOptions {
  /** Makes the error that says where else the files may come from. */
  readonly unavailable: (file: string, attempts: readonly DownloadAttempt[]) => Error;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Called for every chunk. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * A function that downloads a file, trying the mirrors in turn, first the one that served last.
 *
 * @returns Resolves to the bytes of a file as it is kept, its checksum verified, or rejects with
 * the error `unavailable`, the signal's reason, or an exception of the listener.
 */
export function imageSetDownloader(
  { urls, checksums, most }: Source,
  { unavailable, patience, signal, onProgress }: DownloaderOptions,
): (kept: string) => Promise<Uint8Array<ArrayBuffer>> {
  let order = urls;
  return async (kept) => {
    const isInflated = !/\.(gz|zip)$/.test(kept), file = kept.replace(/\.gz$/, "");
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
      const url = isInflated ? `${mirror}${kept}.gz` : `${mirror}${kept}`;
      try {
        const options = { patience, most, signal, onProgress: report, isInflated };
        const bytes = await download(url, options);
        const found = await sha256(bytes), wanted = checksums[kept];
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
    throw unavailable(file, attempts);
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
