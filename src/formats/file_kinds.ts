/** What files begin with that people confuse with others, and what they are. */
const BEGINNINGS: readonly (readonly [bytes: readonly (number | undefined)[], what: string])[] = [
  [text("\x89PNG"), "a PNG image"],
  [[0xff, 0xd8, 0xff], "a JPEG image"],
  [text("GIF8"), "a GIF image"],
  [[...text("RIFF"), , , , , ...text("WEBP")], "a WebP image"],
  [text("BM"), "a BMP image"],
  [text("%PDF"), "a PDF document"],
  [text("\x93NUMPY"), "a NumPy array (.npy): save parameters as .npz"],
  [text("\x89HDF"), "an HDF5 file"],
  [text("PAR1"), "a Parquet file"],
  [[0x80, 0x02], "a pickle, as PyTorch and scikit-learn write: export safetensors or ONNX"],
  [[0x80, 0x03], "a pickle, as PyTorch and scikit-learn write: export safetensors or ONNX"],
  [[0x80, 0x04], "a pickle, as PyTorch and scikit-learn write: export safetensors or ONNX"],
  [[0x80, 0x05], "a pickle, as PyTorch and scikit-learn write: export safetensors or ONNX"],
  [[0x1f, 0x8b], "a gzip archive: unpack it first"],
  [[0, 0, 0x08], "an IDX file, as of MNIST"],
  [text("\0asm"), "a WebAssembly module"],
  [text("GGUF"), "a GGUF file"],
  [[, , , , ...text("TFL3")], "a TensorFlow Lite model: convert the original to ONNX"],
];

/** What a file is, by its beginning, for the message that refuses it. */
export function describeFile(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return describeArchive(bytes);
  const known = BEGINNINGS.find(([begins]) => {
    return begins.every((byte, i) => byte === undefined || byte === bytes[i]);
  });
  if (known !== undefined) return known[1];
  const start = new TextDecoder().decode(bytes.subarray(0, 256));
  if (/^\uFEFF?\s*[{[]/.test(start)) return "JSON of another kind";
  if (/^\s*</.test(start)) return "an HTML or XML document";
  // deno-lint-ignore no-control-regex -- what text does not contain
  return /[\0-\x08\uFFFD]/.test(start) ? "of no known format" : "a text";
}

/** Zip archives hold their members' names, which tell what they are. */
function describeArchive(bytes: Uint8Array): string {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  if (/data\.pkl/.test(start)) return "a PyTorch pickle: export safetensors or ONNX";
  if (/\.npy/.test(start)) return "a NumPy archive (.npz)";
  if (/config\.json|model\.weights\.h5/.test(start)) return "a Keras model (.keras)";
  if (/word\/|xl\//.test(start)) return "an Office document";
  return "a zip archive";
}

function text(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}
