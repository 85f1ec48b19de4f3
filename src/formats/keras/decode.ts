import { describe } from "../../core/support/describe.ts";
import { parseJson } from "../../core/support/parse_json.ts";
import { recordOf } from "../../core/support/untrusted.ts";
import { zipContent, zipEntries, type ZipEntry } from "../../data/files/zip.ts";
import type { FileContent } from "../codec.ts";
import { readHdf5 } from "../hdf5.ts";
import { arraysByName, arraysByNumber } from "./arrays_of_hdf5.ts";
import type { Dialect } from "./config.ts";
import { readKerasNetwork } from "./read_network.ts";

/** The members of an archive, and how much they may inflate to for each byte of it. */
const CONFIG = "config.json", METADATA = "metadata.json", WEIGHTS = "model.weights.h5";
const USUAL_BYTES = 2 ** 24, INFLATED = 8;

/**
 * The network of a `.keras` archive.
 *
 * @throws {SyntaxError} If the archive or a file in it is broken.
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a layer is of a class that this library does not have, or a number is out of
 * range.
 */
export async function decodeKerasArchive(bytes: Uint8Array): Promise<FileContent> {
  const entries = zipEntries(bytes), most = USUAL_BYTES + INFLATED * bytes.length;
  const contentOf = (name: string) => contentNamed(entries, name, most);
  const text = async (name: string) => new TextDecoder().decode(await contentOf(name));
  const topology = parseJson(await text(CONFIG));
  const isVersioned = entries.some(({ name }) => name === METADATA);
  const version = isVersioned
    ? recordOf(parseJson(await text(METADATA)), METADATA).keras_version
    : undefined;
  return await readHdf5(await contentOf(WEIGHTS), (file) => {
    return readKerasNetwork(topology, arraysByNumber(file), dialectOf(version));
  });
}

function contentNamed(
  entries: readonly ZipEntry[],
  name: string,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const entry = entries.find((each) => each.name === name);
  if (entry === undefined) throw new TypeError(`A Keras archive must hold ${name}, but does not`);
  if (entry.size <= most) return zipContent(entry);
  throw new SyntaxError(`${name} must take at most ${most} bytes, but takes ${entry.size}`);
}

/**
 * The network of a whole model in HDF5, the format of Keras before `.keras`.
 *
 * @throws {SyntaxError} If the file is broken.
 * @throws {TypeError} If it holds no model, or a member is of the wrong type.
 * @throws {RangeError} If a layer is of a class that this library does not have, or a number is out of
 * range.
 */
export async function decodeKerasHdf5(bytes: Uint8Array): Promise<FileContent> {
  return await readHdf5(bytes, (file) => {
    const text = file.text("model_config");
    if (text === undefined) {
      throw new TypeError(
        "A Keras model in HDF5 must have its layers in the attribute model_config, but has none: " +
          "save the whole model, model.save(), as its weights alone do not tell its layers",
      );
    }
    const dialect = dialectOf(file.text("keras_version") ?? "2");
    return readKerasNetwork(parseJson(text), arraysByName(file), dialect);
  });
}

/** Keras 3 differs in some words from what was before. */
function dialectOf(version: unknown): Dialect {
  if (version !== undefined && typeof version !== "string") {
    throw new TypeError(`keras_version must be a text, but found ${describe(version)}`);
  }
  return version === undefined || /^3\./.test(version) ? "keras 3" : "keras 2";
}
