import { mapParameters } from "../../../engine/parameters.ts";
import type { Network } from "../../../engine/network.ts";
import type { Parameters } from "../../../nn/layers/layer.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
import { indexInPanels, WORD } from "../memory/layout.ts";
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
  const write = (block: ParameterBlock, parts: ProductParts, parameters: Parameters) =>
    forEachEntry(block, (place, part, i) => {
      numbers[place] = parameters[parts[part].name]!.data[i]!;
    });
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
      const { parts } = product, block = blockOf(product);
      const { inner: inputs, columns: units } = block.weights;
      const data = { weights: new Float64Array(units * inputs), biases: new Float64Array(units) };
      forEachEntry(block, (place, part, i) => data[part][i] = numbers[place]!);
      return [
        parts.layer,
        Object.freeze({
          [parts.weights.name]: Object.freeze({ rows: units, columns: inputs, data: data.weights }),
          [parts.biases.name]: Object.freeze({ rows: 1, columns: units, data: data.biases }),
        }),
      ];
    }),
  );
}

/** Goes through a block: the index of each float32, and of the entry of W or b that it holds. */
function forEachEntry(
  { weights, biases }: ParameterBlock,
  visit: (place: number, part: "weights" | "biases", index: number) => void,
): void {
  const { inner: inputs, columns: units } = weights;
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < inputs; k++) {
      visit(indexInPanels(weights, k, unit), "weights", unit * inputs + k);
    }
    visit(biases / WORD + unit, "biases", unit);
  }
}
