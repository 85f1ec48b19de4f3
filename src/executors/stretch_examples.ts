import { type Inputs, type Matrix, rowRange, selectRows } from "../core/matrix/matrix.ts";
import { columnOf } from "../core/matrix/numbers.ts";
import { readExamples } from "../data/stored/stored.ts";
import type { Batch } from "../engine/cost.ts";
import type { Plan } from "./executor.ts";

/** The number of a step, from 1, by its index in a stretch, from 0. */
export type StepNumber = (index: number) => number;

/**
 * The examples of the next steps, one batch after the other, for executors that do not hold the whole data
 * set: read if they are stored, augmented if the plan says so.
 *
 * @param rows The numbers of the examples; whole batches where they are augmented.
 */
export async function stretchExamples(
  { dataset, augment }: Pick<Plan, "dataset" | "augment">,
  batchSize: number,
  rows: Uint32Array,
  numberOf: StepNumber,
): Promise<Batch> {
  const all = await readExamples(dataset, rows);
  if (!augment) return all;
  const batches: Batch[] = [];
  for (let from = 0; from < rows.length; from += batchSize) {
    const batch = examplesFrom(all, from, Math.min(batchSize, rows.length - from));
    const { inputs, targets } = batch;
    const numbers = { ...batch, inputs: selectRows(inputs), targets: selectRows(targets) };
    batches.push(augment(numbers, numberOf(batches.length)));
  }
  return {
    inputs: stacked(batches.map(({ inputs }) => inputs)),
    targets: stacked(batches.map(({ targets }) => targets)),
    ...(all.weights && {
      weights: stacked(batches.map(({ weights }) => columnOf(weights!))).data,
    }),
  };
}

/** Stacks matrices of one width, bytes scaled. */
function stacked(parts: readonly (Inputs | Matrix)[]): Matrix {
  const { columns } = parts[0]!;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float64Array(rows * columns);
  let row = 0;
  for (const part of parts) {
    data.set("scale" in part ? selectRows(part).data : part.data, row * columns);
    row += part.rows;
  }
  return { rows, columns, data };
}

/** Some of the examples of a batch, one after the other. */
function examplesFrom(
  { inputs, targets, weights }: Batch,
  from: number,
  rows: number,
): Batch {
  return {
    inputs: rowRange(inputs, from, rows),
    targets: rowRange(targets, from, rows),
    ...(weights && { weights: Array.prototype.slice.call(weights, from, from + rows) }),
  };
}
