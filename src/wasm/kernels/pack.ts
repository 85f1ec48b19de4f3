import type { Local } from "../emitter/code.ts";
import { i32, i8x16, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formula.ts";
import { WORD } from "../layout.ts";
import { COLUMN_BITS } from "./sparse.ts";
import { VECTOR } from "./tile.ts";

/** Rows of bytes that are to be packed. */
export interface PackedBytes {
  /** Where the rows are, each padded with zeros to whole vectors. */
  readonly staging: number;
  /** The bytes from one row to the next. */
  readonly stride: number;
  /** How many rows. */
  readonly rows: Local<"i32">;
  /** Where the next entry goes; where the one behind the last goes, afterwards. */
  readonly entry: Local<"i32">;
  /** Where the address of the next row's first entry goes. */
  readonly start: Local<"i32">;
}

/** Emits the packing of rows of bytes: sixteen are compared with zero at a time. */
export function emitPack(
  { f }: Target,
  { staging, stride, rows, entry, start }: PackedBytes,
): void {
  const row = f.local("i32", i32.constant(0)), column = f.local("i32");
  const found = f.local("i32"), at = f.local("i32");
  const end = f.local("i32", i32.mul(rows, i32.constant(stride)));
  f.while(i32.lessUnsigned(row, end), () => {
    f.do(i32.store({ base: start, offset: 0 }, entry));
    f.count({ counter: column, from: 0, below: stride, by: VECTOR }, () => {
      const bytes = v128.load({ base: i32.add(row, column), offset: staging });
      f.set(found, i8x16.bitmask(i8x16.notEqual(bytes, i8x16.splat(i32.constant(0)))));
      f.while(i32.notEqual(found, i32.constant(0)), () => {
        f.set(at, i32.add(column, i32.countTrailingZeros(found)));
        f.set(found, i32.and(found, i32.sub(found, i32.constant(1))));
        const byte = i32.load8Unsigned({ base: i32.add(row, at), offset: staging });
        const high = i32.shl(byte, i32.constant(COLUMN_BITS));
        f.do(i32.store({ base: entry, offset: 0 }, i32.or(high, at)));
        f.set(entry, i32.add(entry, i32.constant(WORD)));
      });
    });
    f.set(start, i32.add(start, i32.constant(WORD)));
    f.set(row, i32.add(row, i32.constant(stride)));
  });
  f.do(i32.store({ base: start, offset: 0 }, entry));
  f.release(row, column, found, at, end);
}
