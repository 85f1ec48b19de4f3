import { after, type Local, type Place } from "../emitter/code.ts";
import { f32, f32x4, i32, v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { countRows, type Factor, type Images, type Level } from "../memory/factor.ts";
import { LANES, type Rows, VECTOR, WORD } from "../memory/layout.ts";

/** The most vectors that are copied without a loop. */
const UNROLLED = 16;

/** Emits a copy of contiguous numbers, and of nothing behind them. */
export function copyNumbers({ f }: Target, from: Place, into: Place, count: number): void {
  const vectors = Math.floor(count / LANES),
    looped = vectors <= UNROLLED ? 0 : vectors - vectors % LANES;
  const copy = (read: Place, write: Place, vectors: number) => {
    for (let v = 0; v < vectors; v++) {
      f.do(v128.store(after(write, v * VECTOR), v128.load(after(read, v * VECTOR))));
    }
  };
  if (looped > 0) {
    const read = f.local("i32", from.base ?? i32.constant(0));
    const write = f.local("i32", into.base ?? i32.constant(0)), counter = f.local("i32");
    f.count({ counter, from: 0, below: looped, by: LANES }, () => {
      copy({ ...from, base: read }, { ...into, base: write }, LANES);
      f.set(read, i32.add(read, i32.constant(LANES * VECTOR)));
      f.set(write, i32.add(write, i32.constant(LANES * VECTOR)));
    });
    f.release(read, write, counter);
  }
  copy(after(from, looped * VECTOR), after(into, looped * VECTOR), vectors - looped);
  for (let k = vectors * LANES; k < count; k++) {
    f.do(f32.store(after(into, k * WORD), f32.load(after(from, k * WORD))));
  }
}

/** A copy of images into larger ones, or with pixels apart. */
export interface ImageCopy {
  readonly from: Images;
  /** Begins with the first pixel that is written. */
  readonly into: Images;
  readonly images: number;
  /** The pixels of `into` from one pixel of `from` to the next; 1 by default. */
  readonly strides?: readonly [number, number];
}

/** Emits a copy of images; what lies between and around their pixels stays as it is. */
export function emitImageCopy(target: Target, copy: ImageCopy): void {
  const { from, into, images, strides: [down, across] = [1, 1] } = copy;
  const bytes = from.channels * WORD;
  const wholeLines = across === 1 && from.pixel === bytes && into.pixel === bytes;
  const { height, width, channels } = from;
  forEachPair(target, [
    [{ count: images, step: from.image }, into.image],
    [{ count: height, step: from.line }, down * into.line],
    ...(wholeLines ? [] : [[{ count: width, step: from.pixel }, across * into.pixel] as const]),
  ], (read, write) => {
    const count = wholeLines ? width * channels : channels;
    const place = { base: write, offset: into.address };
    copyNumbers(target, { base: read, offset: from.address }, place, count);
  });
}

/** Emits a copy of the rows of a factor, which may overlap, to rows of their own. */
export function emitFactorCopy(
  target: Target,
  { address, levels, runs }: Factor,
  into: Rows,
): void {
  forEachPair(target, [
    ...levels.map((level, i) => [level, countRows(levels.slice(i + 1)) * into.stride] as const),
    [runs, runs.length * WORD],
  ], (read, write) => {
    const place = { base: write, offset: into.address };
    copyNumbers(target, { base: read, offset: address }, place, runs.length);
  });
}

/** Loops over rows of one region and, in other steps, of another. */
function forEachPair(
  target: Target,
  levels: readonly (readonly [Level, number])[],
  body: (read: Local<"i32">, write: Local<"i32">) => void,
  from?: readonly [Local<"i32">, Local<"i32">],
): void {
  const { f } = target;
  const [[level, step], ...inner] = levels as [readonly [Level, number], ...typeof levels];
  const read = f.local("i32", from?.[0] ?? i32.constant(0));
  const write = f.local("i32", from?.[1] ?? i32.constant(0)), counter = f.local("i32");
  f.count({ counter, from: 0, below: level.count, by: 1 }, () => {
    if (inner.length > 0) forEachPair(target, inner, body, [read, write]);
    else body(read, write);
    f.set(read, i32.add(read, i32.constant(level.step)));
    f.set(write, i32.add(write, i32.constant(step)));
  });
  f.release(read, write, counter);
}

/** Emits zeros in rows, and in what lies between them. */
export function emitZeros({ f }: Target, { address, stride }: Rows, rows: number): void {
  const at = f.local("i32");
  f.count({ counter: at, from: 0, below: rows * stride, by: VECTOR }, () => {
    f.do(v128.store({ base: at, offset: address }, f32x4.constant(0)));
  });
  f.release(at);
}
