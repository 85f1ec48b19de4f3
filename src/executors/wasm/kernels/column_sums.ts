import type { Expression } from "../../../core/arithmetic/expression.ts";
import type { Code, Local, Place } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4, f64, f64x2, i32, v128 } from "../emitter/instructions.ts";
import { compileFormulas, type Target } from "../formulas/formula.ts";
import { DOUBLE, LANES, type Panel, VECTOR } from "../memory/layout.ts";

/** Sums of a formula over each column of a matrix in panels. */
export interface ColumnSums {
  readonly panels: readonly Panel[];
  /** The number of rows in each panel. */
  readonly inner: number;
  /** The address that offsets are relative to. */
  readonly origin: number;
  /** The code of a variable; `at` gives the place of the current entry in the region at an address. */
  readonly read: (name: string, at: (address: number) => Place) => Code<"v128">;
  /** The summand. */
  readonly value: Expression;
  /** Whether to sum squares: taken in float64, they neither overflow nor underflow. */
  readonly squared: boolean;
  /** The address of the sums, a float64 for each column. */
  readonly into: number;
}

/** The most vectors of a row that are summed without a loop; and, in a loop, those of a cache line. */
const MOST_VECTORS = 8, LOOPED_VECTORS = 4;

/**
 * Emits sums over the columns of panels, in float64, from the first row to the last.
 *
 * Each column is summed in the same order however panels are cut and shared, so that sums are
 * bit-identical for any number of workers.
 */
export function emitColumnSums(target: Target, sums: ColumnSums): void {
  const { f } = target;
  const { panels, inner, origin, read, value, squared, into } = sums;
  const counter = f.local("i32"), column = f.local("i32");
  // Sums of the vectors from `first` on, and from the variable on, if there is one.
  const sumVectors = (panel: Panel, first: number, vectors: number, base?: Local<"i32">) => {
    const rowBytes = panel.vectors * VECTOR, from = panel.address - origin;
    const totals = f.locals("v128", 2 * vectors);
    for (const total of totals) f.set(total, f32x4.constant(0));
    f.count({ counter, from, below: from + inner * rowBytes, by: rowBytes }, () => {
      for (let v = 0; v < vectors; v++) {
        const at = (address: number) => ({
          base: base ? i32.add(counter, base) : counter,
          offset: address + (first + v) * VECTOR,
        });
        const { values, release } = compileFormulas(target, [value], (name) => read(name, at));
        const term = f.local("v128", values[0]!), half = f.local("v128");
        // The two lower lanes, then the two upper ones.
        [term, v128.shuffle(term, term, [2, 3, 2, 3])].forEach((lanes, h) => {
          const total = totals[2 * v + h]!;
          f.set(half, f64x2.promoteLow(lanes));
          f.set(total, f64x2.add(total, squared ? f64x2.mul(half, half) : half));
        });
        f.release(term, half);
        release();
      }
    });
    const at = panel.column + first * LANES;
    totals.forEach((total, i) => {
      const place = { offset: into + (at + i * LANES / 2) * DOUBLE };
      f.do(v128.store(base ? { ...place, base: i32.shl(base, i32.constant(1)) } : place, total));
    });
    f.release(...totals);
  };
  for (const panel of panels) {
    const { vectors } = panel, looped = vectors - vectors % LOOPED_VECTORS;
    if (vectors <= MOST_VECTORS) {
      sumVectors(panel, 0, vectors);
      continue;
    }
    f.count(
      { counter: column, from: 0, below: looped * VECTOR, by: LOOPED_VECTORS * VECTOR },
      () => {
        sumVectors(panel, 0, LOOPED_VECTORS, column);
      },
    );
    if (looped < vectors) sumVectors(panel, looped, vectors - looped);
  }
  f.release(counter, column);
}

/** Emits the sum of all float64 numbers in some regions, in order: a variable to release. */
export function emitTotal(
  f: FunctionBuilder,
  regions: readonly { readonly address: number; readonly count: number }[],
): Local<"f64"> {
  const total = f.local("f64", f64.constant(0)), counter = f.local("i32");
  for (const { address, count } of regions) {
    f.count({ counter, from: 0, below: count * DOUBLE, by: DOUBLE }, () => {
      f.set(total, f64.add(total, f64.load({ base: counter, offset: address })));
    });
  }
  f.release(counter);
  return total;
}
