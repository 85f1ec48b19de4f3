import type { Code, Local } from "../emitter/code.ts";
import { f32x4, i16x8, i32, i8x16, v128 } from "../emitter/instructions.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import type { Target } from "../formulas/formula.ts";
import { roundUp, VECTOR, WORD } from "../memory/layout.ts";
import { COLUMN_BITS, entryBytes, type Packing } from "./sparse.ts";

/** Rows to pack. */
export interface RowsToPack {
  readonly kind: Packing["kind"];
  /** The address of the rows, each padded with zeros to a multiple of 16 entries: see `packedStride`. */
  readonly staging: number;
  readonly columns: number;
  readonly rows: Local<"i32">;
  /** The address of the next entry, advanced past the last. */
  readonly entry: Local<"i32">;
  /** Where to store the address of the next row's first entry. */
  readonly start: Local<"i32">;
}

/** How sixteen entries of a row are scanned, and nonzero ones written. */
interface Kind {
  /** A bit for each of sixteen entries that is not zero. */
  readonly found: (vectorAt: (v: number) => Code<"v128">) => Code<"i32">;
  /** Writes the entry in a column; `row` is the offset of the row from `staging`. */
  readonly write: (
    f: FunctionBuilder,
    to: Readonly<Record<"entry" | "column" | "row", Local<"i32">>> & { readonly staging: number },
  ) => void;
}

const KINDS: Readonly<Record<Packing["kind"], Kind>> = {
  bytes: {
    found: (vectorAt) => {
      return i8x16.bitmask(i8x16.notEqual(vectorAt(0), i8x16.splat(i32.constant(0))));
    },
    write: (f, { entry, column, row, staging }) => {
      const byte = i32.load8Unsigned({ base: i32.add(row, column), offset: staging });
      const high = i32.shl(byte, i32.constant(COLUMN_BITS));
      f.do(i32.store({ base: entry, offset: 0 }, i32.or(high, column)));
    },
  },
  numbers: {
    found: (vectorAt) => {
      const isNotZero = (v: number) => f32x4.notEqual(vectorAt(v), f32x4.constant(0));
      const half = (v: number) => i16x8.narrow(isNotZero(v), isNotZero(v + 1));
      return i8x16.bitmask(i8x16.narrow(half(0), half(2))); // all ones stay so
    },
    write: (f, { entry, column, row, staging }) => {
      const place = { base: i32.add(row, i32.shl(column, i32.constant(2))), offset: staging };
      f.do(
        i32.store({ base: entry, offset: 0 }, column),
        i32.store({ base: entry, offset: WORD }, i32.load(place)), // the bits of the number
      );
    },
  },
};

/** The number of entries compared with zero at a time. */
const AT_A_TIME = 16;

/** The bytes from one row to the next in staging: a multiple of 16 entries. */
export function packedStride(kind: Packing["kind"], columns: number): number {
  return roundUp(columns, AT_A_TIME) * (kind === "bytes" ? 1 : WORD);
}

/** Emits the packing of rows. */
export function emitPack({ f }: Target, rows: RowsToPack): void {
  const { kind, staging, columns, entry, start } = rows;
  const { found: foundIn, write } = KINDS[kind];
  const stride = packedStride(kind, columns), sixteen = packedStride(kind, AT_A_TIME);
  const row = f.local("i32", i32.constant(0)), place = f.local("i32"), first = f.local("i32");
  const found = f.local("i32"), column = f.local("i32");
  const end = f.local("i32", i32.mul(rows.rows, i32.constant(stride)));
  f.while(i32.lessUnsigned(row, end), () => {
    f.do(i32.store({ base: start, offset: 0 }, entry));
    f.set(first, i32.constant(0));
    f.count({ counter: place, from: 0, below: stride, by: sixteen }, () => {
      const vectorAt = (v: number) =>
        v128.load({ base: i32.add(row, place), offset: staging + v * VECTOR });
      f.set(found, foundIn(vectorAt));
      f.while(i32.notEqual(found, i32.constant(0)), () => {
        f.set(column, i32.add(first, i32.countTrailingZeros(found)));
        f.set(found, i32.and(found, i32.sub(found, i32.constant(1))));
        write(f, { entry, column, row, staging });
        f.set(entry, i32.add(entry, i32.constant(entryBytes(kind))));
      });
      f.set(first, i32.add(first, i32.constant(AT_A_TIME)));
    });
    f.set(start, i32.add(start, i32.constant(WORD)));
    f.set(row, i32.add(row, i32.constant(stride)));
  });
  f.do(i32.store({ base: start, offset: 0 }, entry));
  f.release(row, place, first, column, found, end);
}
