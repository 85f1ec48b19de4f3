import { differencesOf, parseCertificate } from "../certificate.ts";
import { ARRAY_READERS } from "./array_readers.ts";
import { FORMAT_READERS, formatReaders } from "./format_readers.ts";
import { FORMULA_READER } from "./formula_reader.ts";
import type { Reader } from "./fuzz.ts";
import { DIGIT_READER, IMAGE_READERS, imageReaders } from "./image_readers.ts";
import { KERAS_READERS, kerasReaders } from "./keras_readers.ts";
import { modelReader } from "./model_reader.ts";
import { mutateJson } from "./mutate.ts";
import { TABLE_READERS } from "./table_readers.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

const CERTIFICATE = {
  ...{ format: "backproof certificate", version: 1, seed: 0, primes: [7], sources: "ab" },
  verdicts: [{ subject: "a", verdict: "proved", proof: { prime: "7", trials: 1 } }],
};

/** The reader of certificates of proofs. */
const CERTIFICATE_READER: Reader = {
  name: "certificate",
  files: [encoder.encode(JSON.stringify(CERTIFICATE))],
  mutate: (file, draw) => encoder.encode(mutateJson(decoder.decode(file), draw)),
  read: (bytes) => {
    const certificate = parseCertificate(decoder.decode(bytes));
    return differencesOf(certificate, certificate);
  },
};

/** The readers that need no permission. */
export async function plainReaders(): Promise<readonly Reader[]> {
  return [
    ...ARRAY_READERS,
    ...TABLE_READERS,
    FORMULA_READER,
    DIGIT_READER,
    ...await formatReaders(),
    await modelReader(),
    CERTIFICATE_READER,
  ];
}

/** The readers whose packages are fetched, by the names of theirs. */
const FETCHED: readonly (readonly [readonly string[], () => Promise<readonly Reader[]>])[] = [
  [IMAGE_READERS, imageReaders],
  [KERAS_READERS, kerasReaders],
];

/** The readers of some names; packages are fetched only for those that need them. */
export async function readersOf(names: readonly string[]): Promise<readonly Reader[]> {
  const all = [...await plainReaders()];
  for (const [known, load] of FETCHED) {
    if (known.some((name) => names.includes(name))) all.push(...await load());
  }
  return all.filter(({ name }) => names.includes(name));
}

/** The names of all readers. */
export const READER_NAMES: readonly string[] = [
  ...ARRAY_READERS.map(({ name }) => name),
  ...TABLE_READERS.map(({ name }) => name),
  ...[FORMULA_READER.name, DIGIT_READER.name, ...FORMAT_READERS, "model", CERTIFICATE_READER.name],
  ...[...IMAGE_READERS, ...KERAS_READERS],
];
