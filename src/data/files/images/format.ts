import { fileKind } from "../../../core/support/file_kind.ts";

/** The size of an image. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A format of image files. */
interface Format {
  /** ImageMagick's name. */
  readonly name: string;
  /** The first bytes. */
  readonly begins: readonly number[];
  /** The most pixels in a byte: a file that claims more is cut short, even if it decodes. */
  readonly density: number;
  /** The size that its header claims. */
  readonly size: (bytes: DataView) => Size;
}

const FORMATS: readonly Format[] = [
  {
    name: "PNG",
    begins: [0x89, 0x50, 0x4e, 0x47],
    density: 8 * 1032, // deflate yields at most 1032 bytes for one, of 8 pixels each
    size: (bytes) => ({ width: bytes.getUint32(16), height: bytes.getUint32(20) }),
  },
  {
    name: "JPEG",
    begins: [0xff, 0xd8, 0xff],
    density: 8 * 64, // at least a bit for 8 × 8; arithmetic decoders take missing ones for zeros
    size: (bytes) => {
      const at = frameOf(bytes);
      return { width: bytes.getUint16(at + 5), height: bytes.getUint16(at + 3) };
    },
  },
  {
    name: "BMP",
    begins: [0x42, 0x4d],
    density: 128, // a run of 255 takes two bytes
    size: (bytes) => {
      if (bytes.getUint32(14, true) === 12) {
        return { width: bytes.getUint16(18, true), height: bytes.getUint16(20, true) };
      }
      const [width, height] = [18, 22].map((at) => Math.abs(bytes.getInt32(at, true)));
      return { width: width!, height: height! };
    },
  },
];

/** Where the length of a JPEG's frame header is, which follows markers of other segments (T.81, B.2). */
function frameOf(bytes: DataView): number {
  let at = 2;
  for (;;) {
    while (bytes.getUint8(at) !== 0xff) at++; // as decoders do
    while (bytes.getUint8(at) === 0xff) at++;
    const marker = bytes.getUint8(at++);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return at;
    const isAlone = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (!isAlone) at += bytes.getUint16(at);
  }
}

/** Whether a JPEG has an end marker behind its frame header; that of a thumbnail stands before it. */
export function hasEnd(bytes: Uint8Array): boolean {
  const frame = frameOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  for (let at = bytes.length - 2; at > frame; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

// As wide as JPEG can be: a row is in memory at once.
const MOST_SIDE = 65_535;

/**
 * The name of an image's format, by its first bytes.
 *
 * @param maxPixels The largest number of pixels; few bytes may claim billions, which decoders allocate.
 * @throws {SyntaxError} If the format is unknown, or the header claims what the file cannot hold.
 * @throws {RangeError} If it claims more pixels than are allowed.
 */
export function formatOf(bytes: Uint8Array, maxPixels: number): string {
  const format = FORMATS.find(({ begins }) => begins.every((byte, i) => bytes[i] === byte));
  if (format === undefined) {
    throw new SyntaxError(`it is neither PNG nor JPEG nor BMP, but ${fileKind(bytes)}`);
  }
  const { name, density } = format;
  const { width, height } = claimOf(bytes, format);
  const pixels = width * height, claim = `it has ${width} × ${height} pixels`;
  if (pixels > density * bytes.length) {
    throw new SyntaxError(
      `${claim}, more than a ${name} file of ${bytes.length} bytes can hold: it is cut short`,
    );
  }
  if (pixels > maxPixels) {
    throw new RangeError(
      `${claim}, more than ${maxPixels}: raise maxPixels to ${pixels} to read it`,
    );
  }
  if (Math.max(width, height) > MOST_SIDE) {
    throw new RangeError(`${claim}, and may have at most ${MOST_SIDE} in a row or column`);
  }
  return name;
}

function claimOf(bytes: Uint8Array, { name, size }: Format): Size {
  try {
    return size(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // A DataView throws beyond its end.
    const message = `it cannot be decoded as ${name}: its header is cut short`;
    throw new SyntaxError(message, { cause: error });
  }
}
