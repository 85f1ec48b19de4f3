import { threefryOver, type WordArithmetic } from "../../../core/random/threefry.ts";
import { dropThreshold, keptScale } from "../../../nn/layers/dropout.ts";
import type { Code, Local } from "../emitter/code.ts";
import { f32x4, i32, i32x4, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { LANES, roundUp, type Rows, VECTOR, WORD } from "../memory/layout.ts";

/** The dropout of a layer. */
export interface Dropout {
  /** The share of outputs that are dropped. */
  readonly rate: number;
  /** The address of the two words of the step's key. */
  readonly key: number;
  /** The factor of each output (batch × units). */
  readonly mask: Rows;
}

/** A (batch × units) and A ⊙ mask, and the number of the first row within the batch. */
export interface Dropping {
  readonly a: Rows;
  readonly out: Rows;
  readonly dropout: Dropout;
  readonly rows: number;
  readonly first: number;
}

/** Emits a dropout mask, identical to that of `dropoutMask`, and the outputs of the layer. */
export function emitDropout(target: Target, { a, out, dropout, rows, first }: Dropping): void {
  const { f } = target;
  const { mask, rate, key } = dropout;
  const keyWord = (at: number) => f.local("v128", v128.loadSplat({ offset: key + at * WORD }));
  const keys = [keyWord(0), keyWord(1)] as const;
  const row = f.local("i32", i32.constant(0)), m = f.local("i32");
  const column = f.local("i32"), number = f.local("v128"), kept = f.local("v128");
  const threshold = i32x4.constant(dropThreshold(rate) | 0);
  const scale = f32x4.constant(keptScale(rate));
  const emitGroup = (vectors: number) => {
    const group = i32.shrUnsigned(column, i32.constant(Math.log2(2 * WORD)));
    const { arithmetic, release } = wordsOver(target);
    const counter = [number, i32x4.add(i32x4.splat(group), COUNTING)] as const;
    threefryOver(arithmetic, keys, counter).slice(0, vectors).forEach((word, v) => {
      const base = i32.add(row, column);
      const at = (region: Rows) => ({ base, offset: region.address + v * VECTOR });
      f.set(kept, v128.and(i32x4.greaterOrEqualUnsigned(word, threshold), scale));
      f.do(
        v128.store(at(mask), kept),
        v128.store(at(out), f32x4.mul(v128.load(at(a)), kept)),
      );
    });
    release();
  };
  const bytes = roundUp(a.columns, LANES) * WORD, whole = bytes - bytes % (2 * VECTOR);
  f.count({ counter: m, from: 0, below: rows, by: 1 }, () => {
    f.set(number, i32x4.splat(i32.add(m, i32.constant(first))));
    f.count({ counter: column, from: 0, below: whole, by: 2 * VECTOR }, () => emitGroup(2));
    if (whole < bytes) {
      f.set(column, i32.constant(whole));
      emitGroup(1);
    }
    f.set(row, i32.add(row, i32.constant(a.stride)));
  });
  f.release(row, m, column, number, kept, ...keys);
}

/** Emits the backward pass of dropout, errors ⊙ mask, in place. */
export function emitMasking(
  { f }: Target,
  { errors, mask, rows }: { readonly errors: Rows; readonly mask: Rows; readonly rows: number },
): void {
  const at = f.local("i32");
  f.count({ counter: at, from: 0, below: rows * errors.stride, by: VECTOR }, () => {
    const place = { base: at, offset: errors.address };
    const masked = f32x4.mul(v128.load(place), v128.load({ base: at, offset: mask.address }));
    f.do(v128.store(place, masked));
  });
  f.release(at);
}

/** The difference of each lane's counter from the first's. */
const COUNTING = /* @__PURE__ */ v128.constant([0, 1, 2, 3]);

/** Words of 32 bits in four lanes; `release` releases the variables that hold them. */
function wordsOver(
  { f }: Target,
): { readonly arithmetic: WordArithmetic<Code<"v128">>; readonly release: () => void } {
  const held: Local<"v128">[] = [];
  const hold = (code: Code<"v128">) => {
    const local = f.local("v128", code);
    held.push(local);
    return local;
  };
  return {
    arithmetic: {
      constant: i32x4.constant,
      add: (x, y) => hold(i32x4.add(x, y)),
      xor: (x, y) => hold(v128.xor(x, y)),
      rotate: (x, bits) => hold(v128.or(i32x4.shl(x, bits), i32x4.shrUnsigned(x, 32 - bits))),
    },
    release: () => f.release(...held),
  };
}
