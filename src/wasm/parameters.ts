import type { Network } from "../network/network.ts";
import type { ParameterBlock } from "./buffers.ts";
import { indexInPanels, WORD } from "./layout.ts";

/** The matrices of a layer as a memory holds them. */
export interface LayerParameters {
  /** (units × inputs), row by row. */
  readonly weights: ArrayLike<number>;
  /** (1 × units). */
  readonly biases: ArrayLike<number>;
}

/** Writes the parameters of a layer into their block. */
export function writeBlock(
  numbers: Float32Array,
  { weights: panels, biases: address }: ParameterBlock,
  { weights, biases }: LayerParameters,
): void {
  const { inner: inputs, columns: units } = panels;
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < inputs; k++) {
      numbers[indexInPanels(panels, k, unit)] = weights[unit * inputs + k]!;
    }
    numbers[address / WORD + unit] = biases[unit]!;
  }
}

/** Reads the parameters of a layer from their block. */
export function readBlock(
  numbers: Float32Array,
  { weights: panels, biases: address }: ParameterBlock,
): { readonly weights: Float64Array; readonly biases: Float64Array } {
  const { inner: inputs, columns: units } = panels;
  const weights = new Float64Array(units * inputs);
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < inputs; k++) {
      weights[unit * inputs + k] = numbers[indexInPanels(panels, k, unit)]!;
    }
  }
  return {
    weights,
    biases: Float64Array.from(numbers.subarray(address / WORD, address / WORD + units)),
  };
}

/** A network like another, with the parameters that a memory holds. */
export function readNetwork(
  network: Network,
  numbers: Float32Array,
  blocks: readonly ParameterBlock[],
): Network {
  return Object.freeze({
    ...network,
    layers: Object.freeze(network.layers.map((layer, l) => {
      const { weights, biases } = readBlock(numbers, blocks[l]!);
      return Object.freeze({
        ...layer,
        weights: Object.freeze({ ...layer.weights, data: weights }),
        biases: Object.freeze({ ...layer.biases, data: biases }),
      });
    })),
  });
}
