import { after, type Code, type Local, type Place } from "../emitter/code.ts";
import { f32x4, i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formula.ts";
import { LANES, type Panel, type Panels, panelsOf, type Rows, WORD } from "../layout.ts";
import { type Entry, maskBehind } from "./product.ts";
import type { Share } from "./share.ts";
import { VECTOR } from "./tile.ts";

/** How the entries of packed rows are written. */
export interface Packing {
  /**
   * `bytes`: one word an entry, the column in the lower 24 bits and a byte in the upper 8, which
   * stands for a number in a table. `numbers`: two words, the column and a float32.
   */
  readonly kind: "bytes" | "numbers";
  /** Where the table of the 256 numbers is. */
  readonly table: number;
}

/** Rows of which only the entries that are not zero are stored, and which of them make the batch. */
export interface PackedBatch {
  /** Where, for each row of the batch, the address of its first entry and the one behind its last are. */
  readonly ranges: number;
  /** How many rows the batch has. */
  readonly rows: number;
  /** How entries are written. */
  readonly packing: Packing;
}

/** The bytes of an entry. */
export function entryBytes(kind: Packing["kind"]): number {
  return kind === "bytes" ? WORD : 2 * WORD;
}

/** The lower bits of a word, which hold the column of a byte. */
export const COLUMN_BITS = 24;

/** The most columns a row of bytes can have. */
export const MOST_BYTE_COLUMNS = 2 ** COLUMN_BITS;

/** Calls `body` for each row of the batch with the addresses of its entries, then for each entry. */
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

/** Goes through the entries of a row: its number in all lanes, and the bytes up to its row of weights. */
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
      const index = i32.and(
        i32.shrUnsigned(word, i32.constant(COLUMN_BITS - 2)),
        i32.constant(1020),
      );
      f.set(value, v128.loadSplat({ base: index, offset: packing.table }));
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

/** Emits A B + b for packed rows A: each entry adds its multiple of a row of B. */
export function emitSparseProduct(
  target: Target,
  { batch, panels, biases, share, stride, finish }: {
    readonly batch: PackedBatch;
    readonly panels: Panels;
    readonly biases: number;
    readonly share: Share;
    /** The bytes between rows of everything that has the columns of B. */
    readonly stride: number;
    readonly finish: (entry: Entry) => void;
  },
): void {
  const { f, fused } = target;
  for (const panel of share.of(panelsOf(panels))) {
    const sums = f.locals("v128", panel.vectors);
    const outRow = f.local("i32", i32.constant(0));
    forEachRow(target, batch, (range) => {
      sums.forEach((sum, v) => {
        f.set(sum, v128.load({ offset: biases + panel.column * WORD + v * VECTOR }));
      });
      forEachEntry(target, batch, range, panel.vectors * VECTOR, (value, row) => {
        sums.forEach((sum, v) => {
          f.set(sum, fused.madd(value, v128.load(weightsAt(panel, row, v)), sum));
        });
      });
      sums.forEach((sum, v) => {
        const column = panel.column + v * LANES;
        const mask = maskBehind(panels.columns - column);
        finish({
          sum,
          column: { offset: column * WORD },
          place: (region: Rows) => ({ base: outRow, offset: region.address + column * WORD }),
          ...(mask && { mask }),
        });
      });
      f.set(outRow, i32.add(outRow, i32.constant(stride)));
    });
    f.release(...sums, outRow);
  }
}

/**
 * Emits B += c Aᵀ Δ for packed rows A: each entry adds its multiple of an error to a row of B.
 *
 * @param factor c, in all lanes.
 */
export function emitSparseUpdate(
  target: Target,
  { batch, errors, panels, share, factor }: {
    readonly batch: PackedBatch;
    readonly errors: Rows;
    readonly panels: Panels;
    readonly share: Share;
    readonly factor: Code<"v128">;
  },
): void {
  const { f, fused } = target;
  for (const panel of share.of(panelsOf(panels))) {
    const scaled = f.locals("v128", panel.vectors);
    const errorRow = f.local("i32", i32.constant(errors.address + panel.column * WORD));
    forEachRow(target, batch, (range) => {
      scaled.forEach((error, v) => {
        f.set(error, f32x4.mul(factor, v128.load({ base: errorRow, offset: v * VECTOR })));
      });
      forEachEntry(target, batch, range, panel.vectors * VECTOR, (value, row) => {
        scaled.forEach((error, v) => {
          const place = weightsAt(panel, row, v);
          f.do(v128.store(place, fused.madd(value, error, v128.load(place))));
        });
      });
      f.set(errorRow, i32.add(errorRow, i32.constant(errors.stride)));
    });
    f.release(...scaled, errorRow);
  }
}

function weightsAt(panel: Panel, row: Local<"i32">, vector: number): Place {
  return after({ base: row, offset: panel.address }, vector * VECTOR);
}
