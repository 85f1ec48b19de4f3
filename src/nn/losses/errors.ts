import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import type { Outcome } from "./loss.ts";

/** a − y, the error of each output. */
export function errorsOf<T>(m: Arithmetic<T>, { a, y }: Outcome<T>): T[] {
  return a.map((aj, j) => m.sub(aj, y[j]!));
}

/** Each entry divided by the length of the row, for derivatives of a mean. */
export function shares<T>(m: Arithmetic<T>, row: readonly T[]): T[] {
  return row.map((entry) => m.div(entry, m.constant(row.length)));
}
