import { describe } from "../core/support/describe.ts";
import { parseJson } from "../core/support/parse_json.ts";
import type { ShapedArray } from "../data/files/elements.ts";
import { checkNetwork, type Network } from "../engine/network.ts";
import type { DecodeOptions, FileContent, Precision } from "./codec.ts";
import { customOf } from "./components.ts";
import { float32Of } from "./float32_bytes.ts";
import { contentOf, textOf } from "./network_file.ts";
import { architectureOf, fromArchitecture } from "./network_json.ts";
import { networkOfTensors, type Tensors, tensorsOf } from "./pytorch/tensors.ts";

/** All of a model but its parameters, as in the JSON of a network: a text for files of tensors. */
export function descriptionOf(content: FileContent): string {
  return textOf(architectureOf(content.network), content);
}

/**
 * The content of a file of tensors, untrusted.
 *
 * @param description What {@linkcode descriptionOf} wrote; a file made elsewhere has none, and needs
 * `options.like`, a network of the same layers.
 */
export function contentOfTensors(
  tensors: Tensors,
  description: string | undefined,
  options: DecodeOptions = {},
): FileContent {
  if (description !== undefined) {
    const file = parseJson(description);
    const network = networkOfTensors(fromArchitecture(file, customOf(options)), tensors);
    return contentOf(network, (file as { readonly model?: unknown }).model);
  }
  const { like } = options;
  if (like !== undefined) {
    checkNetwork(like);
    return { network: networkOfTensors(like, tensors) };
  }
  const names = Object.keys(tensors).slice(0, 4).map((name) => describe(name)).join(", ");
  throw new TypeError(
    `This file holds parameters alone (${
      names || "none"
    }): give a network of the same layers as like`,
  );
}

/**
 * The tensors of a network, rounded to a precision.
 *
 * @throws {RangeError} If a number is beyond float32.
 */
export function roundedTensors(network: Network, precision: Precision): Tensors {
  const tensors = Object.entries(tensorsOf(network));
  const rounded = tensors.map(([name, { shape, data }]): [string, ShapedArray] => [name, {
    shape,
    data: data instanceof Float64Array && precision === "float32"
      ? float32Of({ name, data }, "write it as float64")
      : data,
  }]);
  return Object.fromEntries(rounded);
}
