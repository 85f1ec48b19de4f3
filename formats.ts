/**
 * Networks and checkpoints as JSON, bytes and files.
 *
 * @example A network survives JSON to the bit
 * ```ts
 * import { dense, network, tanh } from "@backproof/backproof/engine";
 * import { fromJson, toJson } from "@backproof/backproof/formats";
 * import { assertEquals } from "@std/assert";
 *
 * const net = network({ inputs: 2, layers: [dense(1, tanh)], seed: 42 });
 * const text = JSON.stringify(toJson(net));
 * assertEquals(fromJson(JSON.parse(text)), net);
 * ```
 *
 * @module
 */

export { decodeCheckpoint, encodeCheckpoint, isCheckpoint } from "./src/formats/checkpoint.ts";
export { loadCheckpoint, saveCheckpoint } from "./src/formats/checkpoint_files.ts";
export type { CustomComponents } from "./src/formats/components.ts";
export { fromJson, type LayerJson, type NetworkJson, toJson } from "./src/formats/network_json.ts";
