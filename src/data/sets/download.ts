import { isGzip } from "../files/gzip.ts";

/** How long to wait for a server, in milliseconds. */
export interface Patience {
  /** From the request to the headers of the answer: name, connection, encryption included. */
  readonly connect: number;
  /** From one piece of the body to the next. The whole may take as long as it takes. */
  readonly idle: number;
}

/** Options of {@linkcode download}. */
interface DownloadOptions {
  /** How long to wait. */
  readonly patience: Patience;
  /** How many bytes the content may have, compressed or not. */
  readonly most: number;
  /** Stops the download. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every piece: the bytes received so far, and of how many, if the server said. */
  readonly onProgress?: (received: number, total?: number) => void;
}

/**
 * Downloads a file and uncompresses it if it is gzipped.
 *
 * @param url Where the file is.
 * @param options Patience, the largest size, a signal to stop by, a listener.
 * @returns The uncompressed content.
 * @throws {DOMException} `NetworkError` if the answer is no success, `TimeoutError` if the server keeps
 * waiting, `DataError` if the content is too large, the signal's reason if it was aborted.
 * @throws {TypeError} If there is no connection, it breaks, or gzipped content is broken: what `fetch`
 * and `DecompressionStream` throw.
 */
export async function download(
  url: string,
  { patience, most, signal, onProgress }: DownloadOptions,
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
    return isGzip(content) ? await collect(gunzipped(content), most) : content;
  } finally {
    clearTimeout(timer);
  }
}

/** The size of a body that comes as it is; an encoded one has another size when decoded. */
function sizeOf(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  if (length === null || headers.has("content-encoding") || !/^\d+$/.test(length)) return undefined;
  return Number(length);
}

function gunzipped(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** The bytes of a stream in one array, unless there are more than `most`. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  most: number,
  onPiece?: (received: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let received = 0;
  // A reader, as not every browser can iterate over a stream.
  const reader = stream.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      received += piece.value.length;
      if (received > most) throw new DOMException(`more than ${most} bytes`, "DataError");
      pieces.push(piece.value);
      onPiece?.(received);
    }
  } catch (error) {
    reader.cancel(error).catch(() => {});
    throw error;
  }
  const bytes = new Uint8Array(received);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
