import { activationRows } from "../../lower/stage_formulas.ts";
import { isComputed } from "../../lower/stages.ts";
import type { StageBuffers } from "./buffers.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { v128 } from "../emitter/instructions.ts";
import type { ModuleBuilder, Procedure } from "../emitter/module_builder.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import type { Target } from "../formulas/formula.ts";
import { emitImageCopy } from "../kernels/copy.ts";
import { emitDropout } from "../kernels/dropout.ts";
import { activation, emitEach, slopeNeedsZ } from "../kernels/entrywise.ts";
import { emitLookup, type Lookup } from "../kernels/lookup.ts";
import type { Entry } from "../kernels/product.ts";
import { emitPool } from "../kernels/pool.ts";
import { emitRowFormulas, placed } from "../kernels/rowwise.ts";
import { emitSparseProduct } from "../kernels/sparse.ts";
import { emitChannels } from "./channel_formulas.ts";
import type { BatchInputs } from "./inputs.ts";
import { emitLayer } from "./layer_formulas.ts";
import {
  type Factor,
  positionsAsImages,
  rowsAsFactor,
  rowsAsImages,
  windowsAsFactor,
} from "../memory/factor.ts";
import type { Rows } from "../memory/layout.ts";

/** A module under construction, and the memory that its kernels work on. */
export interface Program {
  readonly module: ModuleBuilder;
  readonly fused: MultiplyAdd;
  readonly rows: number;
  /** The number of the first row, where rows are part of a larger batch. */
  readonly first: number;
  readonly inputs: BatchInputs;
  readonly stages: readonly StageBuffers[];
}

/** Adds a procedure that consists of one kernel. */
export function kernel(
  { module, fused }: Program,
  name: string,
  emit: (target: Target, f: FunctionBuilder) => void,
): Procedure {
  return module.procedure(name, {}, (f) => emit({ f, fused }, f));
}

/**
 * Emits the forward pass: Z = A Wᵀ + b, (16), and A = f(Z), (17), of each stage.
 *
 * @param head The output of the last stage: A in evaluation, or only Z in training, where the loss
 * continues from there.
 */
export function emitForward(program: Program, head: "a" | "z"): Procedure[] {
  return program.stages.flatMap((_, s) => [
    ...emitImages(program, s),
    ...emitStage(program, s, head),
    ...emitFlat(program, s),
    ...emitDrop(program, s),
  ]);
}

/** Copies the inputs of windows to where zeros are around and between them. */
function emitImages(program: Program, s: number): Procedure[] {
  const { images, stage: { product, pool } } = program.stages[s]!;
  const windows = product?.windows ?? pool?.windows;
  if (!windows || !images) return [];
  const from = rowsAsImages(inputsOf(program, s), windows.image), { inputs } = images;
  if (inputs.address === from.address) return [];
  const [above, left] = windows.before;
  const into = { ...inputs, address: inputs.address + above * inputs.line + left * inputs.pixel };
  return [kernel(program, `images ${s + 1}`, (target) => {
    const copy = { from, into, images: program.rows };
    emitImageCopy(target, { ...copy, ...(product?.apart && { strides: product.apart }) });
  })];
}

/** Copies A, a row for each position, to a row for each example, if that is other memory. */
function emitFlat(program: Program, s: number): Procedure[] {
  const { stage, a, flat } = program.stages[s]!;
  if (flat.a.address === a.address) return [];
  return [kernel(program, `flat ${s + 1}`, (target) => {
    const from = positionsAsImages(a, stage.positions);
    const into = rowsAsImages(flat.a, [1, stage.positions, stage.units]);
    emitImageCopy(target, { from, into, images: program.rows });
  })];
}

function emitStage(program: Program, s: number, head: "a" | "z"): Procedure[] {
  const { stage, z, a } = program.stages[s]!, { activation: f, rows, columns } = stage;
  const last = s === program.stages.length - 1, endsInZ = last && head === "z";
  if (rows) return [emitLayer(program, s, endsInZ)];
  if (columns) return emitChannels(program, s, head === "z");
  const computes = isComputed(stage);
  const name = `forward ${s + 1}`;
  if (f.kind === "elementwise" && !endsInZ) {
    const wanted = computes && (last || slopeNeedsZ(f)) ? { a, z } : { a };
    return [kernel(program, name, (target) => {
      emitWeightedSums(program, target, s, wanted.z ?? a, activation(target, f, wanted));
    })];
  }
  const sums = computes
    ? [kernel(program, name, (target) => emitWeightedSums(program, target, s, z))]
    : [];
  return endsInZ ? sums : [...sums, emitActivation(program, s)];
}

function emitDrop(program: Program, s: number): Procedure[] {
  const { rows, first } = program;
  const { flat: { a }, out, dropout } = program.stages[s]!;
  if (!dropout) return [];
  return [kernel(program, `dropout ${s + 1}`, (target) => {
    emitDropout(target, { a, out, dropout, rows, first });
  })];
}

/** Passes each vector of Z to a function, or stores it; until then, products may keep it in `into`. */
function emitWeightedSums(
  program: Program,
  target: Target,
  s: number,
  into: Rows,
  given?: (entry: Entry) => void,
): void {
  const finish = given ?? (({ sum, place }) => target.f.do(v128.store(place(into), sum)));
  const { inputs, stages, rows } = program;
  const { stage: { pool, looksUp, product, skip }, images, parameters, products, z } = stages[s]!;
  const { stride } = z;
  if (pool) {
    return emitPool(target, { pool, from: images!.inputs, images: rows, stride, finish });
  }
  if (looksUp) return emitLookup(target, { ...lookupOf(program, s), stride, finish });
  if (skip !== undefined) {
    const plus = inputsOf(program, skip + 1);
    return emitEach(target, { of: inputsOf(program, s), plus, rows, finish });
  }
  if (product === undefined) return emitEach(target, { of: z, rows, finish });
  const [weights, biases] = parameters!.values.parts;
  const begin = product.hasBiases ? { biases: biases!.panels.address } : {};
  const sums = { panels: weights!.panels, ...begin };
  if (s === 0 && inputs.kind === "packed") {
    emitSparseProduct(target, { ...sums, stride, finish, batch: inputs.batch });
  } else {
    const a = factorOf(program, s);
    products.emitProduct(target, { ...sums, a, into, ...(given && { finish: given }) });
  }
}

/** The rows that a stage looks up, and for which inputs. */
export function lookupOf(program: Inputs, s: number): Lookup {
  const { parameters } = program.stages[s]!, [table] = parameters!.values.parts;
  const { part: { size }, panels: { address } } = table!;
  return { inputs: inputsOf(program, s), rows: program.rows, table: { address, size } };
}

/** The rows that the product of a stage multiplies by its weights. */
export function factorOf({ inputs, stages, rows }: Inputs, s: number): Factor {
  const { stage: { product }, images } = stages[s]!, windows = product?.windows;
  return windows
    ? windowsAsFactor(images!.inputs, rows, windows)
    : rowsAsFactor(inputsOf({ inputs, stages }, s), rows);
}

/** What the inputs of a stage depend on. */
type Inputs = Pick<Program, "inputs" | "stages" | "rows">;

/** The input of a stage as rows: A⁰, or the output of the stage below. */
export function inputsOf({ inputs, stages }: Omit<Inputs, "rows">, s: number): Rows {
  return s === 0 ? (inputs as { readonly a: Rows }).a : stages[s - 1]!.out;
}

/** A = f(Z) of a stage whose activation takes whole rows. */
function emitActivation(program: Program, s: number): Procedure {
  const { stage: { activation: f }, transposed: { z, a } } = program.stages[s]!;
  const formula = activationRows(f);
  return kernel(program, `activate ${s + 1}`, (target) => {
    emitRowFormulas(target, {
      ...{ name: f.name, rows: program.rows },
      read: { z },
      formulas: (m, row) => placed(formula(m, row), [a]),
    });
  });
}
