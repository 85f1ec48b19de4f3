import type { Encoded, FileContent } from "../codec.ts";
import { writeKerasNetwork } from "../keras/write_network.ts";
import { float32Bytes } from "../float32_bytes.ts";
import { descriptionsOf } from "../network_file.ts";

/** The name of the file of the weights. */
const WEIGHTS = "group1-shard1of1.bin";

/** The version of TensorFlow.js whose layers these are, which loaded them in tests. */
const VERSION = "4.22.0";

/**
 * A model as TensorFlow.js has it, with what its inputs and outputs mean among its metadata.
 *
 * @throws {TypeError} If TensorFlow.js has no such layer or activation.
 * @throws {RangeError} If a parameter is beyond float32.
 */
export function encodeLayersModel(content: FileContent): Encoded {
  const { topology, arrays } = writeKerasNetwork(content.network);
  const weights = arrays.map(({ name, shape }) => ({ name, shape, dtype: "float32" }));
  const file = {
    format: "layers-model",
    ...{ generatedBy: "backproof", convertedBy: null },
    modelTopology: {
      ...topology,
      ...{ keras_version: `tfjs-layers ${VERSION}`, backend: "tensor_flow.js" },
    },
    weightsManifest: [{ paths: [WEIGHTS], weights }],
    userDefinedMetadata: { backproof: descriptionsOf(content) },
  };
  return {
    bytes: new TextEncoder().encode(`${JSON.stringify(file)}\n`),
    beside: { [WEIGHTS]: float32Bytes(arrays) },
  };
}
