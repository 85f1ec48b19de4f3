import { gzipSync } from "node:zlib";
import { readIdx, readNpy, readNpz, writeNpy } from "../../../data.ts";
import { writeZip } from "../../../src/data/files/zip.ts";
import { readImages, readLabels } from "../../../src/data/sets/image_set.ts";
import { idxFile } from "../../../tests/support/idx.ts";
import { deflatedZip } from "../../../tests/support/zip.ts";
import type { Reader } from "./fuzz.ts";
import { type Draw, mutateBytes } from "./mutate.ts";

const encoder = new TextEncoder();

/** A gzipped file whose content is mutated, or which is mutated itself. */
function mutateGzipped(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  return draw.below(2) === 0
    ? gzipSync(mutateBytes(file, draw, other))
    : mutateBytes(gzipSync(file), draw, other);
}

/** A zip archive that is mutated, or one whose only file is, behind a right checksum. */
function mutateZip(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(2) === 0) return mutateBytes(file, draw, other);
  const npy = mutateBytes(draw.of(NPY_FILES), draw, draw.of(NPY_FILES));
  return draw.below(2) === 0 ? writeZip([["a.npy", npy]]) : deflatedZip("a.npy", npy);
}

/** One of each type of elements. */
const IDX_FILES = [
  idxFile([3], [1, 0, 2]),
  idxFile([1, 2, 2], [7, 0, 0, 9]),
  idxFile([2], [0xff, 1], 0x09),
  idxFile([1], [0x80, 0], 0x0b),
  idxFile([1, 1], [0x7f, 0xff, 0xff, 0xff], 0x0c),
  idxFile([1], [0x3f, 0xc0, 0, 0], 0x0d),
  idxFile([1], [0x7f, 0xf8, 0, 0, 0, 0, 0, 0], 0x0e),
];
const NPY_FILES = [
  writeNpy({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }),
  ...["|b1", "|u1", "<i2", ">u4", ">i8", "<u8", "<f2", ">f8"].map((type) => {
    return columnsFirst(type, "(1, 2)", 2 * Number(type[2]));
  }),
  columnsFirst("<f4", "()", 4),
];
const NPZ_FILES = [
  writeZip(NPY_FILES.map((file, i) => [`${i}.npy`, file])),
  deflatedZip("a.npy", NPY_FILES[0]!),
];

/** An array of zeros as `.npy`. */
function columnsFirst(type: string, shape: string, size: number): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': True, 'shape': ${shape}, }`;
  const file = new Uint8Array(10 + header.length + size);
  file.set([0x93, ...encoder.encode("NUMPY"), 1, 0, header.length, 0]);
  file.set(encoder.encode(header), 10);
  return file;
}

const IMAGES = idxFile([2, 28, 28], Array(1568).fill(5));

/** The readers of arrays. */
export const ARRAY_READERS: readonly Reader[] = [
  { name: "idx", files: IDX_FILES, mutate: mutateBytes, read: (bytes) => readIdx(bytes) },
  // Deno 2.9 does not give back 24 kB of zlib for each broken file.
  { name: "idx.gz", files: IDX_FILES, mutate: mutateGzipped, read: (bytes) => readIdx(bytes) },
  {
    name: "mnist",
    files: [IMAGES, IDX_FILES[0]!],
    mutate: mutateBytes,
    read: (bytes) => {
      const file = { path: "\x1b/mnist", bytes };
      return bytes[3]! & 2 ? readImages(file) : readLabels(file, 10);
    },
  },
  { name: "npy", files: NPY_FILES, mutate: mutateBytes, read: (bytes) => readNpy(bytes) },
  { name: "arrays.npz", files: NPZ_FILES, mutate: mutateZip, read: (bytes) => readNpz(bytes) },
];
