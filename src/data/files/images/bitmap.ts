/** The bytes of the file header of a BMP, and of the headers of Windows 3 and OS/2 2 that follow it. */
const FILE = 14, WINDOWS = 40, OS2 = 64;

/** The compressions by masks for the channels. */
const BIT_FIELDS = [3, 6];

/** Whether a BMP has an alpha channel: the fourth byte of 32 bits is unused unless a mask says so. */
export function hasAlpha(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  // Headers from version 3 on hold four masks, the last of them for alpha.
  if (view.byteLength < 70 || view.getUint32(FILE, true) < 56) return false;
  return BIT_FIELDS.includes(view.getUint32(30, true)) && view.getUint32(66, true) !== 0;
}

/**
 * A BMP of OS/2 2 as one of Windows, whose header is its first 40 bytes, where a shorter one has zeros:
 * ImageMagick takes its colours of four bytes for some of three. Others are returned as they are.
 *
 * @throws {SyntaxError} If it is compressed as only OS/2 does.
 */
export function plainBitmap(bytes: Uint8Array): Uint8Array {
  const size = bytes.length < FILE + 4 ? 0 : viewOf(bytes).getUint32(FILE, true);
  const isOs2 = size === OS2 || (size >= 16 && size < WINDOWS);
  if (!isOs2 || bytes.length < FILE + size) return bytes;
  const plain = new Uint8Array(bytes.length - size + WINDOWS), view = viewOf(plain);
  plain.set(bytes.subarray(0, FILE + Math.min(size, WINDOWS)));
  plain.set(bytes.subarray(FILE + size), FILE + WINDOWS);
  if (BIT_FIELDS.includes(view.getUint32(30, true)) || view.getUint32(30, true) === 4) {
    throw new SyntaxError("it is compressed as only OS/2 does");
  }
  view.setUint32(2, plain.length, true);
  view.setUint32(10, view.getUint32(10, true) - size + WINDOWS, true);
  view.setUint32(FILE, WINDOWS, true);
  return plain;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
