import type { ElementwiseActivation } from "../../../nn/activations/activation.ts";
import { variablesOf } from "../../../core/arithmetic/evaluate.ts";
import { type Expression, expressions } from "../../../core/arithmetic/expression.ts";
import type { Code, Place } from "../emitter/code.ts";
import { f32x4, i32, v128 } from "../emitter/instructions.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { LANES, type Rows, VECTOR, WORD } from "../memory/layout.ts";
import { type Entry, maskBehind, masked } from "./product.ts";

/** Finishes a vector of weighted sums: stores a = f(z), and z if `z` is given. */
export function activation(
  target: Target,
  { value }: ElementwiseActivation,
  { a, z }: { readonly a: Rows; readonly z?: Rows },
): (entry: Entry) => void {
  const m = expressions();
  const formula = value(m, m.variable("z"));
  return ({ sum, place }) => {
    if (z) target.f.do(v128.store(place(z), sum));
    const { values, release } = compileFormulas(target, [formula], () => sum);
    target.f.do(v128.store(place(a), values[0]!));
    release();
  };
}

/** Whether the slope of an activation depends on z, so that the backward pass needs Z. */
export function slopeNeedsZ({ slope }: ElementwiseActivation): boolean {
  const m = expressions();
  return variablesOf([slope(m, { z: m.variable("z"), a: m.variable("a") })]).includes("z");
}

/** Finishes a vector of errors from the layer above: multiplies it by the slope and stores it. */
export function pullback(
  target: Target,
  { slope }: ElementwiseActivation,
  at: { readonly z: Rows; readonly a: Rows; readonly errors: Rows },
): (entry: Entry) => void {
  const m = expressions();
  const formula = m.mul(m.variable("error"), slope(m, { z: m.variable("z"), a: m.variable("a") }));
  return ({ sum, place, mask }) => {
    const { values, release } = compileFormulas(target, [formula], (name) => {
      return name === "error" ? sum : v128.load(place(name === "z" ? at.z : at.a));
    });
    target.f.do(v128.store(place(at.errors), masked(values[0]!, mask)));
    release();
  };
}

/**
 * Passes each vector of some rows to `finish`, as `emitProduct` does with each vector of sums.
 *
 * @param plus Rows to add, maybe of another stride.
 */
export function emitEach(
  { f }: Target,
  { of, plus, rows, finish }: {
    readonly of: Rows;
    readonly plus?: Rows;
    readonly rows: number;
    readonly finish: (entry: Entry) => void;
  },
): void {
  const row = f.local("i32", i32.constant(0)), m = f.local("i32");
  const second = plus && f.local("i32", i32.constant(0));
  const column = f.local("i32"), sum = f.local("v128");
  const behind = of.columns % LANES, whole = (of.columns - behind) * WORD;
  const place = (region: Pick<Rows, "address">) => ({
    base: i32.add(row, column),
    offset: region.address,
  });
  const emitVector = (mask?: Code<"v128">) => {
    f.set(sum, v128.load(place(of)));
    if (plus) {
      const other = { base: i32.add(second!, column), offset: plus.address };
      f.set(sum, f32x4.add(sum, v128.load(other)));
    }
    finish({ sum, place, ...(mask && { mask }) });
  };
  f.count({ counter: m, from: 0, below: rows, by: 1 }, () => {
    f.count({ counter: column, from: 0, below: whole, by: VECTOR }, () => emitVector());
    if (behind > 0) {
      f.set(column, i32.constant(whole));
      emitVector(maskBehind(behind));
    }
    f.set(row, i32.add(row, i32.constant(of.stride)));
    if (plus) f.set(second!, i32.add(second!, i32.constant(plus.stride)));
  });
  f.release(row, m, column, sum, ...(second ? [second] : []));
}

/** A range of bytes, relative to the beginning of each of several regions of one layout. */
export interface ByteRange {
  readonly from: number;
  /** Exclusive. */
  readonly below: number;
}

/** Formulas for each entry of regions of one layout. */
export interface EntryFormulas extends ByteRange {
  /** The code of a variable; `at` gives the place of the current entry in the region at an address. */
  readonly read: (name: string, at: (address: number) => Place) => Code<"v128">;
  /** The formulas, and the regions that they are stored in. */
  readonly results: readonly { readonly into: number; readonly value: Expression }[];
}

/** Emits formulas for each entry, a vector at a time. */
export function emitEntryFormulas(
  target: Target,
  { from, below, read, results }: EntryFormulas,
): void {
  const { f } = target;
  const counter = f.local("i32");
  const at = (offset: number) => ({ base: counter, offset });
  f.count({ counter, from, below, by: VECTOR }, () => {
    const roots = results.map(({ value }) => value);
    const { values, release } = compileFormulas(target, roots, (name) => read(name, at));
    results.forEach(({ into }, i) => f.do(v128.store(at(into), values[i]!)));
    release();
  });
  f.release(counter);
}
