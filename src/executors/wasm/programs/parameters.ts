import type { Matrix } from "../../../core/matrix/matrix.ts";
import type { Network } from "../../../engine/network.ts";
import type { ParameterBlock } from "./buffers.ts";
import { indexInPanels, WORD } from "../memory/layout.ts";

/** One number for each parameter of a layer. */
export interface LayerNumbers {
  /** (units × inputs). */
  readonly weights: Matrix;
  /** (1 × units). */
  readonly biases: Matrix;
}

/** Writes one number for each parameter of a layer into a block. */
export function writeBlock(
  numbers: Float32Array,
  { weights: panels, biases: address }: ParameterBlock,
  { weights, biases }: LayerNumbers,
): void {
  const { inner: inputs, columns: units } = panels;
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < inputs; k++) {
      numbers[indexInPanels(panels, k, unit)] = weights.data[unit * inputs + k]!;
    }
    numbers[address / WORD + unit] = biases.data[unit]!;
  }
}

/** Reads one number for each parameter of a layer from a block. */
export function readBlock(
  numbers: Float32Array,
  { weights: panels, biases: address }: ParameterBlock,
): LayerNumbers {
  const { inner: inputs, columns: units } = panels;
  const weights = new Float64Array(units * inputs);
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < inputs; k++) {
      weights[unit * inputs + k] = numbers[indexInPanels(panels, k, unit)]!;
    }
  }
  const biases = Float64Array.from(numbers.subarray(address / WORD, address / WORD + units));
  return {
    weights: Object.freeze({ rows: units, columns: inputs, data: weights }),
    biases: Object.freeze({ rows: 1, columns: units, data: biases }),
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
    layers: Object.freeze(
      network.layers.map((layer, l) =>
        Object.freeze({ ...layer, ...readBlock(numbers, blocks[l]!) })
      ),
    ),
  });
}
