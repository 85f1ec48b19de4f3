import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import type { Outcome } from "./loss.ts";

/** a − y, the error of each output. */
export function errorsOf<T>(m: Arithmetic<T>, { a, y }: Outcome<T>): T[] {
  return a.map((aj, j) => m.sub(aj, y[j]!));
}

/** The mean of a row. */
export function mean<T>(m: Arithmetic<T>, row: readonly T[]): T {
  return m.div(sum(m, row), m.constant(row.length));
}

/** Each entry over the length of the row: what is left of a derivative by the mean. */
export function shares<T>(m: Arithmetic<T>, row: readonly T[]): T[] {
  return row.map((entry) => m.div(entry, m.constant(row.length)));
}
