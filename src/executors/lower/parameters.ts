import { withStates } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { mapParameters } from "../../engine/parameters.ts";
import type { Parameters } from "../../nn/layers/layer.ts";
import type { RuleState } from "../../optim/optimizers/optimizer.ts";
import type { Part, Stage } from "./stages.ts";

/** Reads the numbers of a parameter of a stage, in the order of its matrix. */
export type ReadPart = (s: number, part: Part) => Float64Array;

/** The network with parameters and state as an executor has them; frozen layers keep their float64 numbers. */
export function networkWith(
  network: Network,
  stages: readonly Stage[],
  readPart: ReadPart,
  readState: (s: number, name: string) => Float64Array,
): Network {
  const layers = partsWith(stages, readPart);
  const trained = mapParameters(network, (matrix, { l, name }, { learning }) => {
    return learning?.trainable === false ? matrix : layers.get(l)![name]!;
  });
  const states = joined(stages.flatMap(({ columns, units }, s) => {
    if (!columns) return [];
    const { layer, path, state } = columns;
    const matrices = state.map((name) => {
      return [path + name, matrixOf(1, units, readState(s, name))] as const;
    });
    return [[layer, Object.fromEntries(matrices)] as const];
  }));
  return withStates(trained, (l) => states.get(l));
}

/** The state of a rule with slots as an executor has them. */
export function stateWith(
  { layers }: Network,
  stages: readonly Stage[],
  { slots, step }: { readonly slots: readonly string[]; readonly step: number },
  readSlot: (slot: string) => ReadPart,
): RuleState {
  const found = slots.map((name) => [name, partsWith(stages, readSlot(name))] as const);
  return {
    step,
    layers: layers.map((_, l) =>
      Object.fromEntries(found.map(([name, byLayer]) => [name, byLayer.get(l) ?? {}]))
    ),
  };
}

function partsWith(stages: readonly Stage[], read: ReadPart): Map<number, Parameters> {
  return joined(stages.flatMap(({ parameters }, s) => {
    if (!parameters) return [];
    const matrices = parameters.parts.map((part) => {
      const [rows, columns] = part.size;
      return [part.name, matrixOf(rows, columns, read(s, part))] as const;
    });
    return [[parameters.layer, Object.fromEntries(matrices)] as const];
  }));
}

function matrixOf(rows: number, columns: number, data: Float64Array) {
  return Object.freeze({ rows, columns, data });
}

/** Matrices by the number of their layer, which may have some in several stages. */
function joined(all: readonly (readonly [layer: number, Parameters])[]): Map<number, Parameters> {
  const found = new Map<number, Parameters>();
  for (const [l, matrices] of all) found.set(l, Object.freeze({ ...found.get(l), ...matrices }));
  return found;
}
