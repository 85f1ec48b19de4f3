import { describe } from "../core/support/describe.ts";
import { parseJson } from "../core/support/parse_json.ts";
import type { NumberArray, ShapedArray } from "../data/files/elements.ts";
import { readNpz, writeNpz } from "../data/files/npz.ts";
import { checkNetwork } from "../engine/network.ts";
import type { DecodeOptions, Encoded, EncodeOptions, FileContent, Precision } from "./codec.ts";
import { customOf } from "./components.ts";
import { contentOf, descriptionsOf } from "./network_file.ts";
import { architectureOf, fromArchitecture } from "./network_json.ts";
import { pytorchCode } from "./pytorch/modules.ts";
import { networkOfTensors, type Tensors, tensorsOf } from "./pytorch/tensors.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** The metadata with the layers and what else a model has, as in the JSON of a network. */
const DESCRIPTION = "backproof";

/** The same as the name of an array, whose bytes are the text. */
const MEMBER = "backproof.json";

/** The bytes of a safetensors file; PyTorch's text of the layers is there for people. */
export function encodeSafetensors(
  content: FileContent,
  { precision = "float32" }: EncodeOptions = {},
): Encoded {
  const pytorch = pytorchCode(content.network);
  const metadata = { format: "pt", [DESCRIPTION]: descriptionOf(content), pytorch };
  return { bytes: writeSafetensors({ tensors: roundedTensors(content, precision), metadata }) };
}

/** The content of a safetensors file; one made elsewhere needs a network of the same layers. */
export function decodeSafetensors(bytes: Uint8Array, options?: DecodeOptions): FileContent {
  const { tensors, metadata } = readSafetensors(bytes);
  return contentOfTensors(tensors, metadata[DESCRIPTION], options);
}

/** The bytes of a NumPy archive. */
export function encodeNpz(
  content: FileContent,
  { precision = "float64" }: EncodeOptions = {},
): Encoded {
  const text = new TextEncoder().encode(descriptionOf(content));
  const description = { shape: [text.length], data: text };
  const tensors = roundedTensors(content, precision);
  return { bytes: writeNpz({ [MEMBER]: description, ...tensors }) };
}

/** The content of a NumPy archive; one made elsewhere needs a network of the same layers. */
export async function decodeNpz(bytes: Uint8Array, options?: DecodeOptions): Promise<FileContent> {
  const { [MEMBER]: text, ...tensors } = await readNpz(bytes);
  const description = text && new TextDecoder().decode(Uint8Array.from(text.data));
  return contentOfTensors(tensors, description, options);
}

/** All of a model but its parameters, as JSON. */
function descriptionOf(content: FileContent): string {
  const { layers, ...head } = architectureOf(content.network), model = descriptionsOf(content);
  return JSON.stringify({ ...head, ...(Object.keys(model).length > 0 && { model }), layers });
}

function contentOfTensors(
  tensors: Tensors,
  description: string | undefined,
  options: DecodeOptions = {},
): FileContent {
  if (description === undefined) {
    const { like } = options;
    if (like !== undefined) {
      checkNetwork(like);
      return { network: networkOfTensors(like, tensors) };
    }
    const names = Object.keys(tensors).slice(0, 4).map((name) => describe(name)).join(", ");
    throw new TypeError(
      `This file holds parameters alone (${names || "none"}): give a network of the same layers ` +
        "as like",
    );
  }
  const file = parseJson(description);
  const network = networkOfTensors(fromArchitecture(file, customOf(options)), tensors);
  return contentOf(network, (file as { readonly model?: unknown }).model);
}

/** The tensors of a network, rounded to the precision. */
function roundedTensors({ network }: FileContent, precision: Precision): Tensors {
  const tensors = Object.entries(tensorsOf(network));
  const rounded = tensors.map(([name, { shape, data }]): [string, ShapedArray] => [name, {
    shape,
    data: data instanceof Float64Array && precision === "float32" ? float32(data, name) : data,
  }]);
  return Object.fromEntries(rounded);
}

function float32(data: Float64Array, name: string): NumberArray {
  const rounded = Float32Array.from(data), at = rounded.findIndex((each) => !Number.isFinite(each));
  if (at < 0) return rounded;
  throw new RangeError(
    `${name} must be within the range of float32, but found ${data[at]}: write it as float64`,
  );
}
