import type { TrainingProgram } from "./backward_program.ts";
import type { ImageBuffers } from "./image_buffers.ts";
import { imagesFrom } from "../memory/factor.ts";
import { type Transposed, transposedBytes } from "../kernels/rowwise.ts";
import type { Share } from "../kernels/share.ts";
import { LANES, type Rows, rowsFrom, WORD } from "../memory/layout.ts";

/** Some of the examples of a batch. */
export interface BatchPart {
  readonly from: number;
  readonly rows: number;
}

/** A worker's examples of a batch: whole groups of four, as kernels take four rows at a time. */
export function partOf(rows: number, share: Share): BatchPart {
  const groups = share.of(Array.from({ length: Math.ceil(rows / LANES) }, (_, g) => g));
  const from = (groups[0] ?? 0) * LANES, below = Math.min(rows, from + groups.length * LANES);
  return { from, rows: below - from };
}

/**
 * The program of some of the examples, as if they were a batch.
 *
 * Forward and backward passes are independent for each example. Sums over all examples, such as
 * gradients, need the whole program.
 */
export function programOfPart(
  program: TrainingProgram,
  { from, rows }: BatchPart,
  { worker }: Share,
): TrainingProgram {
  const transposed = <Region extends Transposed>({ rows, columns }: Region) => ({
    rows: rowsFrom(rows, from),
    columns: columns + worker * transposedBytes(rows.columns),
  });
  const { inputs, targets, weights, losses } = program;
  return {
    ...program,
    rows,
    first: from,
    inputs: inputs.kind === "dense" ? { kind: "dense", a: rowsFrom<Rows>(inputs.a, from) } : {
      kind: "packed",
      batch: { ...inputs.batch, rows, ranges: inputs.batch.ranges + from * 2 * WORD },
    },
    stages: program.stages.map((stage) => {
      const { positions } = stage.stage, { flat, dropout, images, formulas, columns } = stage;
      const own = (region: Rows) => rowsFrom(region, from * positions);
      return {
        ...stage,
        z: own(stage.z),
        a: own(stage.a),
        errors: own(stage.errors),
        flat: { a: rowsFrom(flat.a, from), errors: rowsFrom(flat.errors, from) },
        out: rowsFrom(stage.out, from),
        ...(dropout && { dropout: { ...dropout, mask: rowsFrom(dropout.mask, from) } }),
        ...(images && { images: imagesOfPart(images, from) }),
        ...(columns && {
          columns: { ...columns, inputs: own(columns.inputs), errors: own(columns.errors) },
        }),
        ...(formulas && {
          formulas: {
            inputs: transposed(formulas.inputs),
            ...(formulas.errors && { errors: transposed(formulas.errors) }),
            derivatives: mapValues(formulas.derivatives, transposed),
          },
        }),
        transposed: {
          z: transposed(stage.transposed.z),
          a: transposed(stage.transposed.a),
          errors: transposed(stage.transposed.errors),
        },
      };
    }),
    targets: transposed(targets),
    ...(weights && { weights: transposed(weights) }),
    losses: losses + from * WORD,
  };
}

function imagesOfPart({ inputs, errors, carried }: ImageBuffers, from: number): ImageBuffers {
  return {
    inputs: imagesFrom(inputs, from),
    ...(errors && { errors: imagesFrom(errors, from) }),
    ...(carried && { carried: imagesFrom(carried, from) }),
  };
}

function mapValues<T>(record: Readonly<Record<string, T>>, f: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
