import { writeZip, zipEntries } from "../../../src/data/files/zip.ts";
import { kerasCodec } from "../../../src/formats/keras_archive.ts";
import { kerasHdf5Codec } from "../../../src/formats/keras_hdf5.ts";
import type { Reader } from "./fuzz.ts";
import { type Draw, mutateBytes, mutateJson } from "./mutate.ts";

const FOLDER = new URL("../../../tests/golden/keras/", import.meta.url);

/** The names of the readers below. */
export const KERAS_READERS: readonly string[] = [kerasCodec.name, kerasHdf5Codec.name];

/** An archive one of whose members is mutated, most often, or the archive itself. */
function mutateArchive(file: Uint8Array, draw: Draw, other: Uint8Array): Uint8Array {
  if (draw.below(10) === 0) return mutateBytes(file, draw, other);
  const [text, binary] = [new TextDecoder(), new TextEncoder()];
  const members = zipEntries(file), chosen = draw.below(members.length);
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

/** The readers of Keras files, whose library is a package that is fetched. */
export async function kerasReaders(): Promise<readonly Reader[]> {
  const files = (...names: string[]) =>
    Promise.all(names.map((name) => Deno.readFile(new URL(name, FOLDER))));
  return [
    {
      name: kerasCodec.name,
      files: await files("gru.keras", "residual.keras", "steps.keras"),
      mutate: mutateArchive,
      read: (bytes) => kerasCodec.decode!(bytes),
    },
    {
      name: kerasHdf5Codec.name,
      files: await files("dense.h5", "residual.h5"),
      mutate: mutateBytes,
      read: (bytes) => kerasHdf5Codec.decode!(bytes),
    },
  ];
}
