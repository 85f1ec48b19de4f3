import { collect, inflated } from "../files/collect.ts";
import { isGzip } from "../files/gzip.ts";

/** How long to wait for a server, in milliseconds. */
export interface Patience {
  /** From the request to the headers of the response, including name resolution and encryption. */
  readonly connect: number;
  /** From one chunk of the body to the next; the total time is not limited. */
  readonly idle: number;
}

interface DownloadOptions {
  readonly patience: Patience;
  /** The largest size of the content in bytes, compressed or not. */
  readonly most: number;
  /** Whether gzipped content is inflated; else it is left as it is. */
  readonly isInflated: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called for every chunk with the bytes received so far, and the total if the server sent it. */
  readonly onProgress?: (received: number, total?: number) => void;
}

/**
 * Downloads a file, and decompresses it if that is wanted and it is gzipped.
 *
 * @throws {DOMException} `NetworkError` if the response is not a success, `TimeoutError` if the server
 * is too slow, `DataError` if the content is too large, the signal's reason if it was aborted.
 * @throws {TypeError} If the connection fails or breaks, or gzipped content is broken: from `fetch`
 * and `DecompressionStream`.
 */
export async function download(
  url: string,
  { patience, most, isInflated, signal, onProgress }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const deadline = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const allow = (milliseconds: number, what: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      deadline.abort(new DOMException(`${what} within ${milliseconds / 1000} s`, "TimeoutError"));
    }, milliseconds);
  };
  try {
    allow(patience.connect, "no answer");
    const response = await fetch(url, {
      signal: AbortSignal.any([deadline.signal, ...(signal === undefined ? [] : [signal])]),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new DOMException(`${response.status} ${response.statusText}`.trim(), "NetworkError");
    }
    const total = sizeOf(response.headers);
    const content = await collect(response.body, most, (received) => {
      allow(patience.idle, "no more of the body");
      onProgress?.(received, total);
    });
    clearTimeout(timer);
    return isInflated && isGzip(content) ? await collect(inflated(content, "gzip"), most) : content;
  } finally {
    clearTimeout(timer);
  }
}

/** The size of an unencoded body; an encoded one has another size when decoded. */
function sizeOf(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  if (length === null || headers.has("content-encoding") || !/^\d+$/.test(length)) return undefined;
  return Number(length);
}
