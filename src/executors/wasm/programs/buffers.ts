import type { Network } from "../../../engine/network.ts";
import type { Descent } from "./rule_formulas.ts";
import {
  DOUBLE,
  LANES,
  type Layout,
  type Panels,
  reservePanels,
  reserveRows,
  roundUp,
  type Rows,
  WORD,
} from "../memory/layout.ts";
import type { Dropout } from "../kernels/dropout.ts";
import { type Turned, turnedBytes } from "../kernels/rowwise.ts";
import { TILE_COLUMNS } from "../kernels/tile.ts";

/** Numbers laid out as the parameters of a layer are: the weights in panels, then the biases. */
export interface ParameterBlock {
  /** (inputs × units). */
  readonly weights: Panels;
  /** Where the biases are. */
  readonly biases: number;
  /** How many bytes both have together, from where the weights begin. */
  readonly bytes: number;
}

/** What belongs to one layer. */
export interface LayerBuffers {
  /** W and b. */
  readonly parameters: ParameterBlock;
  /** Z (batch × units). */
  readonly z: Rows;
  /** A (batch × units). */
  readonly a: Rows;
  /** What the next layer is given: A, or A with some outputs dropped. */
  readonly out: Rows;
  /** How outputs are dropped, where they are. */
  readonly dropout?: Dropout;
  /** Z, A and Δ of four examples, turned. */
  readonly turned: { readonly z: Turned; readonly a: Turned; readonly errors: Turned };
  /** Δ (batch × units). */
  readonly errors: Rows;
}

/** What training needs of a layer besides. */
export interface TrainingBuffers {
  /** W for the way back (units × inputs); the first layer has no way back. */
  readonly back?: Panels;
  /** ∂C/∂W and ∂C/∂b. */
  readonly gradient: ParameterBlock;
  /** The sums of the squares of the derivatives, where the norm of the gradient is needed. */
  readonly squares?: LayerSums;
  /** The sums of the penalties of the weights, where they have one. */
  readonly penalties?: LayerSums;
  /** What the optimizer remembers, by name. */
  readonly memory: Readonly<Record<string, ParameterBlock>>;
}

/** Sums over the inputs for each unit of a layer, in float64: those of its weights, and its biases. */
export interface LayerSums {
  readonly weights: number;
  readonly biases: number;
}

/** The most columns of panels that packed rows meet: eight vectors of sums in registers. */
const SPARSE_COLUMNS = 32;

/** How wide the panels of a first layer are whose inputs are packed: each worker has one at least. */
function sparseColumns(units: number, workers: number): number {
  return Math.min(SPARSE_COLUMNS, roundUp(Math.ceil(units / workers), LANES));
}

/** Reserves what the layers of a network need for batches of some rows. */
export function reserveLayers(
  layout: Layout,
  network: Network,
  { rows, packed, workers, drops }: {
    readonly rows: number;
    readonly packed: boolean;
    readonly workers: number;
    /** Whether layers drop outputs, as in training. */
    readonly drops: boolean;
  },
): LayerBuffers[] {
  return network.layers.map(({ units, dropout: rate }, l) => {
    const inputs = inputsOf(network, l);
    const width = l === 0 && packed ? sparseColumns(units, workers) : TILE_COLUMNS;
    const matrix = () => reserveRows(layout, rows, units);
    const turned = (of: Rows) => reserveTurned(layout, of, workers);
    const z = matrix(), a = matrix(), errors = matrix();
    const dropout = drops && rate
      ? { rate, key: layout.reserve(2 * WORD), mask: matrix() }
      : undefined;
    return {
      parameters: reserveParameters(layout, inputs, units, width),
      z,
      a,
      errors,
      out: dropout ? matrix() : a,
      ...(dropout && { dropout }),
      turned: { z: turned(z), a: turned(a), errors: turned(errors) },
    };
  });
}

/** Reserves what the layers of a network in training need besides. */
export function reserveTraining(
  layout: Layout,
  network: Network,
  layers: readonly LayerBuffers[],
  { rule, penalty }: Descent,
): TrainingBuffers[] {
  return network.layers.map(({ units }, l) => {
    const inputs = inputsOf(network, l);
    const { width } = layers[l]!.parameters.weights;
    const block = () => reserveParameters(layout, inputs, units, width);
    const sum = () => layout.reserve(roundUp(units, LANES) * DOUBLE);
    const sums = () => ({ weights: sum(), biases: sum() });
    return {
      ...(l > 0 && { back: reservePanels(layout, units, inputs, TILE_COLUMNS) }),
      gradient: block(),
      ...(rule.scale && { squares: sums() }),
      ...(penalty && { penalties: sums() }),
      memory: Object.fromEntries(rule.memory.map((name) => [name, block()])),
    };
  });
}

/** Reserves columns for rows of four examples, for each worker. */
export function reserveTurned(layout: Layout, rows: Rows, workers: number): Turned {
  return { rows, columns: layout.reserve(workers * turnedBytes(rows.columns)) };
}

/** How many numbers enter a layer. */
export function inputsOf(network: Network, layer: number): number {
  return network.layers[layer - 1]?.units ?? network.inputs;
}

function reserveParameters(
  layout: Layout,
  inputs: number,
  units: number,
  width: number,
): ParameterBlock {
  const weightBytes = inputs * roundUp(units, LANES) * WORD;
  const bytes = weightBytes + roundUp(units, LANES) * WORD;
  const address = layout.reserve(bytes);
  return {
    weights: { address, inner: inputs, columns: units, width },
    biases: address + weightBytes,
    bytes,
  };
}

/** Where the words of the keys of all masks are, layer by layer. */
export function maskKeysOf(layers: readonly LayerBuffers[]): number[] {
  return layers.flatMap(({ dropout }) => dropout ? [dropout.key, dropout.key + WORD] : []);
}
