import type { Inputs, Matrix } from "../matrix/matrix.ts";
import type { Network } from "../network/network.ts";
import type { BatchInputs } from "./forward_program.ts";
import { entryBytes, MOST_BYTE_COLUMNS, type Packing } from "./kernels/sparse.ts";
import { type Layout, reserveRows, type Rows, WORD } from "./layout.ts";

/**
 * The share of zeros from which packed rows are faster than dense ones.
 *
 * Measured by `deno task bench --groups zeros`: steps of 784-units-10 in batches of 32 take as long
 * either way at a share of 0.3 with 32 units and at 0.4 with 512, for bytes as for numbers.
 */
export const SPARSE_FROM = 0.4;

/** How inputs are laid before the kernels. */
export type InputsPlan =
  | { readonly kind: "packed"; readonly packing: Packing["kind"]; readonly entries: number }
  | { readonly kind: "dense" };

/** Chooses packed rows where enough entries are zero. */
export function planInputs(inputs: Inputs): InputsPlan {
  const entries = countEntries(inputs);
  const zeros = 1 - entries / (inputs.rows * inputs.columns);
  if (!(zeros >= SPARSE_FROM) || inputs.columns >= MOST_BYTE_COLUMNS) return { kind: "dense" };
  return { kind: "packed", packing: "scale" in inputs ? "bytes" : "numbers", entries };
}

/** How many entries are not zero. */
function countEntries({ data }: Inputs): number {
  let zeros = 0;
  for (let index = 0; index < data.length; index++) if (data[index] === 0) zeros++;
  return data.length - zeros;
}

/** Reserves what a batch of inputs needs. */
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
  // A word before the ranges is there to be written to: see `emitGather`.
  const ranges = layout.reserve((1 + 2 * rows) * WORD) + WORD;
  return { kind: "packed", batch: { ranges, rows, packing: { kind: plan.packing, table } } };
}

/**
 * Packs rows: their entries that are not zero.
 *
 * @param buffer The memory that they go to.
 * @param inputs The rows.
 * @param to How entries are written, where the first goes, and where the address of each row's first
 * entry goes; the last row's end follows.
 */
export function writePacked(
  buffer: ArrayBufferLike,
  inputs: Inputs,
  { packing, entries, starts }: {
    readonly packing: Packing;
    readonly entries: number;
    readonly starts: number;
  },
): void {
  const { rows, columns, data } = inputs;
  const words = new Uint32Array(buffer), numbers = new Float32Array(buffer);
  const bytes = packing.kind === "bytes";
  if ("scale" in inputs) numbers.set(byteTable(inputs.scale), packing.table / WORD);
  let next = entries / WORD;
  for (let i = 0; i < rows; i++) {
    words[starts / WORD + i] = next * WORD;
    for (let j = 0; j < columns; j++) {
      const entry = data[i * columns + j]!;
      if (entry === 0) continue;
      if (bytes) {
        words[next] = (entry << 24) | j;
      } else {
        words[next] = j;
        numbers[next + 1] = entry;
      }
      next += entryBytes(packing.kind) / WORD;
    }
  }
  words[starts / WORD + rows] = next * WORD;
}

/** The number that each byte stands for, rounded once. */
function byteTable(scale: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => byte * scale);
}

/** Writes rows of numbers, bytes scaled. */
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
    for (let j = 0; j < columns; j++) numbers[to + j] = data[i * columns + j]! * scale;
  }
}
