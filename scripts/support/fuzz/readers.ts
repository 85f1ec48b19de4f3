import { crc32, gzipSync } from "node:zlib";
import {
  csvGenerator,
  csvInputs,
  describeTable,
  detectCsv,
  parseCsv,
  readIdx,
  readNpy,
  readNpz,
  tableInputs,
  writeNpy,
} from "../../../data.ts";
import {
  batchNorm,
  conv2d,
  dense,
  layerNorm,
  lstm,
  matrix,
  maxPool2d,
  network,
  prelu,
  relu,
  reshape,
  residual,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { adam, type Checkpoint, fit } from "../../../train.ts";
import { parseJson } from "../../../src/core/support/parse_json.ts";
import { loadDecoder } from "../../../src/data/files/images/decoder.ts";
import { samplesOf } from "../../../src/data/files/images/picture.ts";
import { MAX_PIXELS } from "../../../src/data/files/images/read_images.ts";
import { resize } from "../../../src/data/files/images/resize.ts";
import { writeZip, zipContent, zipEntries } from "../../../src/data/files/zip.ts";
import { readImages, readLabels } from "../../../src/data/sets/image_set.ts";
import type { Codec } from "../../../src/formats/codec.ts";
import { CODECS } from "../../../src/formats/codecs.ts";
import { onnxCodec } from "../../../src/formats/onnx.ts";
import { IMAGE_SAMPLES, TINY_JPEG } from "../../../tests/support/image_files.ts";
import { deflatedZip } from "../../../tests/support/zip.ts";
import { differencesOf, parseCertificate } from "../certificate.ts";
import type { Reader } from "./fuzz.ts";
import { FORMULA_READER } from "./formula_reader.ts";
import { KERAS_READERS } from "./keras_readers.ts";
import { mutateOnnx, ONNX_FILES } from "./mutate_onnx.ts";
import { type Draw, mutateBytes, mutateJson } from "./mutate.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

const net = network({ inputs: 2, layers: [dense(3, tanh, { dropout: 0.5 }), dense(2, softmax)] });

/** Many kinds of layers, whose options and shapes files hold. */
const rich = network({
  inputs: [4, 5, 1],
  layers: [
    conv2d(2, [2, 3], relu, { padding: "same" }),
    residual([batchNorm(), prelu()]),
    maxPool2d(2, { padding: "same" }),
    reshape([3, 4]),
    lstm(2),
    layerNorm(),
    dense(2, softmax),
  ],
});

/** Two checkpoints of one training, with all that one may hold. */
async function checkpoints(): Promise<Checkpoint[]> {
  const data = { inputs: matrix([[0, 1], [1, 0]]), targets: matrix([[1, 0], [0, 1]]) };
  const saved: Checkpoint[] = [];
  await fit(net, data, {
    ...{ loss: sumOfSquaredErrors, optimizer: adam(), epochs: 2, executor: "reference" },
    ...{ validation: data, earlyStopping: { patience: 3 } },
    checkpoint: { every: "epoch", save: (checkpoint) => void saved.push(checkpoint) },
  });
  return saved;
}

/** Where the header of a checkpoint begins, behind its length and the count of its numbers. */
const HEADER_AT = 24, DIGEST = 32;

/** A checkpoint with a mutated header, or numbers, behind the right lengths and checksum. */
async function mutateCheckpoint(
  file: Uint8Array,
  draw: Draw,
  other: Uint8Array,
): Promise<Uint8Array> {
  if (draw.below(10) === 0) return mutateBytes(file, draw, other);
  const numbersAt = HEADER_AT + new DataView(file.buffer).getUint32(16, true);
  let header = decoder.decode(file.subarray(HEADER_AT, numbersAt));
  let numbers = file.subarray(numbersAt, file.length - DIGEST);
  if (draw.below(5) > 0) header = mutateJson(header, draw);
  else numbers = mutateBytes(numbers, draw, other);
  const text = encoder.encode(header), count = numbers.length >> 3;
  const sealed = new Uint8Array(HEADER_AT + text.length + 8 * count + DIGEST);
  sealed.set(file.subarray(0, HEADER_AT));
  sealed.set(text, HEADER_AT);
  sealed.set(numbers.subarray(0, 8 * count), HEADER_AT + text.length);
  const view = new DataView(sealed.buffer);
  view.setUint16(14, 1 + draw.below(2), true); // the older version, too
  view.setUint32(16, text.length, true);
  view.setUint32(20, count, true);
  const content = sealed.subarray(0, sealed.length - DIGEST);
  sealed.set(new Uint8Array(await crypto.subtle.digest("SHA-256", content)), content.length);
  return sealed;
}

/** A PNG, mostly with right checksums of its chunks. */
function mutatePng(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  const png = mutateBytes(file, draw, other).slice();
  if (draw.below(8) === 0) return png;
  const view = new DataView(png.buffer);
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) break;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
  return png;
}

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

const mutateText = (file: Uint8Array, draw: Draw) => {
  return encoder.encode(mutateJson(decoder.decode(file), draw));
};

const IDX_FILES = [
  Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 2),
  Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 7, 0, 0, 9),
  Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0),
];
const NPY_FILES = [
  writeNpy({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }),
  columnsFirst(">i8", "(2, 1)", 16),
  columnsFirst("<f2", "(3,)", 6),
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

const IMAGES = Uint8Array.of(
  0,
  0,
  8,
  3,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  28,
  0,
  0,
  0,
  28,
  ...Array(1568).fill(5),
);
const CSV = 'size,colour,price\r\n1,red,10\r\n2.5e3,"a ""b"",\r\nc",30\r\n7,blue,-4\r\n';
const { encoding } = csvGenerator(CSV, {
  ...{ target: "price", validation: 0, test: 0, columns: { size: "categorical" } },
});
const CERTIFICATE = {
  ...{ format: "backproof certificate", version: 1, seed: 0, primes: [7], sources: "ab" },
  verdicts: [{ subject: "a", verdict: "proved", proof: { prime: "7", trials: 1 } }],
};

function readCsv(bytes: Uint8Array): void {
  const text = decoder.decode(bytes);
  parseCsv(text);
  for (const target of ["price", "colour"]) {
    csvGenerator(text, { target, validation: 0, test: 0 });
  }
  csvInputs(text, encoding);
}

/** The same files however they are written. */
function readTable(bytes: Uint8Array): void {
  const text = decoder.decode(bytes), format = detectCsv(text);
  describeTable(text, { ...format, target: -1 });
  for (const fill of ["mode", "drop"] as const) {
    csvGenerator(text, { ...format, target: -1, fill, validation: 0, test: 0 });
  }
}

const TABLES = [
  "size;colour;price\n1,5;red;1.000\n?;blue;2.000\n2,5;;3.000,5\n",
  '1.5  8\t"a b"\n  NA 4 c\n7e1 -2 d\n',
];

/** Rows of values, and the encoding to read them by, as a file of a model may hold it. */
const { encoding: stored } = csvGenerator(TABLES[0]!, {
  ...{ ...detectCsv(TABLES[0]!), target: "price", fill: "mode", validation: 0, test: 0 },
});
const ROWS = JSON.stringify({
  encoding: stored,
  rows: [{ size: 1.5, colour: "red" }, ["2,5", null], [null, "blue"]],
});

function readRows(bytes: Uint8Array): void {
  const { rows, encoding } = Object(parseJson(decoder.decode(bytes)));
  tableInputs(rows, encoding);
  csvInputs(TABLES[0]!, encoding);
}

/** A safetensors file with a mutated header, description in it, or numbers, behind the right length. */
function mutateSafetensors(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(10) === 0) return mutateBytes(file, draw, other);
  const begin = 8 + new DataView(file.buffer).getUint32(0, true);
  let header = decoder.decode(file.subarray(8, begin)), data = file.subarray(begin);
  const kind = draw.below(5);
  if (kind === 0) data = mutateBytes(data, draw, other);
  else if (kind < 3) header = mutateJson(header, draw);
  else {
    const { __metadata__: { backproof, ...metadata }, ...tensors } = JSON.parse(header);
    const changed = { ...metadata, backproof: mutateJson(backproof, draw) };
    header = JSON.stringify({ __metadata__: changed, ...tensors });
  }
  const text = encoder.encode(header), mutated = new Uint8Array(8 + text.length + data.length);
  new DataView(mutated.buffer).setUint32(0, text.length, true);
  mutated.set(text, 8);
  mutated.set(data, 8 + text.length);
  return mutated;
}

/** A NumPy archive with mutated bytes, or with a mutated description in it behind right checksums. */
async function mutateNpz(file: Uint8Array, draw: Draw, other: Uint8Array): Promise<Uint8Array> {
  if (draw.below(3) === 0) return mutateBytes(file, draw, other);
  const files = await Promise.all(
    zipEntries(file).map(async (entry) => {
      return [entry.name, await zipContent(entry)] as const;
    }),
  );
  const changed = draw.below(2) === 0 ? 0 : draw.below(files.length);
  return writeZip(files.map(([name, bytes], i) => {
    if (i !== changed) return [name, bytes];
    if (i > 0) return [name, mutateBytes(bytes, draw, other)];
    const data = encoder.encode(
      mutateJson(decoder.decode(readNpy(bytes).data as Uint8Array), draw),
    );
    return [name, writeNpy({ shape: [data.length], data })];
  }));
}

/** A text of JSON whose members are changed, or its bytes. */
function mutateJsonFile(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  return draw.below(4) === 0 ? mutateBytes(file, draw, other) : mutateText(file, draw);
}

/** What changes files of a format so that more than its checksum sees it. */
const MUTATIONS: Readonly<Record<string, Reader["mutate"]>> = {
  network: mutateJsonFile,
  "tensorflow-js": mutateJsonFile,
  checkpoint: mutateCheckpoint,
  safetensors: mutateSafetensors,
  npz: mutateNpz,
  onnx: mutateOnnx,
};

/** Reads broken files of a format, beside which there are the whole ones of its first file. */
async function readerOf(codec: Codec, saved: readonly Checkpoint[]): Promise<Reader> {
  const contents = codec.name === "checkpoint" ? saved : [{ network: rich }, ...saved];
  // Not every format can hold each network.
  const settled = await Promise.allSettled(contents.map((content) => codec.encode!(content)));
  const written = settled.flatMap((each) => each.status === "fulfilled" ? [each.value] : []);
  const { beside = {} } = written[0]!;
  const files = written.filter((each) => each === written[0] || each.beside === undefined);
  return {
    name: codec.name,
    files: files.map(({ bytes }) => bytes),
    mutate: MUTATIONS[codec.name] ?? mutateBytes,
    read: (bytes) =>
      codec.decode!(bytes, {
        beside: (name) => {
          if (Object.hasOwn(beside, name)) return Promise.resolve(beside[name]!);
          return Promise.reject(new TypeError("The file does not exist"));
        },
      }),
  };
}

/** The formats that are written, so that there are files to break, and read. */
const READ_FORMATS = CODECS.filter(({ encode, decode }) => encode && decode);

/** The readers that need no permission: every format among them. */
export async function plainReaders(): Promise<readonly Reader[]> {
  const saved = await checkpoints();
  return [
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
    { name: "csv", files: [encoder.encode(CSV)], mutate: mutateBytes, read: readCsv },
    {
      name: "table",
      files: TABLES.map((text) => encoder.encode(text)),
      mutate: mutateBytes,
      read: readTable,
    },
    { name: "rows", files: [encoder.encode(ROWS)], mutate: mutateText, read: readRows },
    FORMULA_READER,
    ...await Promise.all(READ_FORMATS.map((codec) => readerOf(codec, saved))),
    {
      name: "onnx.import",
      files: ONNX_FILES,
      mutate: mutateOnnx,
      read: (bytes) => onnxCodec.decode!(bytes),
    },
    {
      name: "certificate",
      files: [encoder.encode(JSON.stringify(CERTIFICATE))],
      mutate: mutateText,
      read: (bytes) => {
        const certificate = parseCertificate(decoder.decode(bytes));
        return differencesOf(certificate, certificate);
      },
    },
  ];
}

/** Those of images, whose decoder is a package that is fetched. */
export async function imageReaders(): Promise<readonly Reader[]> {
  const decode = await loadDecoder();
  const read = (bytes: Uint8Array) =>
    decode(bytes, MAX_PIXELS, (picture) => resize(samplesOf(picture, "rgb", 0), 4, 3, "area"));
  const files = (type: string) =>
    IMAGE_SAMPLES.filter(({ name }) => name.endsWith(type)).map(({ bytes }) => bytes);
  return [
    { name: "png", files: files(".png"), mutate: mutatePng, read },
    { name: "jpeg", files: [...files(".jpg"), TINY_JPEG], mutate: mutateBytes, read },
    { name: "bmp", files: files(".bmp"), mutate: mutateBytes, read },
  ];
}

/** The names of all readers. */
export const READER_NAMES = [
  ...["idx", "idx.gz", "mnist", "npy", "arrays.npz", "csv", "table", "rows", "formula"],
  ...[...READ_FORMATS.map(({ name }) => name), "onnx.import", "certificate", "png", "jpeg", "bmp"],
  ...KERAS_READERS,
];
