import type { Loss } from "../../../nn/losses/loss.ts";
import { f32, f64, v128 } from "../emitter/instructions.ts";
import type { Callee, Procedure } from "../emitter/module_builder.ts";
import { kernel, type Program } from "./forward_program.ts";
import { emitChannelErrors } from "./channel_formulas.ts";
import { emitLayerErrors } from "./layer_formulas.ts";
import { emitTotal } from "../kernels/column_sums.ts";
import { emitImageCopy, emitZeros } from "../kernels/copy.ts";
import { emitMasking } from "../kernels/dropout.ts";
import { emitEach, pullback } from "../kernels/entrywise.ts";
import { emitFlip } from "../kernels/flip.ts";
import { areDisjoint, emitPoolErrors } from "../kernels/pool.ts";
import type { Entry } from "../kernels/product.ts";
import { emitRowFormulas, placed, type Transposed } from "../kernels/rowwise.ts";
import type { Share } from "../kernels/share.ts";
import { emitTranspose } from "../kernels/transpose.ts";
import {
  type Factor,
  positionsAsImages,
  rowsAsFactor,
  rowsAsImages,
  windowsAsFactor,
} from "../memory/factor.ts";
import { type Rows, WORD } from "../memory/layout.ts";
import type { Target } from "../formulas/formula.ts";
import { countWindows } from "../../../nn/layers/windows.ts";
import { parametersOf } from "./parameters.ts";
import type { Descent } from "../../lower/rule_formulas.ts";
import { outputRows, pullbackRows } from "../../lower/stage_formulas.ts";
import { lowestTrained, type Part } from "../../lower/stages.ts";

/** A program that trains. */
export interface TrainingProgram extends Program, Descent {
  readonly loss: Loss;
  /** Y of the batch, and room for four transposed rows. */
  readonly targets: Transposed;
  /** The weights of the examples of the batch, if they have any. */
  readonly weights?: Transposed;
  /** The address of the losses, one for each example of the batch. */
  readonly losses: number;
  /** The address of each number that the rule shares, by name. */
  readonly shared: Readonly<Record<string, number>>;
  /** The address of this worker's factor of all derivatives; the norm is a vector further on. */
  readonly scale: number;
}

/** Emits the loss of each example and Δ^L: BP1.2, (57), from Z^L. */
export function emitOutputErrors(program: TrainingProgram): Procedure {
  const { stages, rows, loss, targets, weights, losses } = program;
  const { stage: { activation: f }, transposed: { z, errors } } = stages.at(-1)!;
  const formula = outputRows(f, loss, weights !== undefined);
  return kernel(program, "output errors", (target) => {
    emitRowFormulas(target, {
      ...{ name: `${loss.name} of ${f.name}`, rows },
      read: { z, y: targets, ...(weights && { weight: weights }) },
      formulas: (m, row) => placed(formula(m, row), [errors, losses]),
    });
  });
}

/** Emits C, the mean of the losses of the batch (19) plus the regularizer, summed in float64. */
export function emitCost(program: TrainingProgram): Callee<"f64"> {
  const { module, rows, losses } = program;
  const regularizers = sumsOf(program, "regularizers").filter(({ part }) => part.shrinks);
  return module.function("cost", {}, (f) => {
    const total = f.local("f64", f64.constant(0)), m = f.local("i32");
    f.count({ counter: m, from: 0, below: rows * WORD, by: WORD }, () => {
      f.set(total, f64.add(total, f64.fromF32(f32.load({ base: m, offset: losses }))));
    });
    const mean = f64.div(total, f64.constant(rows));
    return regularizers.length === 0 ? mean : f64.add(mean, emitTotal(f, regularizers));
  });
}

/** The sums of one kind over all parameters, one for each unit. */
export function sumsOf(
  { stages }: TrainingProgram,
  of: "squares" | "regularizers",
): { readonly part: Part; readonly address: number; readonly count: number }[] {
  return parametersOf(stages).flatMap(({ values, training }) => {
    const sums = training![of];
    return sums === undefined ? [] : values.parts.map(({ part, panels }) => {
      return { part, address: sums[part.name]!, count: panels.columns };
    });
  });
}

/** Emits Δ of every stage from the last but one down to the lowest product: BP2.2, (58). */
export function emitErrors(program: TrainingProgram): Procedure[] {
  const { stages } = program;
  const lowest = lowestTrained(stages.map(({ stage }) => stage));
  const procedures: Procedure[] = [];
  for (let s = stages.length - 1; s >= lowest; s--) {
    const { rows, columns } = stages[s]!.stage;
    if (rows) procedures.push(emitLayerErrors(program, s, s > lowest));
    else if (columns) procedures.push(...emitChannelErrors(program, s, s > lowest));
    else if (s > lowest) procedures.push(...emitErrorsBelow(program, s));
    if (s > lowest) procedures.push(...emitSkips(program, s - 1), ...emitPullback(program, s - 1));
  }
  return procedures;
}

/** Adds the errors of the stages that the output of a stage skips to. */
function emitSkips(program: TrainingProgram, s: number): Procedure[] {
  const { stages, rows } = program, { flat: { errors } } = stages[s]!;
  return stages.flatMap(({ stage: { skip }, errors: plus }, to) => {
    if (skip !== s) return [];
    return [kernel(program, `skip ${s + 1} to ${to + 1}`, (target) => {
      const finish = ({ sum, place }: Entry) => target.f.do(v128.store(place(errors), sum));
      emitEach(target, { of: errors, plus, rows, finish });
    })];
  });
}

/** Whether the errors of a stage are pulled back as they are computed. */
function isPulledBackAtOnce({ stages }: TrainingProgram, s: number): boolean {
  if (stages.some(({ stage: { skip } }) => skip === s)) return false;
  const { stage: { activation }, errors, flat } = stages[s]!;
  if (activation.kind !== "elementwise" || flat.errors.address !== errors.address) return false;
  // Only these come vector by vector, each once, to where they stay.
  const { stage: { pool, looksUp, rows, columns }, images } = stages[s + 1]!;
  return !looksUp && !rows && !columns && !images?.carried && (!pool || areDisjoint(pool));
}

/** Emits ∂L/∂A of the stage below, a row for each example, or its Δ. */
function emitErrorsBelow(program: TrainingProgram, s: number): Procedure[] {
  const { rows, stages } = program;
  const { stage: { pool, product, looksUp }, parameters, products, images, errors: above, z } =
    stages[s]!;
  const { stage: { activation: below }, flat: { errors: into }, ...at } = stages[s - 1]!;
  const name = `errors ${s}`;
  if (looksUp) return [kernel(program, name, (target) => emitZeros(target, into, rows))];
  const isWhole = isPulledBackAtOnce(program, s - 1);
  const carried = images?.carried ?? into;
  const pulledBack = (target: Target) =>
    isWhole && below.kind === "elementwise" ? pullback(target, below, at) : undefined;
  const finishFor = (target: Target) =>
    pulledBack(target) ??
      (({ sum, place }: Entry) => target.f.do(v128.store(place(carried), sum)));
  if (pool) {
    const from = images!.inputs, size = [from.height, from.width, from.channels] as const;
    return [kernel(program, name, (target) => {
      // Otherwise what no window sees is never written, and stays zero.
      if (!isWhole) emitZeros(target, into, rows);
      const to = rowsAsImages(into, size), finish = finishFor(target);
      emitPoolErrors(target, {
        ...{ pool, from, images: rows, stride: z.stride, errors: above, into: to, finish },
      });
    })];
  }
  if (!product) {
    return [kernel(program, name, (target) => {
      emitEach(target, { of: above, rows, finish: finishFor(target) });
    })];
  }
  const { windows } = product, transposed = parameters!.training!.transposedWeights;
  const panels = transposed ?? parameters!.values.parts[0]!.panels;
  const emitSums = (target: Target, a: Factor, into: Rows) => {
    const finish = pulledBack(target), isTransposed = transposed === undefined;
    products.emitProduct(target, { a, panels, isTransposed, into, ...(finish && { finish }) });
  };
  if (!windows) {
    return [kernel(program, name, (target) => emitSums(target, rowsAsFactor(above, rows), into))];
  }
  const { image: [height, width, channels], kernel: sides, strides, before } = windows;
  const errors = images!.errors!;
  const [top, left] = [0, 1].map((side) => sides[side]! - 1 - before[side]!) as [number, number];
  const pixel = channels * WORD;
  const procedures = [
    kernel(program, `spread ${s}`, (target) => {
      const from = {
        ...positionsAsImages(above, windows.outputs[1]),
        height: windows.outputs[0],
        image: countWindows(windows) * above.stride,
      };
      const address = errors.address + top * errors.line + left * errors.pixel;
      emitImageCopy(target, { from, into: { ...errors, address }, images: rows, strides });
    }),
    kernel(program, name, (target) => {
      const apart = product.apart ?? [1, 1] as const;
      const steps = { kernel: sides, strides: apart, outputs: [height, width] } as const;
      const a = windowsAsFactor(errors, rows, steps);
      const stride = images!.carried?.pixel ?? pixel;
      emitSums(target, a, { address: carried.address, columns: channels, stride });
    }),
  ];
  if (images?.carried) {
    procedures.push(kernel(program, `carried ${s}`, (target) => {
      const to = rowsAsImages(into, [1, height * width, channels]);
      emitImageCopy(target, { from: images.carried!, into: to, images: rows });
    }));
  }
  return procedures;
}

/** Emits Δ of a stage from ∂L/∂A, unless it was computed at once. */
function emitPullback(program: TrainingProgram, s: number): Procedure[] {
  const { rows } = program;
  const { stage, z, a, errors, flat, transposed, dropout } = program.stages[s]!;
  const { activation: f, positions, units } = stage;
  const procedures: Procedure[] = [];
  if (dropout) {
    procedures.push(kernel(program, `masking ${s + 1}`, (target) => {
      emitMasking(target, { errors: flat.errors, mask: dropout.mask, rows });
    }));
  }
  if (isPulledBackAtOnce(program, s)) return procedures;
  if (flat.errors.address !== errors.address) {
    procedures.push(kernel(program, `apart ${s + 1}`, (target) => {
      const from = rowsAsImages(flat.errors, [1, positions, units]);
      emitImageCopy(target, { from, into: positionsAsImages(errors, positions), images: rows });
    }));
  }
  procedures.push(kernel(program, `pullback ${s + 1}`, (target) => {
    if (f.kind === "elementwise") {
      const finish = pullback(target, f, { z, a, errors });
      return emitEach(target, { of: errors, rows: rows * positions, finish });
    }
    emitRowFormulas(target, {
      ...{ name: f.name, rows },
      read: transposed,
      formulas: (m, row) => placed(pullbackRows(f)(m, row), [transposed.errors]),
    });
  }));
  return procedures;
}

/** Emits the weights for the backward pass: transposed, or turned; the lowest product needs none. */
export function emitTransposedWeights(program: TrainingProgram, share: Share): Procedure[] {
  return parametersOf(program.stages).flatMap(({ s, values, training }) => {
    const to = training!.transposedWeights, windows = program.stages[s]!.stage.product?.windows;
    return to === undefined ? [] : kernel(program, `transposed weights ${s + 1}`, (target) => {
      const from = values.parts[0]!.panels;
      if (windows === undefined) return emitTranspose(target, { from, to, share });
      emitFlip(target, { from, to, taps: windows.kernel[0] * windows.kernel[1], share });
    });
  });
}
