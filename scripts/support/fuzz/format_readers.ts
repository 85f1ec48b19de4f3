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
import { readNpy, writeNpy } from "../../../data.ts";
import { adam, type Checkpoint, fit } from "../../../train.ts";
import { writeZip, zipContent, zipEntries } from "../../../src/data/files/zip.ts";
import type { Codec } from "../../../src/formats/codec.ts";
import { CODECS } from "../../../src/formats/codecs.ts";
import { onnxCodec } from "../../../src/formats/onnx.ts";
import type { Reader } from "./fuzz.ts";
import { mutateOnnx, ONNX_FILES } from "./mutate_onnx.ts";
import { type Draw, mutateBytes, mutateJson, mutateJsonFile } from "./mutate.ts";

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

/** The names of the readers below. */
export const FORMAT_READERS: readonly string[] = [
  ...READ_FORMATS.map(({ name }) => name),
  "onnx.import",
];

/** The readers of formats of files. */
export async function formatReaders(): Promise<readonly Reader[]> {
  const saved = await checkpoints();
  return [
    ...await Promise.all(READ_FORMATS.map((codec) => readerOf(codec, saved))),
    {
      name: "onnx.import",
      files: ONNX_FILES,
      mutate: mutateOnnx,
      read: (bytes) => onnxCodec.decode!(bytes),
    },
  ];
}
