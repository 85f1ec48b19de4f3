import type { Arithmetic } from "./arithmetic.ts";

/** The sum of a row, from the first entry to the last; 0 for an empty row. */
export function sum<T>(m: Arithmetic<T>, row: readonly T[]): T {
  return row.length === 0 ? m.zero : row.reduce((total, entry) => m.add(total, entry));
}

/** The mean of a row. */
export function mean<T>(m: Arithmetic<T>, row: readonly T[]): T {
  return m.div(sum(m, row), m.constant(row.length));
}

/** The largest entry of a row, the last among equals. */
export function maximum<T>(m: Arithmetic<T>, row: readonly T[]): T {
  return row.reduce((top, entry) => m.choose(m.sub(top, entry), top, entry));
}
