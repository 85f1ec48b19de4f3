import { type Inputs, type Matrix, rowRange } from "../../../core/matrix/matrix.ts";
import type { Network } from "../../../engine/network.ts";
import { MOST_BYTE_COLUMNS, type PackedBatch, type Packing } from "../kernels/sparse.ts";
import type { Stage } from "../../lower/stages.ts";
import { type Layout, reserveRows, type Rows, WORD } from "../memory/layout.ts";

/**
 * The share of zeros from which packed rows are faster than dense ones.
 *
 * Measured by `deno task bench --groups zeros`: steps of 784-units-10 in batches of 32 take as long
 * either way at a share of 0.33 to 0.35 with 32 units and of 0.38 to 0.41 with 512.
 */
export const SPARSE_FROM = 0.4;

/** How inputs are stored for the kernels. */
export type InputsPlan =
  | { readonly kind: "packed"; readonly packing: Packing["kind"]; readonly entries: number }
  | { readonly kind: "dense" };

/** The memory of a batch's inputs. */
export type BatchInputs =
  | { readonly kind: "packed"; readonly batch: PackedBatch }
  | { readonly kind: "dense"; readonly a: Rows };

/** Chooses packed rows where enough entries are zero, and a product takes them. */
export function planInputs(inputs: Inputs, stages: readonly Stage[]): InputsPlan {
  const [first] = stages, skips = stages.some(({ skip }) => skip === -1);
  if (!first?.product || first.product.windows || skips) return { kind: "dense" };
  const packed = packedPlan(inputs);
  const zeros = 1 - packed.entries / (inputs.rows * inputs.columns);
  if (!(zeros >= SPARSE_FROM) || inputs.columns >= MOST_BYTE_COLUMNS) return { kind: "dense" };
  return packed;
}

/** Stores only the entries that are not zero. */
export function packedPlan(inputs: Inputs): Extract<InputsPlan, { readonly kind: "packed" }> {
  const packing = "scale" in inputs ? "bytes" : "numbers";
  return { kind: "packed", packing, entries: countEntries(inputs) };
}

/** Counts the entries that are not zero. */
function countEntries({ data }: Inputs): number {
  // Four bytes at a time: most words of a picture are zero.
  const words = data instanceof Uint8Array && data.byteOffset % WORD === 0
    ? new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)
    : new Uint32Array();
  let entries = 0;
  for (let w = 0; w < words.length; w++) {
    const word = words[w]!;
    if (word === 0) continue;
    entries += +((word & 0xff) !== 0) + +((word & 0xff00) !== 0) + +((word & 0xff0000) !== 0) +
      +(word >>> 24 !== 0);
  }
  for (let index = words.length * WORD; index < data.length; index++) {
    if (data[index] !== 0) entries++;
  }
  return entries;
}

/** The inputs of a batch of another size, in the same memory. */
export function withRows(inputs: BatchInputs, rows: number): BatchInputs {
  return inputs.kind === "dense" ? inputs : { ...inputs, batch: { ...inputs.batch, rows } };
}

/** Reserves the inputs of a batch. */
export function reserveBatch(
  layout: Layout,
  network: Network,
  rows: number,
  plan: InputsPlan,
): BatchInputs {
  if (plan.kind === "dense") {
    return { kind: "dense", a: reserveRows(layout, rows, network.inputs) };
  }
  const table = layout.reserve(256 * WORD);
  const ranges = layout.reserve(2 * rows * WORD), touched = layout.reserve(WORD);
  const packing = { kind: plan.packing, table };
  return { kind: "packed", batch: { ranges, touched, rows, packing } };
}

/** Writes rows of numbers, or of bytes times their scale. */
export function writeRows(
  buffer: ArrayBufferLike,
  { address, stride }: Rows,
  matrix: Matrix | Inputs,
): void {
  const numbers = new Float32Array(buffer);
  const { rows, columns, data } = matrix;
  const scale = "scale" in matrix ? matrix.scale : 1;
  for (let i = 0; i < rows; i++) {
    const to = (address + i * stride) / WORD;
    if (scale === 1) {
      numbers.set(rowRange(matrix, i, 1).data, to);
      continue;
    }
    for (let j = 0; j < columns; j++) numbers[to + j] = data[i * columns + j]! * scale;
  }
}
