import { describe, printable } from "../core/support/describe.ts";
import { fileKind } from "../core/support/file_kind.ts";
import { checkOptions } from "../core/support/options.ts";
import { readRegularFile } from "../data/files/read_regular_file.ts";
import { writeAtomically } from "../data/files/write_atomically.ts";
import type { ModelContent } from "../model/content.ts";
import { type Model, model } from "../model/model.ts";
import type { Codec, DecodeOptions, Encoded, Precision } from "./codec.ts";
import { codecOf, CODECS, describeCodecs } from "./codecs.ts";
import { filesFor } from "./files_for.ts";
import { descriptionsOf } from "./network_file.ts";

/**
 * How a model is written.
 * @category Models
 */
export interface SaveModelOptions {
  /** The name of the format: `network`, … Defaults to what the path ends in, else `network`. */
  readonly format?: string;
  /**
   * How numbers are written, by formats that leave a choice; defaults to what their users expect:
   * `float32` in safetensors, `float64` in npz.
   */
  readonly precision?: Precision;
}

/**
 * The model in a file of any format that the library reads, from its bytes.
 *
 * @param options Custom components that it may name, and a network like it where the file holds
 * parameters alone.
 * @throws {SyntaxError} If the bytes are not of a known format, or damaged; the message says what they
 * are.
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a component is unknown, or a number out of range.
 *
 * @example
 * ```ts
 * import { decodeModel, dense, encodeModel, model, network, softmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 });
 * const bytes = await encodeModel(model({ network: net }));
 * assertEquals((await decodeModel(bytes)).network, net);
 * ```
 * @category Models
 */
export async function decodeModel(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Model> {
  const given = checkOptions("decodeModel()", options, "activations kinds like beside");
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`A model must be the bytes of a file, but found ${describe(bytes)}`);
  }
  const codec = codecOf(bytes);
  if (codec === undefined) {
    throw new SyntaxError(
      `A model's file must be ${describeCodecs()}, but this is ${fileKind(bytes)}`,
    );
  }
  const content = await codec.decode!(bytes, given);
  return model({ network: content.network, ...descriptionsOf(content) });
}

/**
 * The bytes of a model's file.
 *
 * @throws {RangeError} If the format is unknown, or only read, or has no such precision.
 * @throws {TypeError} If the format cannot hold the model, or needs several files.
 *
 * @example
 * ```ts
 * import { dense, encodeModel, model, network, readSafetensors, softmax } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const iris = model({ network: network({ inputs: 2, layers: [dense(2, softmax)], seed: 1 }) });
 * const bytes = await encodeModel(iris, { format: "safetensors" });
 * assertEquals(Object.keys(readSafetensors(bytes).tensors), ["0.weight", "0.bias"]);
 * ```
 * @category Models
 */
export async function encodeModel(
  content: ModelContent,
  options: SaveModelOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { format = "network", precision } = checkOptions(
    "encodeModel()",
    options,
    "format precision",
  );
  const { bytes, beside = {} } = await encodedAs(codecNamed(format), content, precision);
  const [other] = Object.keys(beside);
  if (other === undefined) return bytes;
  throw new TypeError(
    `A model is written to several files as ${format}, of which ${describe(other)} is one: use ` +
      "saveModel()",
  );
}

/**
 * Reads a model from a file of any format that the library reads, in Deno and Node.
 *
 * @param options Custom components that it may name, and a network like it where the file holds
 * parameters alone.
 * @throws {SyntaxError} If the file is not of a known format, or damaged; the message says what it is.
 * @throws {TypeError} If it is not a regular file, or the platform has no file system.
 * @throws {RangeError} If a component is unknown, or a number out of range.
 * @throws {Error} Errors of the file system.
 *
 * @example A missing file throws
 * ```ts
 * import { loadModel } from "@backproof/backproof";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadModel("no/such/iris.json"), Error);
 * ```
 * @category Models
 */
export async function loadModel(path: string, options: DecodeOptions = {}): Promise<Model> {
  const given = checkOptions("loadModel()", options, "activations kinds like beside");
  const files = filesFor(path), bytes = await readRegularFile(files, path);
  const beside = (name: string) => readRegularFile(files, folderOf(path) + checkedName(name));
  try {
    return await decodeModel(bytes, { beside, ...given });
  } catch (error) {
    const { message } = error as Error;
    const Kind = [RangeError, SyntaxError, TypeError].find((kind) => error instanceof kind);
    if (Kind === undefined) throw error;
    throw new Kind(`${printable(path)}: ${message}`, { cause: error });
  }
}

/**
 * Writes a model to a file, whole or not at all, in Deno and Node.
 *
 * @throws {TypeError} If the format cannot hold the model, the platform has no file system, or what is
 * at `path` is not a regular file.
 * @throws {RangeError} If the format is unknown, or only read, or has no such precision.
 * @throws {Error} Errors of the file system.
 *
 * @example
 * ```ts ignore
 * import { loadModel, saveModel } from "@backproof/backproof";
 *
 * await saveModel("iris.json", iris);
 * const [first] = await (await loadModel("iris.json")).predict([{ length: 5.1, width: 3.5 }]);
 * ```
 * @category Models
 */
export async function saveModel(
  path: string,
  content: ModelContent,
  options: SaveModelOptions = {},
): Promise<void> {
  const { format, precision } = checkOptions("saveModel()", options, "format precision");
  const files = filesFor(path);
  const codec = format === undefined
    ? codecEndingOf(path) ?? codecNamed("network")
    : codecNamed(format);
  const { bytes, beside = {} } = await encodedAs(codec, content, precision);
  for (const [name, part] of Object.entries(beside)) {
    await writeAtomically(files, folderOf(path) + name, part);
  }
  await writeAtomically(files, path, bytes); // last, as it refers to the others
}

/** Encodes what a file can hold of a model, once it is one. */
function encodedAs(codec: Codec, content: ModelContent, precision?: Precision): Promise<Encoded> {
  const { predict: _, ...checked } = Object(content) as Model;
  const { predict: __, ...whole } = model(checked);
  if (precision === undefined) return codec.encode!(whole);
  if (codec.precisions?.includes(precision)) return codec.encode!(whole, { precision });
  const known = codec.precisions?.join(" or ") ?? `left out for ${codec.name}`;
  throw new RangeError(`precision must be ${known}, but found ${describe(precision)}`);
}

/** The formats that models are written in; a checkpoint holds more than a model. */
export function modelCodecs(): readonly Codec[] {
  return CODECS.filter(({ name, encode }) => encode && name !== "checkpoint");
}

/** The format of a name, which can be written. */
function codecNamed(name: string): Codec {
  const codecs = modelCodecs(), found = codecs.find((codec) => codec.name === name);
  if (found !== undefined) return found;
  const names = codecs.map(({ name }) => name).join(", ");
  throw new RangeError(`format must be one of ${names}, but found ${describe(name)}`);
}

/**
 * The format that a path ends in, with the longest ending, to write a model in it.
 *
 * @throws {RangeError} If that is only read: a file of another format would have its name.
 */
export function codecEndingOf(path: string): Codec | undefined {
  const name = path.toLowerCase(), codecs = modelCodecs();
  const [found] = CODECS.filter(({ extension }) => name.endsWith(extension))
    .sort((a, b) => b.extension.length - a.extension.length);
  if (found === undefined || codecs.includes(found)) return found;
  const endings = codecs.map(({ extension }) => extension).join(", ");
  throw new RangeError(
    `A model cannot be written as ${found.describe}: its path must end in one of ${endings}, ` +
      `but found ${describe(path)}`,
  );
}

function folderOf(path: string): string {
  return path.match(/^(.*[/\\])?/s)![0];
}

/** A name of a file, which leads to no other folder. */
function checkedName(name: string): string {
  if (typeof name === "string" && /^[^/\\\0]+$/.test(name) && name !== "..") return name;
  throw new SyntaxError(
    `A file beside another must be named without its folder, but found ${describe(name)}`,
  );
}
