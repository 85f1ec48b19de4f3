import { sha256 } from "../data/sha256.ts";
import type { Network } from "../engine/network.ts";
import { entriesOf, layersOf } from "../engine/parameters.ts";
import { float64Bytes } from "./float64_bytes.ts";

/**
 * The SHA-256 of all parameters in lower-case hexadecimal: networks of the same layers have the
 * same digest only if their parameters are bit-identical. Other members are not included.
 *
 * The parameters are little-endian float64 in the order of the network file, layer by layer.
 *
 * @throws {DOMException} `NotSupportedError` without Web Crypto.
 *
 * @example
 * ```ts
 * import { dense, network, parametersDigest, tanh } from "@backproof/backproof";
 * import { assertEquals } from "@std/assert";
 *
 * const [one, two] = [1, 1].map((seed) => network({ inputs: 3, layers: [dense(2, tanh)], seed }));
 * assertEquals(await parametersDigest(one!), await parametersDigest(two!));
 * ```
 * @category Models
 */
export function parametersDigest(network: Network): Promise<string> {
  return sha256(float64Bytes(entriesOf(layersOf(network))));
}
