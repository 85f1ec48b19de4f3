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
import type { Descent } from "./rule_formulas.ts";
import type { Stage } from "./stages.ts";

/** Numbers in the layout of a product's parameters: weights (inputs × units), then biases. */
export interface ParameterBlock {
  readonly weights: Panels;
  readonly biases: number;
  readonly bytes: number;
}

/** The memory of one stage: Z, A and Δ (batch × units), and room for four transposed examples. */
export interface StageBuffers {
  readonly stage: Stage;
  readonly product?: ProductBuffers;
  /** The output of the stage below if this one has no product. */
  readonly z: Rows;
  readonly a: Rows;
  /** The input of the next stage: A, or A with some outputs dropped. */
  readonly out: Rows;
  readonly dropout?: Dropout & { readonly layer: number };
  readonly transposed: Readonly<Record<"z" | "a" | "errors", Transposed>>;
  readonly errors: Rows;
}

/** The memory of a product. */
export interface ProductBuffers {
  readonly parameters: ParameterBlock;
  /** Absent in inference. */
  readonly training?: TrainingBuffers;
}

/** What training needs of a product besides its parameters. */
export interface TrainingBuffers {
  /** W for the backward pass (units × inputs); the lowest product needs none. */
  readonly transposedWeights?: Panels;
  readonly gradient: ParameterBlock;
  /** The sums of the squares of the derivatives, if the rule needs the norm of the gradient. */
  readonly squares?: ProductSums;
  readonly regularizers?: ProductSums;
  readonly slots: Readonly<Record<string, ParameterBlock>>;
}

/** The addresses of float64 sums over the inputs of a product, one for each unit. */
export type ProductSums = Readonly<Record<"weights" | "biases", number>>;

/** The widest panel that packed rows are multiplied by: eight vectors of sums in registers. */
const SPARSE_COLUMNS = 32;

/** Reserves the memory of the stages for batches of `rows`; a `descent` means training. */
export function reserveStages(
  layout: Layout,
  stages: readonly Stage[],
  given: BatchInputs,
  rows: number,
  workers: number,
  descent?: Descent,
): StageBuffers[] {
  const lowest = lowestProduct(stages);
  let below = given.kind === "dense" ? given.a : undefined;
  return stages.map((stage, s) => {
    const { inputs, units, product } = stage;
    // Panels for packed inputs are narrow enough for each worker to have at least one.
    const width = s === 0 && given.kind === "packed"
      ? Math.min(SPARSE_COLUMNS, roundUp(Math.ceil(units / workers), LANES))
      : TILE_COLUMNS;
    const matrix = () => reserveRows(layout, rows, units);
    const transposed = (of: Rows) => reserveTransposed(layout, of, workers);
    const z = product ? matrix() : below!, a = matrix(), errors = matrix();
    const dropout = descent && stage.dropout
      ? { ...stage.dropout, key: layout.reserve(2 * WORD), mask: matrix() }
      : undefined;
    const block = () => reserveParameters(layout, inputs, units, width);
    const parameters = product && block();
    const out = below = dropout ? matrix() : a;
    const training = parameters && descent &&
      reserveTraining(layout, stage, s > lowest, descent, block);
    return {
      ...{ stage, z, a, errors, out },
      ...(parameters && { product: { parameters, ...(training && { training }) } }),
      ...(dropout && { dropout }),
      transposed: { z: transposed(z), a: transposed(a), errors: transposed(errors) },
    };
  });
}

function reserveTraining(
  layout: Layout,
  { inputs, units }: Stage,
  passesErrors: boolean,
  { rule, regularizer }: Descent,
  block: () => ParameterBlock,
): TrainingBuffers {
  const sum = () => layout.reserve(roundUp(units, LANES) * DOUBLE);
  const sums = () => ({ weights: sum(), biases: sum() });
  return {
    ...(passesErrors && { transposedWeights: reservePanels(layout, units, inputs, TILE_COLUMNS) }),
    gradient: block(),
    ...(rule.scale && { squares: sums() }),
    ...(regularizer && { regularizers: sums() }),
    slots: Object.fromEntries(rule.slots.map((name) => [name, block()])),
  };
}

/** The lowest stage with a product, below which no errors are needed; the last if none has one. */
export function lowestProduct(stages: readonly Stage[]): number {
  const lowest = stages.findIndex(({ product }) => product);
  return lowest < 0 ? stages.length - 1 : lowest;
}

/** Reserves columns for four transposed rows, for each worker. */
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

/** The addresses of the words of the keys of all masks, stage by stage. */
export function maskKeysOf(stages: readonly StageBuffers[]): number[] {
  return stages.flatMap(({ dropout }) => dropout ? [dropout.key, dropout.key + WORD] : []);
}
