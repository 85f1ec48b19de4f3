import type { Code, Local, Place } from "../emitter/code.ts";
import { f32x4, i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { LANES, type Panel, panelsOf, roundUp, type Rows, VECTOR, WORD } from "../memory/layout.ts";
import { ownPanels } from "./share.ts";
import type { GradientSums } from "./gradient.ts";
import { maskBehind, type Product } from "./product.ts";

/** The format of the entries of packed rows. */
export interface Packing {
  /**
   * `bytes`: one word an entry, the column in the lower 24 bits and in the upper 8 a byte, the index
   * of a number in a table. `numbers`: two words, the column and a float32.
   */
  readonly kind: "bytes" | "numbers";
  /** The address of the table of 256 numbers. */
  readonly table: number;
}

/** The rows of a batch, of which only nonzero entries are stored. */
export interface PackedBatch {
  /** The address of each row's range: that of its first entry, and that after its last. */
  readonly ranges: number;
  /** The address of a word for the sum of prefetched entries: see `emitGather`. */
  readonly touched: number;
  readonly rows: number;
  readonly packing: Packing;
}

/** The size of an entry. */
export function entryBytes(kind: Packing["kind"]): number {
  return kind === "bytes" ? WORD : 2 * WORD;
}

/** The lower bits of a word, which hold the column of a byte. */
export const COLUMN_BITS = 24;

/** The most columns of a row of bytes. */
export const MOST_BYTE_COLUMNS = 2 ** COLUMN_BITS;

/** Loops over the rows of the batch and the ranges of their entries. */
function forEachRow(
  { f }: Target,
  { ranges, rows }: PackedBatch,
  body: (row: { readonly entry: Local<"i32">; readonly end: Local<"i32"> }) => void,
): void {
  const m = f.local("i32"), entry = f.local("i32"), end = f.local("i32");
  f.count({ counter: m, from: 0, below: rows * 2 * WORD, by: 2 * WORD }, () => {
    f.set(entry, i32.load({ base: m, offset: ranges }));
    f.set(end, i32.load({ base: m, offset: ranges + WORD }));
    body({ entry, end });
  });
  f.release(m, entry, end);
}

/** Loops over the entries of a row: each number in all lanes, and the offset of its row of weights. */
function forEachEntry(
  { f }: Target,
  { packing }: PackedBatch,
  { entry, end }: { readonly entry: Local<"i32">; readonly end: Local<"i32"> },
  rowBytes: number,
  body: (value: Local<"v128">, row: Local<"i32">) => void,
): void {
  const word = f.local("i32"), row = f.local("i32"), value = f.local("v128");
  f.while(i32.lessUnsigned(entry, end), () => {
    f.set(word, i32.load({ base: entry, offset: 0 }));
    if (packing.kind === "bytes") {
      const shifted = i32.shrUnsigned(word, i32.constant(COLUMN_BITS - 2));
      const base = i32.and(shifted, i32.constant(255 * WORD));
      f.set(value, v128.loadSplat({ base, offset: packing.table }));
      f.set(row, times(i32.and(word, i32.constant(MOST_BYTE_COLUMNS - 1)), rowBytes));
    } else {
      f.set(value, v128.loadSplat({ base: entry, offset: WORD }));
      f.set(row, times(word, rowBytes));
    }
    body(value, row);
    f.set(entry, i32.add(entry, i32.constant(entryBytes(packing.kind))));
  });
  f.release(word, row, value);
}

function times(x: Code<"i32">, factor: number): Code<"i32"> {
  const bits = Math.log2(factor);
  return Number.isInteger(bits) ? i32.shl(x, i32.constant(bits)) : i32.mul(x, i32.constant(factor));
}

/** The most vectors of sums kept in registers. */
const MOST_VECTORS = 8;

/** Groups of consecutive panels of one width whose vectors fit into registers. */
function groupsOf(panels: readonly Panel[]): Panel[][] {
  const groups: Panel[][] = [];
  for (const panel of panels) {
    const group = groups.at(-1);
    const { vectors } = panel;
    const fits = (group: readonly Panel[]) =>
      group[0]!.vectors === vectors && (group.length + 1) * vectors <= MOST_VECTORS;
    if (group && fits(group)) group.push(panel);
    else groups.push([panel]);
  }
  return groups;
}

/** The vectors of a group of panels, each with the column of its first lane and a variable. */
function vectorsOf({ f }: Target, group: readonly Panel[]) {
  return group.flatMap((panel) =>
    Array.from({ length: panel.vectors }, (_, v) => {
      return { panel, v, column: panel.column + v * LANES, local: f.local("v128") };
    })
  );
}

/** A product of packed rows A with a matrix in panels. */
export interface SparseProduct extends Omit<Product, "a"> {
  readonly batch: PackedBatch;
}

/** Emits A B + b for packed rows A: each entry adds its multiple of a row of B. */
export function emitSparseProduct(target: Target, product: SparseProduct): void {
  const { f, fused } = target;
  const { batch, panels, biases, stride, finish } = product;
  for (const group of groupsOf(panelsOf(panels))) {
    const vectors = vectorsOf(target, group);
    const outRow = f.local("i32", i32.constant(0));
    forEachRow(target, batch, (range) => {
      for (const { local: sum, column } of vectors) {
        const begin = biases === undefined
          ? f32x4.constant(0)
          : v128.load({ offset: biases + column * WORD });
        f.set(sum, begin);
      }
      forEachEntry(target, batch, range, group[0]!.vectors * VECTOR, (value, row) => {
        for (const { local: sum, panel, v } of vectors) {
          f.set(sum, fused.madd(value, v128.load(weightsAt(panel, row, v)), sum));
        }
      });
      for (const { local: sum, column } of vectors) {
        const mask = maskBehind(panels.columns - column);
        finish({
          sum,
          place: (region: Pick<Rows, "address">) => ({
            base: outRow,
            offset: region.address + column * WORD,
          }),
          ...(mask && { mask }),
        });
      }
      f.set(outRow, i32.add(outRow, i32.constant(stride)));
    });
    f.release(...vectors.map(({ local }) => local), outRow);
  }
}

/**
 * The narrowest and the widest panel that packed rows are multiplied by: four to eight vectors of sums in
 * registers. One worker reads all rows once a panel, so it should not pay for what many might gain.
 */
const SPARSE_COLUMNS = { least: 16, most: 32 } as const;

/** The width of panels for packed inputs: narrow enough for each worker to have one, if that pays. */
export function packedWidth(units: number, workers: number): number {
  const { least, most } = SPARSE_COLUMNS;
  return Math.max(least, Math.min(most, roundUp(Math.ceil(units / workers), LANES)));
}

/** c Aᵀ Δ of packed rows A, to be added to a matrix; the factor c is in all lanes. */
export interface SparseUpdate extends Pick<GradientSums, "errors" | "panels" | "share"> {
  readonly batch: PackedBatch;
  readonly factor: Code<"v128">;
}

/** Emits B += c Aᵀ Δ for packed rows A: each entry adds its multiple of an error to a row of B. */
export function emitSparseUpdate(target: Target, update: SparseUpdate): void {
  const { f, fused } = target;
  const { batch, errors, panels, share, factor } = update;
  for (const group of groupsOf(ownPanels(panels, share))) {
    const vectors = vectorsOf(target, group);
    const errorRow = f.local("i32", i32.constant(0));
    forEachRow(target, batch, (range) => {
      for (const { local: scaled, column } of vectors) {
        const error = v128.load({ base: errorRow, offset: errors.address + column * WORD });
        f.set(scaled, f32x4.mul(factor, error));
      }
      forEachEntry(target, batch, range, group[0]!.vectors * VECTOR, (value, row) => {
        for (const { local: scaled, panel, v } of vectors) {
          const place = weightsAt(panel, row, v);
          f.do(v128.store(place, fused.madd(value, scaled, v128.load(place))));
        }
      });
      f.set(errorRow, i32.add(errorRow, i32.constant(errors.stride)));
    });
    f.release(...vectors.map(({ local }) => local), errorRow);
  }
}

function weightsAt(panel: Panel, row: Local<"i32">, vector: number): Place {
  return { base: row, offset: panel.address + vector * VECTOR };
}
