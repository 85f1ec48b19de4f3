import { base64Of } from "../../core/support/base64.ts";
import { crc32 } from "../../core/support/crc32.ts";
import { joinedBytes } from "../../core/support/joined_bytes.ts";
import { collect } from "../../data/files/collect.ts";

/** An image of bytes: grey, grey with opacity, RGB or RGB with opacity. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** @default 1 */
  readonly channels?: number;
  /** Row by row, those of a pixel side by side, 0 being black; numbers of colours if there is a palette. */
  readonly bytes: Uint8Array;
  /** Red, green, blue and opacity of each colour, of up to 256. */
  readonly palette?:
    readonly (readonly [red: number, green: number, blue: number, alpha: number])[];
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The colour types of so many channels, by W3C, Portable Network Graphics, third edition, 11.2.1. */
const COLOUR_TYPES = [, 0, 4, 2, 6];

const PALETTE = 3;

/** The rows of a PNG file before they are deflated: each begins with the number of its filter, 0, none. */
export function pngRows({ width, height, channels = 1, bytes }: Bitmap): Uint8Array<ArrayBuffer> {
  const length = width * channels, rows = new Uint8Array(height * (1 + length));
  for (let y = 0; y < height; y++) {
    rows.set(bytes.subarray(y * length, (y + 1) * length), y * (1 + length) + 1);
  }
  return rows;
}

/** A PNG file (W3C, Portable Network Graphics, third edition) of an image and its deflated rows. */
export function pngFile(
  { width, height, channels = 1, palette }: Bitmap,
  deflated: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const type = palette ? PALETTE : COLOUR_TYPES[channels]!;
  // 8 bits a sample, the standard compression and filters, not interlaced.
  const header = [...uint32(width), ...uint32(height), 8, type, 0, 0, 0];
  return joinedBytes([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", Uint8Array.from(header)),
    ...(palette
      ? [
        chunk("PLTE", Uint8Array.from(palette.flatMap((color) => color.slice(0, 3)))),
        chunk("tRNS", Uint8Array.from(palette, ([, , , alpha]) => alpha)),
      ]
      : []),
    chunk("IDAT", deflated),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** An image as the address of a PNG file that holds the file itself. */
export async function imageAddress(image: Bitmap): Promise<string> {
  const rows = new Blob([pngRows(image)]).stream();
  const deflated = await collect(rows.pipeThrough(new CompressionStream("deflate")), Infinity);
  return `data:image/png;base64,${base64Of(pngFile(image, deflated))}`;
}

/** A chunk: the length of its data, its type, its data and the checksum of both. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joinedBytes([new TextEncoder().encode(type), data]);
  return joinedBytes([uint32(data.length), body, uint32(crc32(body))]);
}

/** Four bytes, the highest first. */
function uint32(value: number): Uint8Array {
  return Uint8Array.from([24, 16, 8, 0], (shift) => (value >>> shift) & 0xff);
}
