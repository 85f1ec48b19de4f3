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
import type { Windows } from "../../../nn/layers/windows.ts";
import { type Images, positionsAsImages, rowsAsImages } from "../memory/factor.ts";
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

/**
 * The memory of one stage: Z, A and Δ (batch · positions × units), and room for four transposed examples.
 */
export interface StageBuffers {
  readonly stage: Stage;
  readonly product?: ProductBuffers;
  /** The memory of windows. */
  readonly images?: ImageBuffers;
  /** The output of the stage below if this one has neither a product nor a pooling. */
  readonly z: Rows;
  readonly a: Rows;
  /** A and Δ with a row for each example: the same memory, unless units are no whole vectors. */
  readonly flat: Readonly<Record<"a" | "errors", Rows>>;
  /** The input of the next stage: A of each example, or A with some outputs dropped. */
  readonly out: Rows;
  readonly dropout?: Dropout & { readonly layer: number };
  readonly transposed: Readonly<Record<"z" | "a" | "errors", Transposed>>;
  readonly errors: Rows;
}

/** The memory of a product or a pooling of windows. */
export interface ImageBuffers {
  /** The inputs, a window's numbers of each line contiguous, with zeros around. */
  readonly inputs: Images;
  /** The errors of the outputs with zeros around and between, for the backward pass of a product. */
  readonly errors?: Images;
  /** The errors of the inputs, unless they are computed in their place. */
  readonly carried?: Images;
}

/** The memory of a product. */
export interface ProductBuffers {
  readonly parameters: ParameterBlock;
  /** Absent in inference. */
  readonly training?: TrainingBuffers;
}

/** What training needs of a product besides its parameters. */
export interface TrainingBuffers {
  /**
   * W for the backward pass (units × inputs), or the turned kernel of windows; the lowest product needs
   * none.
   */
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
  const made: StageBuffers[] = [];
  for (const [s, stage] of stages.entries()) {
    const { positions, units, product, pool } = stage;
    const below = made.at(-1)?.out ?? (given.kind === "dense" ? given.a : undefined);
    // Panels for packed inputs are narrow enough for each worker to have at least one.
    const width = s === 0 && given.kind === "packed"
      ? Math.min(SPARSE_COLUMNS, roundUp(Math.ceil(units / workers), LANES))
      : TILE_COLUMNS;
    // Without a formula of its own, a stage has the rows of the one below.
    const computes = product !== undefined || pool !== undefined;
    const matrix = () =>
      computes
        ? reservePositions(layout, rows, positions, units)
        : { ...below!, address: layout.reserve(roundUp(rows, LANES) * below!.stride) };
    const transposed = (of: Rows) => reserveTransposed(layout, of, workers);
    const z = computes ? matrix() : below!, a = matrix(), errors = matrix();
    const flat = (of: Rows) => flatRows(layout, of, rows, positions);
    const flatA = flat(a), flatErrors = flat(errors);
    const dropout = descent && stage.dropout
      ? {
        ...stage.dropout,
        key: layout.reserve(2 * WORD),
        mask: { ...flatA, address: layout.reserve(rows * flatA.stride) },
      }
      : undefined;
    const shape = productShape(stage);
    const block = () => reserveParameters(layout, shape.inner, units, width);
    const parameters = product && block();
    const out = dropout ? { ...flatA, address: layout.reserve(rows * flatA.stride) } : flatA;
    const training = parameters && descent &&
      reserveTraining(layout, stage, s > lowest, descent, block);
    const windows = product?.windows ?? pool?.windows;
    const passesErrors = descent !== undefined && s > lowest;
    const images = windows &&
      reserveImages(layout, stage, windows, rows, below!, passesErrors, made.at(-1)?.flat.errors);
    made.push({
      ...{ stage, z, a, errors, out, flat: { a: flatA, errors: flatErrors } },
      ...(parameters && { product: { parameters, ...(training && { training }) } }),
      ...(images && { images }),
      ...(dropout && { dropout }),
      transposed: { z: transposed(z), a: transposed(a), errors: transposed(errors) },
    });
  }
  return made;
}

/** The inner size of a stage's product. */
function productShape({ inputs, product }: Stage): { readonly inner: number } {
  const windows = product?.windows;
  if (windows === undefined) return { inner: inputs };
  const { kernel: [height, width], inputs: [, , channels] } = windows;
  return { inner: height * width * channels };
}

/** Reserves a row for each position of each example; those of several follow each other without gaps. */
function reservePositions(
  layout: Layout,
  rows: number,
  positions: number,
  units: number,
): Rows {
  if (positions === 1) return reserveRows(layout, rows, units);
  const stride = roundUp(units, LANES) * WORD;
  return { address: layout.reserve(rows * positions * stride), columns: units, stride };
}

/** Rows of positions as rows of examples, in the same memory if that has no gaps. */
function flatRows(layout: Layout, of: Rows, rows: number, positions: number): Rows {
  if (positions === 1) return of;
  const columns = positions * of.columns;
  return of.columns % LANES === 0
    ? { ...of, columns, stride: positions * of.stride }
    : reserveRows(layout, rows, columns);
}

function reserveImages(
  layout: Layout,
  stage: Stage,
  { inputs, kernel, strides, before, outputs }: Windows,
  rows: number,
  below: Rows,
  passesErrors: boolean,
  errorsBelow?: Rows,
): ImageBuffers {
  const given = rowsAsImages(below, inputs);
  if (stage.pool) return { inputs: given };
  const [height, width, channels] = inputs;
  const covered = ([0, 1] as const).map((side) =>
    Math.max(inputs[side], (outputs[side] - 1) * strides[side] + kernel[side])
  ) as [number, number];
  const isPadded = covered[0] !== height || covered[1] !== width ||
    before.some((pixels) => pixels > 0);
  const padded = isPadded ? reserveImage(layout, [...covered, channels], rows) : given;
  if (!passesErrors) return { inputs: padded };
  const around = [height + kernel[0] - 1, width + kernel[1] - 1, stage.units] as const;
  const isInPlace = channels % LANES === 0 &&
    errorsBelow!.stride === height * width * channels * WORD;
  return {
    inputs: padded,
    errors: reserveImage(layout, around, rows),
    ...(!isInPlace && {
      carried: positionsAsImages(
        reservePositions(layout, rows, height * width, channels),
        height * width,
      ),
    }),
  };
}

/** Reserves images without gaps; they are zero until something is written. */
function reserveImage(
  layout: Layout,
  [height, width, channels]: readonly [number, number, number],
  images: number,
): Images {
  const stride = roundUp(height * width * channels, LANES) * WORD;
  const rows = {
    address: layout.reserve(images * stride),
    columns: height * width * channels,
    stride,
  };
  return rowsAsImages(rows, [height, width, channels]);
}

function reserveTraining(
  layout: Layout,
  stage: Stage,
  passesErrors: boolean,
  { rule, regularizer }: Descent,
  block: () => ParameterBlock,
): TrainingBuffers {
  const { inputs, units, product } = stage;
  const windows = product?.windows;
  const [inner, columns] = windows
    ? [windows.kernel[0] * windows.kernel[1] * units, windows.inputs[2]]
    : [units, inputs];
  const sum = () => layout.reserve(roundUp(units, LANES) * DOUBLE);
  const sums = () => ({ weights: sum(), biases: sum() });
  return {
    ...(passesErrors && { transposedWeights: reservePanels(layout, inner, columns, TILE_COLUMNS) }),
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
