import { after, type Local } from "../emitter/code.ts";
import { i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { CACHE_LINE, LANES, roundUp, type Rows, VECTOR, WORD } from "../memory/layout.ts";
import type { PackedBatch } from "./sparse.ts";

/** All rows of a packed data set. */
export interface PackedRows {
  /** The address of a list: the address of each row's first entry, and the end of the last row. */
  readonly starts: number;
  readonly meanBytes: number;
}

/** The rows of a batch, and their destinations. */
export interface Gathering {
  /** The address of the numbers of the rows. */
  readonly order: Local<"i32">;
  readonly rows: number;
  /** Packed rows, of which only the ranges are stored. */
  readonly packed: readonly { readonly from: PackedRows; readonly into: PackedBatch }[];
  /** Dense rows, which are copied. */
  readonly copied: readonly { readonly from: Rows; readonly into: Rows }[];
}

/** The most cache lines of a packed row that are prefetched. */
const MOST_LINES = 16;

/** Emits the selection of the rows of a batch from a data set. */
export function emitGather(target: Target, gathering: Gathering): void {
  const { f } = target;
  const { order, rows, packed, copied } = gathering;
  const m = f.local("i32"), row = f.local("i32");
  f.count({ counter: m, from: 0, below: rows, by: 1 }, () => {
    f.set(row, i32.load({ base: i32.add(order, i32.shl(m, i32.constant(2))), offset: 0 }));
    for (const { from, into } of packed) storeRange(target, from, into, m, row);
    for (const { from, into } of copied) copyRow(target, from, into, m, row);
  });
  f.release(m, row);
}

/**
 * Stores the range of a row and prefetches its cache lines in independent loads: rows in random order
 * are not in the cache, and kernels read their entries one after the other.
 */
function storeRange(
  { f }: Target,
  { starts, meanBytes }: PackedRows,
  { ranges, touched: touchedAt }: PackedBatch,
  m: Local<"i32">,
  row: Local<"i32">,
): void {
  const from = f.local("i32", i32.shl(row, i32.constant(2)));
  const into = f.local("i32", i32.shl(m, i32.constant(3)));
  const entry = f.local("i32", i32.load({ base: from, offset: starts }));
  const end = i32.load({ base: from, offset: starts + WORD });
  f.do(
    i32.store({ base: into, offset: ranges }, entry),
    i32.store({ base: into, offset: ranges + WORD }, end),
  );
  const lines = Math.min(MOST_LINES, Math.ceil(meanBytes / CACHE_LINE));
  const touched = f.local("i32", i32.constant(0));
  for (let line = 0; line < lines; line++) {
    f.set(touched, i32.add(touched, i32.load({ base: entry, offset: line * CACHE_LINE })));
  }
  // Stored, so that no compiler may eliminate the loads.
  f.do(i32.store({ offset: touchedAt }, touched));
  f.release(from, into, entry, touched);
}

function copyRow({ f }: Target, from: Rows, into: Rows, m: Local<"i32">, row: Local<"i32">): void {
  const read = f.local("i32", i32.mul(row, i32.constant(from.stride)));
  const write = f.local("i32", i32.mul(m, i32.constant(into.stride)));
  const vectors = roundUp(from.columns, LANES) / LANES;
  const copy = (count: number) => {
    for (let v = 0; v < count; v++) {
      const place = after({ base: write, offset: into.address }, v * VECTOR);
      f.do(v128.store(place, v128.load({ base: read, offset: from.address + v * VECTOR })));
    }
  };
  const whole = vectors - vectors % LANES, counter = f.local("i32");
  f.count({ counter, from: 0, below: whole, by: LANES }, () => {
    copy(LANES);
    f.set(read, i32.add(read, i32.constant(LANES * VECTOR)));
    f.set(write, i32.add(write, i32.constant(LANES * VECTOR)));
  });
  copy(vectors - whole);
  f.release(read, write, counter);
}
