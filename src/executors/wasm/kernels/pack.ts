import type { Code, Local } from "../emitter/code.ts";
import { f32x4, i16x8, i32, i32x4, i8x16, v128 } from "../emitter/instructions.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import type { Target } from "../formulas/formula.ts";
import { LANES, roundUp, VECTOR, WORD } from "../memory/layout.ts";
import { entryBytes, type Packing } from "./sparse.ts";

/** Rows to pack. */
export interface RowsToPack {
  readonly kind: Packing["kind"];
  /** The address of the rows, each padded with zeros to a multiple of 16 entries: see `packedStride`. */
  readonly staging: number;
  /** The address of {@linkcode COMPACTIONS}. */
  readonly compactions: number;
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
  /**
   * The vectors that hold four entries, from the first of which those that are wanted come.
   *
   * @param compact Moves the wanted lanes of a vector to the front.
   */
  readonly packed: (four: {
    readonly f: FunctionBuilder;
    readonly vectorAt: (v: number) => Code<"v128">;
    /** Which four of the sixteen. */
    readonly quarter: number;
    readonly columns: Code<"v128">;
    readonly compact: (x: Code<"v128">) => Code<"v128">;
  }) => Code<"v128">[];
}

const KINDS: Readonly<Record<Packing["kind"], Kind>> = {
  bytes: {
    found: (vectorAt) => {
      return i8x16.bitmask(i8x16.notEqual(vectorAt(0), i8x16.splat(i32.constant(0))));
    },
    packed: ({ vectorAt, quarter, columns, compact }) => {
      // Four bytes, each as the uppermost of a word, above the column.
      const lanes = Array.from(
        { length: VECTOR },
        (_, i) => i % WORD === 3 ? 4 * quarter + (i >> 2) : 16,
      );
      const high = i8x16.shuffle(vectorAt(0), i32x4.constant(0), lanes);
      return [compact(v128.or(high, columns))];
    },
  },
  numbers: {
    found: (vectorAt) => {
      const isNotZero = (v: number) => f32x4.notEqual(vectorAt(v), f32x4.constant(0));
      const half = (v: number) => i16x8.narrow(isNotZero(v), isNotZero(v + 1));
      return i8x16.bitmask(i8x16.narrow(half(0), half(2))); // all ones stay so
    },
    packed: ({ f, vectorAt, quarter, columns, compact }) => {
      const left = f.local("v128", compact(columns));
      const right = f.local("v128", compact(vectorAt(quarter)));
      f.release(left, right); // read at once
      return [v128.shuffle(left, right, [0, 4, 1, 5]), v128.shuffle(left, right, [2, 6, 3, 7])];
    },
  },
};

/** For each choice of four lanes of 32 bits, its bits being those of the index, what moves them to the front. */
export const COMPACTIONS: Uint8Array = /* @__PURE__ */ Uint8Array.from(
  { length: 16 * VECTOR },
  (_, i) => {
    const chosen = [0, 1, 2, 3].filter((lane) => (i >> 4) >> lane & 1);
    return WORD * (chosen[i % VECTOR >> 2] ?? 0) + i % WORD;
  },
);

/** How far beyond the last entry is written. */
export const WRITTEN_BEHIND: number = 2 * VECTOR;

/** The number of entries compared with zero at a time. */
const AT_A_TIME = 16;

/** The bytes from one row to the next in staging: a multiple of 16 entries. */
export function packedStride(kind: Packing["kind"], columns: number): number {
  return roundUp(columns, AT_A_TIME) * (kind === "bytes" ? 1 : WORD);
}

/**
 * Emits the packing of rows.
 *
 * Four entries are written at a time, the wanted ones first, and the next are written over the others: where
 * zeros are cannot be foreseen, so that a branch for each entry would cost more than all of this.
 */
export function emitPack({ f }: Target, rows: RowsToPack): void {
  const { kind, staging, compactions, columns, entry, start } = rows;
  const { found: foundIn, packed } = KINDS[kind];
  const stride = packedStride(kind, columns), sixteen = packedStride(kind, AT_A_TIME);
  const row = f.local("i32", i32.constant(0)), place = f.local("i32"), first = f.local("v128");
  const found = f.local("i32"), four = f.local("i32"), moves = f.local("v128");
  const end = f.local("i32", i32.mul(rows.rows, i32.constant(stride)));
  f.while(i32.lessUnsigned(row, end), () => {
    f.do(i32.store({ base: start, offset: 0 }, entry));
    f.set(first, v128.constant([0, 1, 2, 3]));
    f.count({ counter: place, from: 0, below: stride, by: sixteen }, () => {
      const vectorAt = (v: number) =>
        v128.load({ base: i32.add(row, place), offset: staging + v * VECTOR });
      f.set(found, foundIn(vectorAt));
      f.if(found, () => {
        for (let quarter = 0; quarter < AT_A_TIME / LANES; quarter++) {
          const bits = i32.shrUnsigned(found, i32.constant(quarter * LANES));
          f.set(four, i32.and(bits, i32.constant(15)));
          const base = i32.shl(four, i32.constant(Math.log2(VECTOR)));
          f.set(moves, v128.load({ base, offset: compactions }));
          const compact = (x: Code<"v128">) => i8x16.swizzle(x, moves);
          const own = i32x4.add(first, i32x4.constant(quarter * LANES));
          packed({ f, vectorAt, quarter, columns: own, compact }).forEach((vector, v) => {
            f.do(v128.store({ base: entry, offset: v * VECTOR }, vector));
          });
          const bytes = i32.mul(i32.countOnes(four), i32.constant(entryBytes(kind)));
          f.set(entry, i32.add(entry, bytes));
        }
      });
      f.set(first, i32x4.add(first, i32x4.constant(AT_A_TIME)));
    });
    f.set(start, i32.add(start, i32.constant(WORD)));
    f.set(row, i32.add(row, i32.constant(stride)));
  });
  f.do(i32.store({ base: start, offset: 0 }, entry));
  f.release(row, place, first, found, four, moves, end);
}
