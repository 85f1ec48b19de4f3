/**
 * Models, networks and checkpoints as JSON, bytes and files.
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
export type { DecodeOptions, Precision } from "./src/formats/codec.ts";
export type { CustomComponents } from "./src/formats/components.ts";
export { parametersDigest } from "./src/formats/digest.ts";
export {
  decodeModel,
  encodeModel,
  loadModel,
  saveModel,
  type SaveModelOptions,
} from "./src/formats/model_files.ts";
export type { ModelContent, TrainingRecord } from "./src/model/content.ts";
export { type Familiarity, familiarityOf } from "./src/model/familiarity.ts";
export type { ImageInputs, Pixels } from "./src/model/image_inputs.ts";
export type { ModelInputs } from "./src/model/inputs.ts";
export { type Example, type Model, model, type ModelPredict } from "./src/model/model.ts";
export type { NumberInputs } from "./src/model/number_inputs.ts";
export type { ModelOutputs, Prediction } from "./src/model/outputs.ts";
export type { TableInputs } from "./src/model/table_inputs.ts";
export { readSafetensors, type Safetensors, writeSafetensors } from "./src/formats/safetensors.ts";
export { fromJson, type LayerJson, type NetworkJson, toJson } from "./src/formats/network_json.ts";
