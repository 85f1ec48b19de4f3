import { writeZip, zipContent, zipEntries, type ZipEntry } from "../../../src/data/files/zip.ts";
import { kerasCodec } from "../../../src/formats/keras_archive.ts";
import { kerasHdf5Codec } from "../../../src/formats/keras_hdf5.ts";
import { parseJson } from "../../../src/core/support/parse_json.ts";
import { type Hdf5Array, type Hdf5File, readHdf5 } from "../../../src/formats/hdf5.ts";
import { arraysByName, arraysByNumber } from "../../../src/formats/keras/arrays_of_hdf5.ts";
import { readKerasNetwork } from "../../../src/formats/keras/read_network.ts";
import type { Reader } from "./fuzz.ts";
import { smallKerasFiles } from "./keras_files.ts";
import { type Draw, mutateBytes, mutateJson, mutateJsonFile } from "./mutate.ts";

const FOLDER = new URL("../../../tests/golden/keras/", import.meta.url);

/** The names of the readers below. */
export const KERAS_READERS: readonly string[] = [
  ...[kerasCodec.name, kerasHdf5Codec.name, "keras.config"],
];

/** An archive one of whose members is mutated, most often, or the archive itself. */
function mutateArchive(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(10) === 0) return mutateBytes(file, draw, other);
  const [text, binary] = [new TextDecoder(), new TextEncoder()];
  const members = membersOf(file), chosen = draw.below(members.length);
  return writeZip(members.map(({ name, stored }, i) => {
    if (i !== chosen) return [name, stored];
    const isText = name.endsWith(".json") && draw.below(4) > 0;
    return [
      name,
      isText
        ? binary.encode(mutateJson(text.decode(stored), draw))
        : mutateBytes(stored, draw, stored),
    ];
  }));
}

const archives = new WeakMap<Uint8Array, readonly ZipEntry[]>();

/** The members of a whole archive, which many are made from. */
function membersOf(file: Uint8Array): readonly ZipEntry[] {
  const members = archives.get(file) ?? zipEntries(file);
  archives.set(file, members);
  return members;
}

/** A description of layers as a file has it, and the arrays of that file. */
interface Described {
  readonly text: string;
  readonly arrays: ReadonlyMap<string, Hdf5Array>;
}

/** Where files have their arrays. */
const GROUPS = ["layers", "_layer_checkpoint_dependencies", "model_weights"];

/** The description in a file of either format, and its arrays, read once. */
async function describedBy(file: Uint8Array): Promise<Described> {
  const entries = kerasCodec.recognizes(file) ? zipEntries(file) : undefined;
  const member = (name: string) => zipContent(entries!.find((each) => each.name === name)!);
  const hdf5 = entries ? await member("model.weights.h5") : file;
  const config = entries && new TextDecoder().decode(await member("config.json"));
  return readHdf5(hdf5, ({ text, arraysBelow }) => ({
    text: config ?? text("model_config")!,
    arrays: new Map(
      GROUPS.flatMap(arraysBelow).map((array) => {
        const read = array.entries(); // as the file is closed later
        return [array.path, { ...array, entries: () => read }];
      }),
    ),
  }));
}

/** Reads descriptions of layers with the arrays of whole files: without HDF5, which is slow. */
async function configReader(files: readonly Uint8Array[]): Promise<Reader> {
  const described = await Promise.all(files.map(describedBy));
  const arrays = new Map(described.flatMap((each) => [...each.arrays]));
  const opened: Hdf5File = {
    text: () => undefined,
    array: (path) => arrays.get(path),
    arraysBelow: (path) => {
      return [...arrays].filter(([name]) => name.startsWith(`${path}/`)).map(([, array]) => array);
    },
  };
  return {
    name: "keras.config",
    files: described.map(({ text }) => new TextEncoder().encode(text)),
    mutate: mutateJsonFile,
    read: (bytes) => {
      const topology = parseJson(new TextDecoder().decode(bytes));
      const isLegacy = !new TextDecoder().decode(bytes).includes('"registered_name"');
      return isLegacy
        ? readKerasNetwork(topology, arraysByName(opened), "keras 2")
        : readKerasNetwork(topology, arraysByNumber(opened), "keras 3");
    },
  };
}

/** The readers of Keras files, whose library is a package that is fetched. */
export async function kerasReaders(): Promise<readonly Reader[]> {
  const files = (...names: string[]) =>
    Promise.all(names.map((name) => Deno.readFile(new URL(name, FOLDER))));
  const archives = await files(
    ...["gru.keras", "residual.keras", "steps.keras", "keras_3_prepared.keras"],
    ...["keras_3_words.keras", "keras_3_mean.keras"],
  );
  const legacy = await files("dense.h5", "residual.h5", "keras_3_prepared.h5");
  const small = await smallKerasFiles();
  return [
    {
      name: kerasCodec.name,
      files: small.archives,
      large: archives,
      mutate: mutateArchive,
      read: (bytes) => kerasCodec.decode!(bytes),
    },
    {
      name: kerasHdf5Codec.name,
      files: small.legacy,
      large: legacy,
      mutate: mutateBytes,
      read: (bytes) => kerasHdf5Codec.decode!(bytes),
    },
    await configReader([...archives, ...legacy]),
  ];
}
