import {
  DOUBLE,
  LANES,
  type Layout,
  type Panels,
  reservePanels,
  reserveRows,
  roundUp,
  type Rows,
  VECTOR,
  WORD,
} from "../memory/layout.ts";
import type { Dropout } from "../kernels/dropout.ts";
import { type Transposed, transposedBytes } from "../kernels/rowwise.ts";
import { type DenseProducts, type OutsideProducts, TILES } from "../kernels/dense_products.ts";
import { packedWidth } from "../kernels/sparse.ts";
import { type ImageBuffers, reserveImages, reservePositions } from "./image_buffers.ts";
import type { BatchInputs } from "./inputs.ts";
import type { Descent } from "../../lower/rule_formulas.ts";
import {
  isComputed,
  lowestTrained,
  type Part,
  sizeOfWeights,
  type Stage,
} from "../../lower/stages.ts";

/**
 * Numbers in the layout of the parameters of a layer: of a product weights (inputs × units), then
 * biases; others are one row each.
 */
export interface ParameterBlock {
  readonly address: number;
  readonly parts: readonly PartPanels[];
}

/** The memory of a parameter. */
export interface PartPanels {
  readonly part: Part;
  readonly panels: Panels;
}

/**
 * The memory of one stage: Z, A and Δ (batch · positions × units), and room for four transposed examples.
 */
export interface StageBuffers {
  readonly stage: Stage;
  /** How its products are computed, if it has some. */
  readonly products: DenseProducts;
  readonly parameters?: ParameterBuffers;
  /** The memory of windows. */
  readonly images?: ImageBuffers;
  /** The memory of formulas of rows. */
  readonly formulas?: FormulaBuffers;
  /** The memory of formulas of columns. */
  readonly columns?: ColumnBuffers;
  /** The output of the stage below, unless this one computes Z. */
  readonly z: Rows;
  readonly a: Rows;
  /** A and Δ with a row for each example: the same memory if units fill whole vectors. */
  readonly flat: Readonly<Record<"a" | "errors", Rows>>;
  /** The input of the next stage: A of each example, or A with some outputs dropped. */
  readonly out: Rows;
  readonly dropout?: Dropout & { readonly layer: number };
  readonly transposed: Readonly<Record<"z" | "a" | "errors", Transposed>>;
  readonly errors: Rows;
}

/** The memory of formulas of rows that have parameters. */
export interface FormulaBuffers {
  /** The inputs, and room for four of them transposed. */
  readonly inputs: Transposed;
  /** The errors of the inputs. */
  readonly errors?: Transposed;
  /** The derivatives by each parameter of each example, by name. */
  readonly derivatives: Readonly<Record<string, Transposed>>;
}

/** The memory of formulas of columns; all rows have the stride of Z. */
export interface ColumnBuffers {
  /** The inputs and their errors (batch · positions × channels), maybe those of the stage below. */
  readonly inputs: Rows;
  readonly errors: Rows;
  /** The addresses of the state, of the statistics of a batch, and of sums of derivatives, by name. */
  readonly state: Readonly<Record<string, number>>;
  readonly now: Readonly<Record<string, number>>;
  readonly derivatives: Readonly<Record<string, number>>;
}

/** The memory of parameters. */
export interface ParameterBuffers {
  readonly values: ParameterBlock;
  /** Absent in inference. */
  readonly training?: TrainingBuffers;
}

/** What training needs besides parameters. */
export interface TrainingBuffers {
  /**
   * W for the backward pass (units × inputs), or the turned kernel of windows; the lowest product needs
   * none, nor do products that take W itself.
   */
  readonly transposedWeights?: Panels;
  readonly gradient: ParameterBlock;
  /** The sums of the squares of the derivatives, if the rule needs the norm of the gradient. */
  readonly squares?: PartSums;
  readonly regularizers?: PartSums;
  readonly slots: Readonly<Record<string, ParameterBlock>>;
}

/** The addresses of the float64 sums over each column of each parameter, by name. */
export type PartSums = Readonly<Record<string, number>>;

/** What the memory of stages depends on. */
export interface StagesPlan {
  readonly workers: number;
  /** What computes some of the products; by default, all are computed in tiles. */
  readonly outside?: OutsideProducts;
  /** Processes that share the work. */
  readonly processes?: Division;
  /** Absent in inference. */
  readonly descent?: Descent;
}

/** How processes divide parameters. */
export interface Division {
  readonly count: number;
  /** The multiply-adds in the gradient of a parameter from which they divide it. */
  readonly divideFrom: number;
}

/** Reserves the memory of the stages for batches of `rows`. */
export function reserveStages(
  layout: Layout,
  stages: readonly Stage[],
  given: BatchInputs,
  rows: number,
  { workers, outside, descent, processes: division }: StagesPlan,
): StageBuffers[] {
  const lowest = lowestTrained(stages);
  const { count: processes, divideFrom } = division ?? { count: 1, divideFrom: 0 };
  const made: StageBuffers[] = [];
  for (const [s, stage] of stages.entries()) {
    const { positions, units, product, pool } = stage;
    const below = made.at(-1)?.out ?? (given.kind === "dense" ? given.a : undefined);
    const isPacked = s === 0 && given.kind === "packed";
    const passesErrors = descent !== undefined && s > lowest;
    const products = !isPacked && product &&
        outside?.choose({ stage, rows, passesErrors }, layout) || TILES;
    const width = isPacked ? packedWidth(units, workers * processes) : products.widthOf(units);
    // Rows that are computed entry by entry from those below have their stride.
    const isNew = [product, pool, stage.looksUp, stage.rows].some((form) => form !== undefined);
    const matrix = () =>
      isNew || positions > 1
        ? reservePositions(layout, rows, positions, units)
        : { ...below!, address: layout.reserve(roundUp(rows, LANES) * below!.stride) };
    const transposed = (of: Rows) => reserveTransposed(layout, of, workers);
    const z = isComputed(stage) ? matrix() : below!, a = matrix(), errors = matrix();
    const flat = (of: Rows) => flatRows(layout, of, rows, positions);
    const flatA = flat(a), flatErrors = flat(errors);
    const dropout = descent && stage.dropout
      ? {
        ...stage.dropout,
        key: layout.reserve(2 * WORD),
        mask: { ...flatA, address: layout.reserve(roundUp(rows, LANES) * flatA.stride) },
      }
      : undefined;
    // The same for batches of all sizes, as what an optimizer keeps stays with whoever has the columns.
    const isWhole = (inner: number, columns: number) =>
      rows * positions * inner * columns < divideFrom;
    const block = () => reserveParameters(layout, stage, width, isWhole);
    const values = stage.parameters && block();
    const out = dropout
      ? { ...flatA, address: layout.reserve(roundUp(rows, LANES) * flatA.stride) }
      : flatA;
    const training = values && descent &&
      reserveTraining(layout, stage, values, passesErrors ? products : undefined, descent, block);
    const windows = product?.windows ?? pool?.windows, errorsBelow = made.at(-1)?.flat.errors;
    const images = windows &&
      reserveImages(layout, stage, windows, rows, below!, passesErrors, errorsBelow);
    const formulas = stage.rows &&
      reserveFormulas(stage, below!, errorsBelow, transposed, (columns) => {
        return transposed(reserveRows(layout, rows, columns));
      });
    const columns = stage.columns &&
      reserveColumns(layout, stage, below!, errorsBelow, matrix);
    made.push({
      ...{ stage, products, z, a, errors, out, flat: { a: flatA, errors: flatErrors } },
      ...(values && { parameters: { values, ...(training && { training }) } }),
      ...(images && { images }),
      ...(formulas && { formulas }),
      ...(columns && { columns }),
      ...(dropout && { dropout }),
      transposed: { z: transposed(z), a: transposed(a), errors: transposed(errors) },
    });
  }
  return made;
}

function reserveFormulas(
  { parameters }: Stage,
  below: Rows,
  errorsBelow: Rows | undefined,
  transposed: (of: Rows) => Transposed,
  reserve: (columns: number) => Transposed,
): FormulaBuffers {
  const derivatives = (parameters?.parts ?? []).map(({ name, size: [rows, columns] }) => {
    return [name, reserve(rows * columns)] as const;
  });
  return {
    inputs: transposed(below),
    ...(errorsBelow && { errors: transposed(errorsBelow) }),
    derivatives: Object.fromEntries(derivatives),
  };
}

function reserveColumns(
  layout: Layout,
  { columns, parameters, positions, units }: Stage,
  below: Rows,
  errorsBelow: Rows | undefined,
  matrix: () => Rows,
): ColumnBuffers {
  const stride = positions === 1 ? below.stride : roundUp(units, LANES) * WORD;
  const isWhole = positions === 1 || units % LANES === 0;
  const isInPlace = isWhole && positions * stride === below.stride;
  const place = (of: Rows | undefined) =>
    isInPlace && of ? { ...of, columns: units, stride } : matrix();
  const numbers = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, layout.reserve(roundUp(units, LANES) * WORD)]));
  return {
    ...{ inputs: place(below), errors: place(errorsBelow) },
    ...{ state: numbers(columns!.state), now: numbers(columns!.state) },
    derivatives: numbers((parameters?.parts ?? []).map(({ name }) => name)),
  };
}

/** Rows of positions as rows of examples, in the same memory if that has no gaps. */
function flatRows(layout: Layout, of: Rows, rows: number, positions: number): Rows {
  if (positions === 1) return of;
  const columns = positions * of.columns;
  return of.columns % LANES === 0
    ? { ...of, columns, stride: positions * of.stride }
    : reserveRows(layout, rows, columns);
}

/** @param passing The products that pass errors on, unless this is the lowest stage that learns. */
function reserveTraining(
  layout: Layout,
  { inputs, units, product }: Stage,
  values: ParameterBlock,
  passing: DenseProducts | undefined,
  { rule, regularizer }: Descent,
  block: () => ParameterBlock,
): TrainingBuffers {
  const windows = product?.windows;
  const [inner, columns] = windows
    ? [windows.kernel[0] * windows.kernel[1] * units, windows.image[2]]
    : [units, inputs];
  const sums = () =>
    Object.fromEntries(
      values.parts.map(({ part, panels }) => [
        part.name,
        layout.reserve(roundUp(panels.columns, LANES) * DOUBLE),
      ]),
    );
  return {
    ...(passing && product && !(passing.takesTransposed && !windows) &&
      { transposedWeights: reservePanels(layout, inner, columns, passing.widthOf(columns)) }),
    gradient: block(),
    ...(rule.scale && { squares: sums() }),
    ...(regularizer && { regularizers: sums() }),
    slots: Object.fromEntries(rule.slots.map((name) => [name, block()])),
  };
}

/** Reserves columns for four transposed rows, for each worker. */
export function reserveTransposed(layout: Layout, rows: Rows, workers: number): Transposed {
  return { rows, columns: layout.reserve(workers * transposedBytes(rows.columns)) };
}

function reserveParameters(
  layout: Layout,
  { parameters, product, looksUp }: Stage,
  width: number,
  isWhole: (inner: number, columns: number) => boolean,
): ParameterBlock {
  let bytes = 0;
  const relative = parameters!.parts.map((part, i) => {
    const [inner, wide] = product && i === 0
      ? sizeOfWeights(part)
      : [1, part.size[0] * part.size[1]];
    const whole = isWhole(inner, wide) && { whole: true as const };
    const panels = { address: bytes, inner, columns: wide, width, ...whole };
    bytes += inner * roundUp(wide, LANES) * WORD;
    return { part, panels };
  });
  // Rows that are looked up are read and summed in whole vectors, also behind the last.
  const address = layout.reserve(bytes + (looksUp ? VECTOR : 0));
  return {
    address,
    parts: relative.map(({ part, panels }) => {
      return { part, panels: { ...panels, address: address + panels.address } };
    }),
  };
}

/** The addresses of the words of the keys of all masks, stage by stage. */
export function maskKeysOf(stages: readonly StageBuffers[]): number[] {
  return stages.flatMap(({ dropout }) => dropout ? [dropout.key, dropout.key + WORD] : []);
}
