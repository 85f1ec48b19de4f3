import { mapParameters } from "../../../engine/parameters.ts";
import type { Network } from "../../../engine/network.ts";
import type { Parameters } from "../../../nn/layers/layer.ts";
import { indexInPanels, WORD } from "../memory/layout.ts";
import type { ParameterBlock, StageBuffers } from "./buffers.ts";
import type { ProductParts } from "./stages.ts";

/** Writes one number for each parameter of a product into a block. */
export function writeBlock(
  numbers: Float32Array,
  { weights: panels, biases: address }: ParameterBlock,
  { weights, biases }: ProductParts,
  parameters: Parameters,
): void {
  const { inner: inputs, columns: units } = panels;
  const w = parameters[weights.name]!.data, b = parameters[biases.name]!.data;
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < inputs; k++) {
      numbers[indexInPanels(panels, k, unit)] = w[unit * inputs + k]!;
    }
    numbers[address / WORD + unit] = b[unit]!;
  }
}

/** Reads one number for each parameter of a product from a block. */
export function readBlock(
  numbers: Float32Array,
  { weights: panels, biases: address }: ParameterBlock,
  { weights, biases }: ProductParts,
): Parameters {
  const { inner: inputs, columns: units } = panels;
  const w = new Float64Array(units * inputs);
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < inputs; k++) {
      w[unit * inputs + k] = numbers[indexInPanels(panels, k, unit)]!;
    }
  }
  const b = Float64Array.from(numbers.subarray(address / WORD, address / WORD + units));
  return Object.freeze({
    [weights.name]: Object.freeze({ rows: units, columns: inputs, data: w }),
    [biases.name]: Object.freeze({ rows: 1, columns: units, data: b }),
  });
}

/** A network like another, with the parameters that a memory holds. */
export function readNetwork(
  network: Network,
  numbers: Float32Array,
  stages: readonly StageBuffers[],
): Network {
  const blocks = new Map(stages.flatMap(({ stage: { product }, parameters }) => {
    return product && parameters
      ? [[product.layer, readBlock(numbers, parameters, product)] as const]
      : [];
  }));
  return mapParameters(network, (_, { l, name }) => blocks.get(l)![name]!);
}
