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
import { type Transposed, transposedBytes } from "../kernels/rowwise.ts";
import { TILE_COLUMNS } from "../kernels/tile.ts";
import type { BatchInputs } from "./inputs.ts";
import type { Stage } from "./stages.ts";

/** Numbers laid out as the parameters of a product are: the weights in panels, then the biases. */
export interface ParameterBlock {
  /** (inputs × units). */
  readonly weights: Panels;
  /** Where the biases are. */
  readonly biases: number;
  /** How many bytes both have together, from where the weights begin. */
  readonly bytes: number;
}

/** What belongs to one stage. */
export interface StageBuffers {
  /** What it does. */
  readonly stage: Stage;
  /** W and b, where it has a product. */
  readonly parameters?: ParameterBlock;
  /** Z (batch × units): what the stage below passes on, where it has no product. */
  readonly z: Rows;
  /** A (batch × units). */
  readonly a: Rows;
  /** What the next stage is given: A, or A with some outputs dropped. */
  readonly out: Rows;
  /** How outputs are dropped, where they are. */
  readonly dropout?: Dropout & { readonly layer: number };
  /** Z, A and Δ of four examples, transposed. */
  readonly transposed: {
    readonly z: Transposed;
    readonly a: Transposed;
    readonly errors: Transposed;
  };
  /** Δ (batch × units). */
  readonly errors: Rows;
}

/** What training needs of the product of a stage besides. */
export interface TrainingBuffers {
  /** W for the backward pass (units × inputs); the lowest product needs none. */
  readonly transposedWeights?: Panels;
  /** ∂C/∂W and ∂C/∂b. */
  readonly gradient: ParameterBlock;
  /** The sums of the squares of the derivatives, where the norm of the gradient is needed. */
  readonly squares?: ProductSums;
  /** The sums of the regularizers of the weights, where they have one. */
  readonly regularizers?: ProductSums;
  /** What the optimizer remembers, by name. */
  readonly slots: Readonly<Record<string, ParameterBlock>>;
}

/** Sums over the inputs of a product for each unit, in float64: those of the weights, and of the biases. */
export interface ProductSums {
  readonly weights: number;
  readonly biases: number;
}

/** The most columns of panels that packed rows meet: eight vectors of sums in registers. */
const SPARSE_COLUMNS = 32;

/** How wide the panels of a first layer are whose inputs are packed: each worker has one at least. */
function sparseColumns(units: number, workers: number): number {
  return Math.min(SPARSE_COLUMNS, roundUp(Math.ceil(units / workers), LANES));
}

/** Reserves what the stages of a network need for batches of some rows. */
export function reserveStages(
  layout: Layout,
  stages: readonly Stage[],
  { inputs: given, rows, workers, drops }: {
    /** A⁰. */
    readonly inputs: BatchInputs;
    readonly rows: number;
    readonly workers: number;
    /** Whether outputs are dropped, as in training. */
    readonly drops: boolean;
  },
): StageBuffers[] {
  let below = given.kind === "dense" ? given.a : undefined;
  return stages.map((stage, s) => {
    const { inputs, units, product } = stage;
    const width = s === 0 && given.kind === "packed" ? sparseColumns(units, workers) : TILE_COLUMNS;
    const matrix = () => reserveRows(layout, rows, units);
    const transposed = (of: Rows) => reserveTransposed(layout, of, workers);
    const z = product ? matrix() : below!, a = matrix(), errors = matrix();
    const dropout = drops && stage.dropout
      ? { ...stage.dropout, key: layout.reserve(2 * WORD), mask: matrix() }
      : undefined;
    const parameters = product && reserveParameters(layout, inputs, units, width);
    const out = below = dropout ? matrix() : a;
    return {
      ...{ stage, z, a, errors, out },
      ...(parameters && { parameters }),
      ...(dropout && { dropout }),
      transposed: { z: transposed(z), a: transposed(a), errors: transposed(errors) },
    };
  });
}

/** Reserves what the products of a network in training need besides; nothing for other stages. */
export function reserveTraining(
  layout: Layout,
  stages: readonly StageBuffers[],
  { rule, regularizer }: Descent,
): (TrainingBuffers | undefined)[] {
  const lowest = lowestProduct(stages);
  return stages.map(({ stage: { inputs, units }, parameters }, s) => {
    if (parameters === undefined) return undefined;
    const { width } = parameters.weights;
    const block = () => reserveParameters(layout, inputs, units, width);
    const sum = () => layout.reserve(roundUp(units, LANES) * DOUBLE);
    const sums = () => ({ weights: sum(), biases: sum() });
    return {
      ...(s > lowest && { transposedWeights: reservePanels(layout, units, inputs, TILE_COLUMNS) }),
      gradient: block(),
      ...(rule.scale && { squares: sums() }),
      ...(regularizer && { regularizers: sums() }),
      slots: Object.fromEntries(rule.slots.map((name) => [name, block()])),
    };
  });
}

/** Which stage is the lowest product, below which nothing asks for errors; the last if none is one. */
export function lowestProduct(stages: readonly StageBuffers[]): number {
  const lowest = stages.findIndex(({ stage }) => stage.product);
  return lowest < 0 ? stages.length - 1 : lowest;
}

/** Reserves columns for rows of four examples, for each worker. */
export function reserveTransposed(layout: Layout, rows: Rows, workers: number): Transposed {
  return { rows, columns: layout.reserve(workers * transposedBytes(rows.columns)) };
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

/** Where the words of the keys of all masks are, stage by stage. */
export function maskKeysOf(stages: readonly StageBuffers[]): number[] {
  return stages.flatMap(({ dropout }) => dropout ? [dropout.key, dropout.key + WORD] : []);
}
