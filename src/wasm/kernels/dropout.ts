import { PARITY, ROTATIONS, ROUNDS } from "../../random/threefry.ts";
import { dropThreshold, keptScale } from "../../network/dropout.ts";
import { after, type Code, type Local } from "../emitter/code.ts";
import { f32x4, i32, i32x4, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formula.ts";
import { LANES, roundUp, type Rows, WORD } from "../layout.ts";
import { VECTOR } from "./tile.ts";

/** The dropout of a layer. */
export interface Dropout {
  /** The share of outputs that are dropped. */
  readonly rate: number;
  /** Where the two words of the step's key are. */
  readonly key: number;
  /** What each output is multiplied by (batch × units). */
  readonly mask: Rows;
}

/** Outputs some of which are to be dropped. */
export interface Dropping {
  /** A (batch × units). */
  readonly a: Rows;
  /** A, entry by entry times the mask. */
  readonly out: Rows;
  readonly dropout: Dropout;
  /** How many rows, and the number of the first within the batch. */
  readonly rows: number;
  readonly first: number;
}

/** Emits a mask of dropout, the same as `dropoutMask` makes, and what a layer passes on. */
export function emitDropout(target: Target, { a, out, dropout, rows, first }: Dropping): void {
  const { f } = target;
  const { mask, rate, key } = dropout;
  const schedule = keySchedule(target, key);
  const counter = f.local("i32", i32.constant(first * a.columns));
  const row = f.local("i32", i32.constant(0)), m = f.local("i32"), column = f.local("i32");
  const kept = f.local("v128");
  f.count({ counter: m, from: 0, below: rows, by: 1 }, () => {
    const bytes = roundUp(a.columns, LANES) * WORD;
    f.count({ counter: column, from: 0, below: bytes, by: VECTOR }, () => {
      const first = i32.add(counter, i32.shrUnsigned(column, i32.constant(Math.log2(WORD))));
      const word = threefry(target, schedule, i32x4.add(i32x4.splat(first), COUNTING));
      const threshold = i32x4.constant(dropThreshold(rate) | 0);
      const scale = f32x4.constant(keptScale(rate));
      f.set(kept, v128.and(i32x4.greaterOrEqualUnsigned(word, threshold), scale));
      f.release(word);
      const at = (region: Rows) => ({ base: i32.add(row, column), offset: region.address });
      f.do(
        v128.store(at(mask), kept),
        v128.store(at(out), f32x4.mul(v128.load(at(a)), kept)),
      );
    });
    f.set(counter, i32.add(counter, i32.constant(a.columns)));
    f.set(row, i32.add(row, i32.constant(a.stride)));
  });
  f.release(counter, row, m, column, kept, ...schedule);
}

/** Emits errors ⊙ mask, in place: what comes back to outputs some of which were dropped. */
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

/** The distance of each lane's counter from the first's. */
const COUNTING = v128.constant([0, 1, 2, 3]);

/** The words of a key and their parity, each in all lanes. */
function keySchedule({ f }: Target, key: number): Local<"v128">[] {
  const place = { offset: key };
  const first = f.local("v128", v128.loadSplat(place));
  const second = f.local("v128", v128.loadSplat(after(place, WORD)));
  const parity = v128.xor(i32x4.constant(PARITY), v128.xor(first, second));
  return [first, second, f.local("v128", parity)];
}

/** The first word of Threefry-2×32-20 at four counters whose second word is 0. */
function threefry(
  { f }: Target,
  schedule: readonly Local<"v128">[],
  counters: Code<"v128">,
): Local<"v128"> {
  const x = f.local("v128", i32x4.add(counters, schedule[0]!));
  const y = f.local("v128", schedule[1]!);
  for (let round = 0; round < ROUNDS; round++) {
    const by = ROTATIONS[(round % ROTATIONS.length) as 0];
    f.set(x, i32x4.add(x, y));
    f.set(y, v128.xor(v128.or(i32x4.shl(y, by), i32x4.shrUnsigned(y, 32 - by)), x));
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      f.set(x, i32x4.add(x, schedule[injection % 3]!));
      const next = i32x4.add(schedule[(injection + 1) % 3]!, i32x4.constant(injection));
      f.set(y, i32x4.add(y, next));
    }
  }
  f.release(y);
  return x;
}
