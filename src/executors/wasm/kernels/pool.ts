import { expressions } from "../../../core/arithmetic/expression.ts";
import type { PoolForm } from "../../../nn/layers/compiled_form.ts";
import { bandsAlong } from "../../lower/bands.ts";
import { after, type Code, type Local, type Place } from "../emitter/code.ts";
import { f32, f32x4, i32, v128 } from "../emitter/instructions.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import type { Images } from "../memory/factor.ts";
import { LANES, type Rows, VECTOR, WORD } from "../memory/layout.ts";
import { type Entry, maskBehind } from "./product.ts";

/** The most numbers of a window that are read without a loop over its channels. */
const UNROLLED = 128;

/** Formulas of the windows of each channel of images. */
export interface Pooling {
  readonly pool: PoolForm;
  readonly from: Images;
  readonly images: number;
  /** Rows of outputs, one for each window. */
  readonly stride: number;
}

/** Emits the value of each window, and passes it to `finish`. */
export function emitPool(
  target: Target,
  pooling: Pooling & { readonly finish: (entry: Entry) => void },
): void {
  const { f } = target;
  const { pool, from, finish } = pooling;
  const sum = f.local("v128");
  forEachWindow(target, pooling, ({ taps, channel, mask, read, out }) => {
    const m = expressions();
    const value = pool.value(m, taps.map((_, k) => m.variable(`${k}`)));
    const { values, release } = compileFormulas(target, [value], (name) => {
      return v128.load(after({ base: read, offset: from.address }, taps[Number(name)]! + channel));
    });
    f.set(sum, values[0]!);
    release();
    finish({
      sum,
      place: ({ address }) => ({ base: out, offset: address + channel }),
      ...(mask && { mask }),
    });
  });
  f.release(sum);
}

/** Whether each input is in one window at most, and its channels are whole vectors. */
export function areDisjoint({ windows }: PoolForm): boolean {
  const { image, kernel, strides, outputs } = windows;
  const isAlong = (side: 0 | 1) => outputs[side] === 1 || strides[side] >= kernel[side];
  return image[2] % LANES === 0 && isAlong(0) && isAlong(1);
}

/**
 * Emits the errors of the inputs of each window. Those of disjoint windows are passed to `finish`;
 * all others are added up in `into`, which must be zero at first.
 */
export function emitPoolErrors(
  target: Target,
  pooling: Pooling & {
    /** The errors of the outputs. */
    readonly errors: Rows;
    /** The errors of the inputs, of the layout of `from`, but for the bytes of an image. */
    readonly into: Images;
    readonly finish: (entry: Entry) => void;
  },
): void {
  const { f } = target;
  const { pool, from, errors, into, finish } = pooling, sum = f.local("v128");
  forEachWindow(target, pooling, ({ taps, channel, lanes, read, out, write }) => {
    const m = expressions();
    const entries = taps.map((_, k) => m.variable(`${k}`));
    const slopes = pool.pullback(m, entries, m.variable("error"));
    const at = (base: Local<"i32">, address: number, k: number): Place => {
      return { base, offset: address + taps[k]! + channel };
    };
    const { values, release } = compileFormulas(target, slopes, (name) => {
      return name === "error"
        ? v128.load({ base: out, offset: errors.address + channel })
        : v128.load(at(read, from.address, Number(name)));
    });
    values.forEach((value, k) => {
      if (!areDisjoint(pool)) return addLanes(target, at(write, into.address, k), value, lanes);
      f.set(sum, value);
      finish({ sum, place: ({ address }) => at(write, address, k) });
    });
    release();
  }, into);
  f.release(sum);
}

/** Adds some lanes of a vector to what is in memory. */
function addLanes({ f }: Target, place: Place, value: Code<"v128">, lanes: number): void {
  const sum = f.local("v128", f32x4.add(v128.load(place), value));
  if (lanes === LANES) f.do(v128.store(place, sum));
  else {
    for (let lane = 0; lane < lanes; lane++) {
      f.do(f32.store(after(place, lane * WORD), f32x4.lane(sum, lane)));
    }
  }
  f.release(sum);
}

/** Some channels of a window. */
interface WindowPart {
  /** The bytes from the first pixel of the window that lies in the image to each that does. */
  readonly taps: readonly number[];
  /** The bytes of the first channel, and how many there are. */
  readonly channel: number;
  readonly lanes: number;
  readonly mask?: Code<"v128">;
  /** The offset of the first pixel in the images that are read and that are written. */
  readonly read: Local<"i32">;
  readonly write: Local<"i32">;
  /** The offset of the row of outputs. */
  readonly out: Local<"i32">;
}

/** Loops over all windows, a vector of channels at a time. */
function forEachWindow(
  { f }: Target,
  { pool: { windows }, from, images, stride }: Pooling,
  body: (part: WindowPart) => void,
  into: Images = from,
): void {
  const { strides, before, outputs } = windows;
  const image = f.local("i32"), y = f.local("i32"), x = f.local("i32"), vector = f.local("i32");
  const starts = f.locals("i32", 3), [readImage, writeImage, outImage] = starts;
  const moving = f.locals("i32", 3), [read, write, out] = moving;
  for (const start of starts) f.set(start, i32.constant(0));
  const advance = (locals: readonly Local<"i32">[], bytes: readonly number[]) => {
    locals.forEach((local, i) => f.set(local, i32.add(local, i32.constant(bytes[i]!))));
  };
  f.count({ counter: image, from: 0, below: images, by: 1 }, () => {
    for (const down of bandsAlong(windows, 0)) {
      for (const across of bandsAlong(windows, 1)) {
        const top = down.first * strides[0] - before[0] + down.from;
        const left = across.first * strides[1] - before[1] + across.from;
        const pixel = top * from.line + left * from.pixel;
        f.set(read!, i32.add(readImage!, i32.constant(pixel)));
        f.set(write!, i32.add(writeImage!, i32.constant(pixel)));
        const row = down.first * outputs[1] + across.first;
        f.set(out!, i32.add(outImage!, i32.constant(row * stride)));
        const taps = Array.from(
          { length: down.length * across.length },
          (_, k) => Math.floor(k / across.length) * from.line + k % across.length * from.pixel,
        );
        const line = strides[0] * from.line - across.count * strides[1] * from.pixel;
        f.count({ counter: y, from: 0, below: down.count, by: 1 }, () => {
          f.count({ counter: x, from: 0, below: across.count, by: 1 }, () => {
            const at = { taps, read: read!, write: write!, out: out! };
            const whole = Math.floor(from.channels / LANES), lanes = from.channels % LANES;
            if (whole * taps.length <= UNROLLED) {
              for (let v = 0; v < whole; v++) body({ ...at, channel: v * VECTOR, lanes: LANES });
            } else {
              f.count({ counter: vector, from: 0, below: whole, by: 1 }, () => {
                body({ ...at, channel: 0, lanes: LANES });
                advance(moving, [VECTOR, VECTOR, VECTOR]);
              });
              const back = -whole * VECTOR;
              advance(moving, [back, back, back]);
            }
            if (lanes > 0) {
              body({ ...at, channel: whole * VECTOR, lanes, mask: maskBehind(lanes)! });
            }
            const step = strides[1] * from.pixel;
            advance(moving, [step, step, stride]);
          });
          advance(moving, [line, line, (outputs[1] - across.count) * stride]);
        });
      }
    }
    advance(starts, [from.image, into.image, outputs[0] * outputs[1] * stride]);
  });
  f.release(image, y, x, vector, ...starts, ...moving);
}
