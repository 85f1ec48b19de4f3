import { mapParameters } from "../../../engine/parameters.ts";
import type { Network } from "../../../engine/network.ts";
import type { Parameters } from "../../../nn/layers/layer.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
import { indexInPanels, type Panels, WORD } from "../memory/layout.ts";
import type { ParameterBlock, ProductBuffers, StageBuffers } from "./buffers.ts";
import type { ProductParts } from "./stages.ts";

/** The product of a stage, with the number of the stage. */
export interface StageProduct extends ProductBuffers {
  readonly s: number;
  readonly parts: ProductParts;
}

/** The stages that have a product. */
export function productsOf(stages: readonly StageBuffers[]): StageProduct[] {
  return stages.flatMap(({ stage: { product: parts }, product }, s) => {
    return parts && product ? [{ ...product, s, parts }] : [];
  });
}

/** Writes the parameters of a network, and in training the slots of the optimizer. */
export function writeParameters(
  buffer: ArrayBufferLike,
  { layers }: Network,
  stages: readonly StageBuffers[],
  state?: RuleState,
): void {
  const numbers = new Float32Array(buffer);
  const write = (block: ParameterBlock, parts: ProductParts, parameters: Parameters) => {
    const { data, columns: inputs } = parameters[parts.weights.name]!;
    forEachUnit(block.weights, (first, step, row) => {
      for (let k = 0; k < inputs; k++) numbers[first + k * step] = data[row + k]!;
    });
    if (parts.biases) numbers.set(parameters[parts.biases.name]!.data, block.biases / WORD);
  };
  for (const { parts, parameters, training } of productsOf(stages)) {
    write(parameters, parts, layers[parts.layer]!.parameters);
    for (const [name, block] of Object.entries(training?.slots ?? {})) {
      write(block, parts, state!.layers[parts.layer]![name]!);
    }
  }
}

/** Reads the parameters of a network in training. */
export function readNetwork(
  buffer: ArrayBufferLike,
  network: Network,
  stages: readonly StageBuffers[],
): Network {
  const layers = readBlocks(buffer, stages, ({ parameters }) => parameters);
  return mapParameters(network, (_, { l, name }) => layers.get(l)![name]!);
}

/** Reads the slots of the optimizer. */
export function readState(
  buffer: ArrayBufferLike,
  { layers }: Network,
  stages: readonly StageBuffers[],
  slots: readonly string[],
  step: number,
): RuleState {
  const found = slots.map((name) => {
    return [name, readBlocks(buffer, stages, ({ training }) => training!.slots[name]!)] as const;
  });
  return {
    step,
    layers: layers.map((_, l) =>
      Object.fromEntries(found.map(([name, byLayer]) => [name, byLayer.get(l) ?? {}]))
    ),
  };
}

/** Reads one block of each product, by the number of its layer. */
function readBlocks(
  buffer: ArrayBufferLike,
  stages: readonly StageBuffers[],
  blockOf: (product: StageProduct) => ParameterBlock,
): Map<number, Parameters> {
  const numbers = new Float32Array(buffer);
  return new Map(
    productsOf(stages).map((product) => {
      const { parts } = product, { weights, biases } = blockOf(product);
      const { inner: inputs, columns: units } = weights, from = biases / WORD;
      const w = new Float64Array(units * inputs);
      forEachUnit(weights, (first, step, row) => {
        for (let k = 0; k < inputs; k++) w[row + k] = numbers[first + k * step]!;
      });
      const b = Float64Array.from(numbers.subarray(from, from + units));
      return [
        parts.layer,
        Object.freeze({
          [parts.weights.name]: Object.freeze({ rows: units, columns: inputs, data: w }),
          ...(parts.biases && {
            [parts.biases.name]: Object.freeze({ rows: 1, columns: units, data: b }),
          }),
        }),
      ];
    }),
  );
}

/**
 * Loops over the units of W (units × inputs) in panels: the index of the first weight of each among all
 * float32 numbers, the step to its next, and the index of the first in W.
 */
function forEachUnit(
  panels: Panels,
  visit: (first: number, step: number, row: number) => void,
): void {
  for (let unit = 0; unit < panels.columns; unit++) {
    const first = indexInPanels(panels, 0, unit);
    visit(first, indexInPanels(panels, 1, unit) - first, unit * panels.inner);
  }
}
