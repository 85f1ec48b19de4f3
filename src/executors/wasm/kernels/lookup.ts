import type { Code, Local, Place } from "../emitter/code.ts";
import { f32, f64, i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { LANES, type Rows, VECTOR, WORD } from "../memory/layout.ts";
import type { GradientSums } from "./gradient.ts";
import { type Entry, maskBehind, masked } from "./product.ts";

/** Rows of a table for the integers that inputs are next to; a vector behind the table is read, too. */
export interface Lookup {
  /** A row of indices for each example. */
  readonly inputs: Rows;
  readonly rows: number;
  /** Contiguous rows without gaps. */
  readonly table: {
    readonly address: number;
    readonly size: readonly [rows: number, columns: number];
  };
}

/** Emits the row of each index, and passes each vector of it to `finish`. */
export function emitLookup(
  target: Target,
  lookup: Lookup & {
    /** The bytes from one row of outputs to the next. */
    readonly stride: number;
    readonly finish: (entry: Entry) => void;
  },
): void {
  const { table, stride, finish } = lookup, { f } = target, sum = f.local("v128");
  forEachIndex(target, lookup, stride, ({ row, out, mask }) => {
    f.set(sum, masked(v128.load({ base: row, offset: table.address }), mask));
    finish({
      sum,
      place: ({ address }) => ({ base: out, offset: address }),
      ...(mask && { mask }),
    });
  });
  f.release(sum);
}

/** Emits the errors of each index, to be added to its row; the vectors of rows overlap, by zeros. */
export function emitLookupSums(
  target: Target,
  lookup: Lookup & Pick<GradientSums, "errors" | "finish"> & {
    /** The sums, of the layout of the table. */
    readonly block: { readonly address: number };
  },
): void {
  const { errors, block, finish } = lookup;
  forEachIndex(target, lookup, errors.stride, ({ row, out, mask }) => {
    const error = masked(v128.load({ base: out, offset: errors.address }), mask);
    finish({ base: row, offset: block.address }, error);
  });
}

/** Some columns of the row of an index. */
interface RowPart {
  /** Their offset in the table, and in the outputs. */
  readonly row: Local<"i32">;
  readonly out: Local<"i32">;
  readonly mask?: Code<"v128">;
}

function forEachIndex(
  { f }: Target,
  { inputs, rows, table: { size: [count, columns] } }: Lookup,
  stride: number,
  body: (part: RowPart) => void,
): void {
  const example = f.local("i32", i32.constant(0)), first = f.local("i32", i32.constant(0));
  const m = f.local("i32"), step = f.local("i32"), column = f.local("i32");
  const row = f.local("i32"), out = f.local("i32");
  const behind = columns % LANES, whole = (columns - behind) * WORD;
  const advance = (local: Local<"i32">, bytes: number) =>
    f.set(local, i32.add(local, i32.constant(bytes)));
  f.count({ counter: m, from: 0, below: rows, by: 1 }, () => {
    f.count({ counter: step, from: 0, below: inputs.columns * WORD, by: WORD }, () => {
      const place = { base: i32.add(example, step), offset: inputs.address };
      f.set(row, i32.mul(nearest(place, count), i32.constant(columns * WORD)));
      f.set(out, first);
      f.count({ counter: column, from: 0, below: whole, by: VECTOR }, () => {
        body({ row, out });
        advance(row, VECTOR);
        advance(out, VECTOR);
      });
      if (behind > 0) body({ row, out, mask: maskBehind(behind)! });
      advance(first, stride);
    });
    advance(example, inputs.stride);
  });
  f.release(example, first, m, step, column, row, out);
}

/** The integer from 0 next to a number, the lower of two, as formulas choose it. */
function nearest(place: Place, count: number): Code<"i32"> {
  const lower = f64.ceil(f64.add(f64.fromF32(f32.load(place)), f64.constant(-0.5)));
  return i32.truncate(f64.min(f64.max(lower, f64.constant(0)), f64.constant(count - 1)));
}
