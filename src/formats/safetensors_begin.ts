/** The length of the header, as uint64, is before it. */
export const LENGTH_BYTES = 8;

/** The most bytes of a header that the format allows. */
export const MOST_HEADER = 100_000_000;

/** Whether a file, or its first 9 bytes, begins with the length of a header, and that with a brace. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes[LENGTH_BYTES] !== 0x7b) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  return view.getUint32(0, true) <= MOST_HEADER && view.getUint32(4, true) === 0;
}
