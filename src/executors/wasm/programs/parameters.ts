import { withStates } from "../../../engine/forward.ts";
import { mapParameters } from "../../../engine/parameters.ts";
import type { Network } from "../../../engine/network.ts";
import type { Parameters } from "../../../nn/layers/layer.ts";
import type { RuleState } from "../../../optim/optimizers/optimizer.ts";
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
  const layers = readBlocks(buffer, stages, ({ values }) => values);
  // A frozen layer keeps its float64 numbers.
  const trained = mapParameters(network, (matrix, { l, name }, { learning }) => {
    return learning?.trainable === false ? matrix : layers.get(l)![name]!;
  });
  const states = readStates(buffer, stages);
  return withStates(trained, (l) => states.get(l));
}

/** Reads the state of each layer that has one, by its number. */
function readStates(
  buffer: ArrayBufferLike,
  stages: readonly StageBuffers[],
): Map<number, Parameters> {
  const numbers = new Float32Array(buffer);
  return joined(stages.flatMap(({ stage, columns }) => {
    if (!columns) return [];
    const read = ([name, address]: [string, number]) => {
      const data = Float64Array.from(numbers.subarray(address / WORD).subarray(0, stage.units));
      const { path } = stage.columns!;
      return [path + name, Object.freeze({ rows: 1, columns: stage.units, data })] as const;
    };
    const state = Object.freeze(Object.fromEntries(Object.entries(columns.state).map(read)));
    return [[stage.columns!.layer, state] as const];
  }));
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

/** Reads one block of each stage, by the number of its layer. */
function readBlocks(
  buffer: ArrayBufferLike,
  stages: readonly StageBuffers[],
  blockOf: (parameters: StageParameters) => ParameterBlock,
): Map<number, Parameters> {
  const numbers = new Float32Array(buffer);
  const read = (place: PartPanels) => {
    const [rows, columns] = place.part.size, data = new Float64Array(rows * columns);
    forEachRun(place, (first, step, to, count) => {
      for (let k = 0; k < count; k++) data[to + k] = numbers[first + k * step]!;
    });
    return [place.part.name, Object.freeze({ rows, columns, data })] as const;
  };
  return joined(
    parametersOf(stages).map((parameters) => {
      const { parts } = blockOf(parameters);
      return [parameters.layer, Object.fromEntries(parts.map(read))];
    }),
  );
}

/** Matrices by the number of their layer, which may have some in several stages. */
function joined(all: readonly (readonly [layer: number, Parameters])[]): Map<number, Parameters> {
  const found = new Map<number, Parameters>();
  for (const [l, matrices] of all) found.set(l, Object.freeze({ ...found.get(l), ...matrices }));
  return found;
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
