import { parseJson } from "../../core/support/parse_json.ts";
import { recordOf } from "../../core/support/untrusted.ts";
import type { DecodeOptions, FileContent } from "../codec.ts";
import { arraysOfLayer } from "../keras/arrays.ts";
import type { Dialect } from "../keras/config.ts";
import { contentOf } from "../network_file.ts";
import { type ArraysOf, readKerasNetwork } from "../keras/read_network.ts";
import { readWeights, type Weight } from "./weights.ts";

/**
 * The model of a `model.json` of TensorFlow.js, whether it was saved by that or converted from Keras.
 *
 * @throws {SyntaxError} If it is not JSON, or its files are cut short.
 * @throws {TypeError} If a member is missing or of the wrong type.
 * @throws {RangeError} If a layer is of a class that this library does not have, or a number is out of
 * range.
 */
export async function decodeLayersModel(
  bytes: Uint8Array,
  { beside }: DecodeOptions = {},
): Promise<FileContent> {
  const file = recordOf(parseJson(new TextDecoder().decode(bytes)), "A layers model");
  if (file.format === "graph-model") {
    throw new RangeError(
      "A graph model of TensorFlow.js has operations in the place of layers: convert the original " +
        "to a layers model",
    );
  }
  const topology = recordOf(file.modelTopology, "modelTopology");
  const weights = await readWeights(file.weightsManifest ?? [], beside);
  const read = readKerasNetwork(topology, arraysAmong(weights), dialectOf(topology));
  const { backproof } = recordOf(file.userDefinedMetadata ?? {}, "userDefinedMetadata");
  return { ...read, ...contentOf(read.network, backproof) };
}

/** Who wrote the description: files that were converted from Keras have its version. */
function dialectOf(topology: Readonly<Record<string, unknown>>): Dialect {
  const version = String(topology.keras_version);
  if (version.startsWith("tfjs")) return "tensorflow.js";
  return /^3\./.test(version) ? "keras 3" : "keras 2";
}

/** The arrays of a layer among weights named `LAYER/ARRAY`, with the names of scopes around or between. */
function arraysAmong(weights: readonly Weight[]): ArraysOf {
  const byName = new Map<string, Weight>();
  for (const weight of weights) {
    const [last, ...scopes] = weight.name.split("/").reverse();
    for (const scope of scopes) {
      const name = `${scope}/${last!.replace(/:\d+$/, "")}`;
      if (!byName.has(name)) byName.set(name, weight);
    }
  }
  return (node, wanted) => {
    return arraysOfLayer(node.name, wanted, ({ name }) => byName.get(`${node.name}/${name}`));
  };
}
