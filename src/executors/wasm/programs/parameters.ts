import type { Network } from "../../../engine/network.ts";
import type { Parameters } from "../../../nn/layers/layer.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
import { networkWith, type ReadPart, stateWith } from "../../lower/parameters.ts";
import { indexInPanels, WORD } from "../memory/layout.ts";
import type { ParameterBlock, ParameterBuffers, PartPanels, StageBuffers } from "./buffers.ts";

/** The parameters of a stage, with its number and that of its layer. */
export interface StageParameters extends ParameterBuffers {
  readonly s: number;
  readonly layer: number;
}

/** The stages that have parameters. */
export function parametersOf(stages: readonly StageBuffers[]): StageParameters[] {
  return stages.flatMap(({ stage, parameters }, s) => {
    return stage.parameters && parameters
      ? [{ ...parameters, s, layer: stage.parameters.layer }]
      : [];
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
  const write = ({ parts }: ParameterBlock, parameters: Parameters) => {
    for (const place of parts) {
      const { data } = parameters[place.part.name]!;
      forEachRun(place, (first, step, from, count) => {
        for (let k = 0; k < count; k++) numbers[first + k * step] = data[from + k]!;
      });
    }
  };
  for (const { stage, columns } of stages) {
    for (const [name, address] of Object.entries(columns?.state ?? {})) {
      const { layer, path } = stage.columns!;
      numbers.set(layers[layer]!.state![path + name]!.data, address / WORD);
    }
  }
  for (const { layer, values, training } of parametersOf(stages)) {
    write(values, layers[layer]!.parameters);
    for (const [name, block] of Object.entries(training?.slots ?? {})) {
      write(block, state!.layers[layer]![name]!);
    }
  }
}

/** Reads the parameters of a network in training. */
export function readNetwork(
  buffer: ArrayBufferLike,
  network: Network,
  stages: readonly StageBuffers[],
): Network {
  const numbers = new Float32Array(buffer);
  const read = partReader(numbers, stages, ({ values }) => values);
  return networkWith(network, stages.map(({ stage }) => stage), read, (s, name) => {
    const { stage, columns } = stages[s]!, from = columns!.state[name]! / WORD;
    return Float64Array.from(numbers.subarray(from, from + stage.units));
  });
}

/** Reads the slots of the optimizer. */
export function readState(
  buffer: ArrayBufferLike,
  network: Network,
  stages: readonly StageBuffers[],
  slots: readonly string[],
  step: number,
): RuleState {
  const numbers = new Float32Array(buffer);
  return stateWith(network, stages.map(({ stage }) => stage), { slots, step }, (slot) => {
    return partReader(numbers, stages, ({ training }) => training!.slots[slot]!);
  });
}

/** Reads the parts of one block of each stage. */
function partReader(
  numbers: Float32Array,
  stages: readonly StageBuffers[],
  blockOf: (parameters: ParameterBuffers) => ParameterBlock,
): ReadPart {
  return (s, part) => {
    const { parts } = blockOf(stages[s]!.parameters!);
    const data = new Float64Array(part.size[0] * part.size[1]);
    forEachRun(parts.find((each) => each.part === part)!, (first, step, to, count) => {
      for (let k = 0; k < count; k++) data[to + k] = numbers[first + k * step]!;
    });
    return data;
  };
}

/**
 * Loops over the numbers of a parameter that are equally far apart: the index of the first among all
 * float32 numbers, the step to the next, the index of the first in the matrix, and how many.
 */
function forEachRun(
  { part: { size: [rows, columns], turned }, panels }: PartPanels,
  visit: (first: number, step: number, index: number, count: number) => void,
): void {
  if (panels.inner === 1 && panels.columns === rows * columns) {
    return visit(panels.address / WORD, 1, 0, rows * columns);
  }
  if (turned !== undefined) {
    // W(c; tap, f) is the weight of channel c at the opposite tap.
    for (let index = 0; index < rows * columns; index++) {
      const c = Math.floor(index / columns), column = index % columns;
      const tap = turned - 1 - Math.floor(column / panels.columns);
      visit(indexInPanels(panels, tap * rows + c, column % panels.columns), 1, index, 1);
    }
    return;
  }
  for (let unit = 0; unit < panels.columns; unit++) {
    const first = indexInPanels(panels, 0, unit);
    visit(first, indexInPanels(panels, 1, unit) - first, unit * panels.inner, panels.inner);
  }
}
