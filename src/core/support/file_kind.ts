/** The first characters of files that are often mistaken for one another; a dot is any. */
const BEGINNINGS: readonly (readonly [kind: string, begins: string])[] = [
  ["a NumPy array (.npy)", "\x93NUMPY"],
  ["gzipped bytes", "\x1f\x8b"],
  ["a PNG image", "\x89PNG"],
  ["a JPEG image", "\xff\xd8\xff"],
  ["a GIF image", "GIF8"],
  ["a WebP image", "RIFF....WEBP"],
  ["a BMP image", "BM....\0\0\0\0"], // a text may begin with "BMI"
  ["an HDF5 file", "\x89HDF"],
  ["a Parquet file", "PAR1"],
  ["a Python pickle: export safetensors or ONNX", "\x80\x02"],
  ["a Python pickle: export safetensors or ONNX", "\x80\x03"],
  ["a Python pickle: export safetensors or ONNX", "\x80\x04"],
  ["a Python pickle: export safetensors or ONNX", "\x80\x05"],
  ["a PDF document", "%PDF"],
  ["an IDX file, as of MNIST", "\0\0\x08"],
  ["a WebAssembly module", "\0asm"],
  ["a GGUF file", "GGUF"],
  ["a safetensors file", "....\0\0\0\0{"],
  ["a TensorFlow Lite model: convert the original to ONNX", "....TFL3"],
];

/** What zip archives hold, by the names of their members. */
const ARCHIVES: readonly (readonly [kind: string, member: RegExp])[] = [
  ["a PyTorch pickle: export safetensors or ONNX", /data\.pkl/],
  ["a NumPy archive (.npz)", /\.npy/],
  ["a Keras model (.keras)", /model\.weights\.h5|config\.json/],
  ["an Office document", /word\/|xl\//],
];

/** How much of an archive is searched for names. */
const SEARCHED = 4096;

/** Whether a file begins as a zip archive: with a member, or the directory of none. */
export function isArchive([p, k, a, b]: Uint8Array): boolean {
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6));
}

/** What a file is, by its first bytes, in words for a message. */
export function fileKind(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const start = Array.from(bytes.subarray(0, SEARCHED), (byte) => String.fromCharCode(byte))
    .join("");
  if (isArchive(bytes)) {
    return ARCHIVES.find(([, member]) => member.test(start))?.[0] ?? "a zip archive";
  }
  const known = BEGINNINGS.find(([, begins]) => {
    return Array.from(begins).every((character, i) => character === "." || character === start[i]);
  });
  if (known !== undefined) return known[0];
  const text = new TextDecoder().decode(bytes.subarray(0, 256));
  if (/^\s*[{[]/.test(text)) return "JSON of another kind";
  if (/^\s*</.test(text)) return "an HTML or XML document";
  // deno-lint-ignore no-control-regex -- what text does not contain
  if (!/[\0-\x08\uFFFD]/.test(text)) return "a text";
  const first = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return `bytes that begin with ${first.join(" ")}`;
}
