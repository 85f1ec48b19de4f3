import { joinedBytes } from "../../core/support/joined_bytes.ts";

/**
 * The bytes of a stream in one array.
 *
 * @throws {DOMException} `DataError` if there are more than `most`.
 */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  most: number,
  onPiece?: (received: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let received = 0;
  // A reader, as not every browser supports iteration of a stream.
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
  return joinedBytes(pieces);
}

/** The bytes that compressed ones inflate to, as a stream whose pieces are small. */
export function inflated(
  bytes: Uint8Array<ArrayBuffer>,
  format: "gzip" | "deflate-raw",
): ReadableStream<Uint8Array> {
  // A blob is read in pieces, so that no more than one is inflated in vain.
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
}
