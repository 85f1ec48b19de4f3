/** The first bytes of files that are often mistaken for one another. */
const BEGINNINGS: readonly (readonly [kind: string, begins: readonly number[]])[] = [
  ["a NumPy array (.npy)", [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ["a zip archive", [0x50, 0x4b]],
  ["gzipped bytes", [0x1f, 0x8b]],
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
  ["a BMP image", [0x42, 0x4d]],
  ["a HDF5 file", [0x89, 0x48, 0x44, 0x46]],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31]],
  ["a Python pickle", [0x80, 0x02]],
  ["a Python pickle", [0x80, 0x03]],
  ["a Python pickle", [0x80, 0x04]],
  ["a Python pickle", [0x80, 0x05]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46]],
];

/** What a file is, by its first bytes, in words for a message. */
export function fileKind(bytes: Uint8Array): string {
  if (bytes.length === 0) return "no bytes";
  const known = BEGINNINGS.find(([, begins]) => begins.every((byte, i) => bytes[i] === byte));
  if (known !== undefined) return known[0];
  const first = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return `bytes that begin with ${first.join(" ")}`;
}
