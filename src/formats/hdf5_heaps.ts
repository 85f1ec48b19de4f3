/** What a collection of the global heap begins with: `GCOL` and the version 1. */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1] as const;

/** The bytes before the first object of a collection, and before the content of each object. */
const HEADER = 16;

/**
 * Throws a SyntaxError if a collection of the global heap holds an object that does not lead to the next:
 * HDF5's own library would search for its end forever.
 *
 * HDF5 File Format Specification, III.E, with lengths of 8 bytes, as files of Keras have them.
 */
export function checkGlobalHeaps(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.indexOf(SIGNATURE[0]); at >= 0; at = bytes.indexOf(SIGNATURE[0], at + 1)) {
    if (SIGNATURE.every((byte, i) => bytes[at + i] === byte)) checkCollection(view, at);
  }
}

function checkCollection(view: DataView, from: number): void {
  const length = numberAt(view, from + 8), end = from + length;
  let at = from + HEADER;
  while (at + HEADER <= end) {
    const size = numberAt(view, at + 8);
    // Number 0 is the free space, which counts its own header; others are padded to 8 bytes.
    const isFree = view.getUint16(at, true) === 0;
    if (isFree && size < HEADER) break;
    at += isFree ? size : HEADER + 8 * Math.ceil(size / 8);
  }
  if (length >= HEADER && at <= end && at + HEADER > end) return;
  throw new SyntaxError("The HDF5 file cannot be read: a collection of its global heap is broken");
}

/** A number of 8 bytes; throws beyond the end of the file. */
function numberAt(view: DataView, at: number): number {
  if (at + 8 <= view.byteLength) return Number(view.getBigUint64(at, true));
  throw new SyntaxError("The HDF5 file cannot be read: its global heap is cut short");
}
