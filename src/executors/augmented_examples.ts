import { type Matrix, selectRows } from "../core/matrix/matrix.ts";
import { columnOf } from "../core/matrix/numbers.ts";
import { batchesOf } from "../data/batches.ts";
import type { Batch } from "../engine/cost.ts";
import type { Plan } from "./executor.ts";

/** The number of a step, from 1, by its index in a stretch, from 0. */
export type StepNumber = (index: number) => number;

/** The examples of the next steps, one batch after the other, augmented if the plan says so. */
export function augmentedExamples(
  { dataset, augment }: Pick<Plan, "dataset" | "augment">,
  batchSize: number,
  rows: Uint32Array,
  numberOf: StepNumber,
): Batch {
  const batches = Array.from(batchesOf(dataset, batchSize, rows), (batch, i) => {
    return augment ? augment(batch, numberOf(i)) : batch;
  });
  return {
    inputs: stacked(batches.map(({ inputs }) => selectRows(inputs))),
    targets: stacked(batches.map(({ targets }) => targets)),
    ...(dataset.weights && {
      weights: stacked(batches.map(({ weights }) => columnOf(weights!))).data,
    }),
  };
}

/** Stacks matrices of one width. */
function stacked(parts: readonly Matrix[]): Matrix {
  const { columns } = parts[0]!;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float64Array(rows * columns);
  let row = 0;
  for (const part of parts) {
    data.set(part.data, row * columns);
    row += part.rows;
  }
  return { rows, columns, data };
}
