/** What `node:zlib` returns with the option `info`, which its types omit. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

interface GunzipOptions {
  /** The largest output, so that few bytes cannot fill the memory. */
  readonly most?: number;
  /** Whether the bytes are only a beginning. */
  readonly partial?: boolean;
}

// The longest byte array of Node 20, and the most that zlib accepts.
const MOST = 2 ** 32;

// The largest chunk size that zlib accepts in every version of Node and Deno.
const MOST_CHUNK = 2 ** 30;

/** The usual ratio of output to input, at most: MNIST's images have 5. */
const USUAL_RATIO = 8;

/** Whether bytes begin with the two of a gzip member (RFC 1952, 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates gzip members, synchronously, with the platform's zlib.
 *
 * @throws {SyntaxError} If the bytes are broken, truncated or followed by others, if they inflate
 * to more than allowed, or if the platform has no zlib.
 */
export function gunzip(bytes: Uint8Array, options: GunzipOptions = {}): Uint8Array {
  const most = Math.min(options.most ?? MOST, MOST);
  // Not imported, so that a browser can load this module.
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
  if (zlib === undefined) {
    throw new SyntaxError(
      "Gzipped bytes cannot be inflated without node:zlib: pipe them through DecompressionStream first",
    );
  }
  let inflated: Inflated;
  try {
    inflated = zlib.gunzipSync(
      bytes,
      {
        info: true,
        maxOutputLength: most,
        chunkSize: chunkFor(bytes.length, most),
        ...(options.partial ? { finishFlush: zlib.constants.Z_SYNC_FLUSH } : {}),
      } as Parameters<typeof zlib.gunzipSync>[1],
    ) as unknown as Inflated;
  } catch (error) {
    throw new SyntaxError(
      isTooLarge(error)
        ? `Gzipped bytes must inflate to at most ${most} bytes, but there are more`
        : `Gzipped bytes must be whole and followed by nothing, but zlib says: ${
          (error as Error).message
        }`,
      { cause: error },
    );
  }
  const rest = bytes.length - inflated.engine.bytesWritten;
  if (rest > 0) {
    throw new SyntaxError(`Gzipped bytes must be followed by nothing, but found ${rest} more`);
  }
  return inflated.buffer;
}

/** The chunk size of the output, by its usual ratio: output that fits into one is not copied. */
function chunkFor(length: number, most: number): number {
  return Math.max(64, Math.min(most + 1, USUAL_RATIO * length, MOST_CHUNK));
}

function isTooLarge(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
}
