import { pullBackRow } from "../../../nn/activations/activation.ts";
import type { Loss } from "../../../nn/losses/loss.ts";
import { pairOf } from "../../../nn/losses/pair.ts";
import { checkedRow } from "../../../core/matrix/matrix.ts";
import { lowestProduct } from "./buffers.ts";
import { f32, f64, v128 } from "../emitter/instructions.ts";
import type { Callee, Procedure } from "../emitter/module_builder.ts";
import { kernel, type Program } from "./forward_program.ts";
import { emitTotal } from "../kernels/column_sums.ts";
import { emitMasking } from "../kernels/dropout.ts";
import { emitEach, pullback } from "../kernels/entrywise.ts";
import { emitProduct, type Entry } from "../kernels/product.ts";
import { emitRowFormulas, type Transposed } from "../kernels/rowwise.ts";
import type { Share } from "../kernels/share.ts";
import { emitTranspose } from "../kernels/transpose.ts";
import { WORD } from "../memory/layout.ts";
import { productsOf } from "./parameters.ts";
import type { Descent } from "./rule_formulas.ts";
import type { Part } from "./stages.ts";

/** A program that trains. */
export interface TrainingProgram extends Program, Descent {
  readonly loss: Loss;
  /** Y of the batch, and room for four transposed rows. */
  readonly targets: Transposed;
  /** The address of the losses, one for each example of the batch. */
  readonly losses: number;
  /** The address of each number that the rule shares, by name. */
  readonly shared: Readonly<Record<string, number>>;
  /** The address of this worker's factor of all derivatives; the norm is a vector further on. */
  readonly scale: number;
}

/**
 * Emits the loss of each example and Δ^L: BP1.2, (57), from Z^L.
 *
 * Activation, loss and error are one formula, so that shared parts are computed once.
 */
export function emitOutputErrors(program: TrainingProgram): Procedure {
  const { stages, rows, loss, targets, losses } = program;
  const { stage: { activation: f }, transposed: { z, errors } } = stages.at(-1)!;
  const pair = pairOf(f, loss);
  return kernel(program, "output errors", (target) => {
    emitRowFormulas(target, {
      ...{ name: `${loss.name} of ${f.name}`, rows },
      read: { z, y: targets },
      formulas: (m, row) => {
        const sums = row("z"), y = row("y");
        const a = f.kind === "rowwise"
          ? checkedRow(f.value(m, sums), sums.length)
          : sums.map((entry) => f.value(m, entry));
        const at = { z: sums, a };
        return [
          { into: errors, values: pair.error(m, at, y) },
          { intoNumbers: losses, value: pair.value(m, at, y) },
        ];
      },
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
  return productsOf(stages).flatMap(({ parts, parameters, training }) => {
    const sums = training![of], count = parameters.weights.columns;
    return sums === undefined ? [] : (["weights", "biases"] as const).map((name) => {
      return { part: parts[name], address: sums[name], count };
    });
  });
}

/** Emits Δ of every stage from the last but one down to the lowest product: BP2.2, (58). */
export function emitErrors(program: TrainingProgram): Procedure[] {
  const { stages, rows } = program;
  const lowest = lowestProduct(stages.map(({ stage }) => stage));
  const procedures: Procedure[] = [];
  for (let s = stages.length - 1; s > lowest; s--) {
    const { stage: { activation: below }, z, a, errors, transposed, dropout } = stages[s - 1]!;
    const { product, errors: above } = stages[s]!, panels = product?.training?.transposedWeights;
    procedures.push(kernel(program, `errors ${s}`, (target) => {
      const finish = below.kind === "elementwise"
        ? pullback(target, below, { z, a, errors })
        : ({ sum, place }: Entry) => target.f.do(v128.store(place(errors), sum));
      if (panels) emitProduct(target, { a: above, rows, panels, stride: errors.stride, finish });
      else emitEach(target, { of: above, rows, finish });
    }));
    if (dropout) {
      procedures.push(kernel(program, `masking ${s}`, (target) => {
        emitMasking(target, { errors, mask: dropout.mask, rows });
      }));
    }
    if (below.kind === "elementwise") continue;
    procedures.push(kernel(program, `pullback ${s}`, (target) => {
      emitRowFormulas(target, {
        ...{ name: below.name, rows },
        read: transposed,
        formulas: (m, row) => {
          const at = { z: row("z"), a: row("a") };
          return [{ into: transposed.errors, values: pullBackRow(m, below, at, row("errors")) }];
        },
      });
    }));
  }
  return procedures;
}

/** Emits the transposition of the weights for the backward pass; the lowest product needs none. */
export function emitTransposedWeights(program: TrainingProgram, share: Share): Procedure[] {
  return productsOf(program.stages).flatMap(({ s, parameters, training }) => {
    const to = training!.transposedWeights;
    return to === undefined ? [] : kernel(program, `transposed weights ${s + 1}`, (target) => {
      emitTranspose(target, { from: parameters.weights, to, share });
    });
  });
}
