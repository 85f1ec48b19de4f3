import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A greyscale image as a PNG file (W3C, Portable Network Graphics, third edition).
 *
 * @param width Pixels in a row.
 * @param pixels Bytes, row by row, 0 being black.
 */
export function encodePng(width: number, pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const height = pixels.length / width;
  // 8 bits a sample, colour type 0 (grey), the standard compression and filters, not interlaced.
  const header = Uint8Array.of(...uint32(width), ...uint32(height), 8, 0, 0, 0, 0);
  // Each row begins with the number of its filter: 0, none.
  const rows = new Uint8Array(height * (1 + width));
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (1 + width) + 1);
  }
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", header),
    ...chunk("IDAT", deflateSync(rows)),
    ...chunk("IEND", []),
  ]);
}

/** A chunk: the length of its data, its type, its data and the checksum of both. */
function chunk(type: string, data: Iterable<number>): Uint8Array {
  const body = Uint8Array.from([...new TextEncoder().encode(type), ...data]);
  return Uint8Array.from([...uint32(body.length - 4), ...body, ...uint32(crc32(body))]);
}

/** Four bytes, the highest first. */
function uint32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}
