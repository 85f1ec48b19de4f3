import { gzipSync } from "node:zlib";

/** An IDX file of unsigned bytes, or of elements of another code as bytes. */
export function idxFile(
  shape: readonly number[],
  data: ArrayLike<number>,
  code = 0x08,
): Uint8Array {
  const header = [0, 0, code, shape.length];
  for (const dimension of shape) {
    header.push(...[24, 16, 8, 0].map((shift) => (dimension >>> shift) & 0xff));
  }
  return concat(Uint8Array.from(header), Uint8Array.from(data));
}

/** Several arrays of bytes in one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

/** Gzipped bytes, by the platform's zlib. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}
