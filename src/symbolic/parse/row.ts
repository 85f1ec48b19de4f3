import type { Expression, Expressions } from "../../core/arithmetic/expression.ts";

/** One value, which is the same for a whole row, or a row of values. */
export type Row = readonly Expression[];

/** Operations between rows, entry by entry. */
export type RowOperator = "add" | "sub" | "mul" | "div" | "neg" | "sqrt" | "choose";

/** An operation of the arithmetic, entry by entry. */
export function applied(m: Expressions, operator: RowOperator, ...operands: Row[]): Row {
  return byEntries(operands, m[operator] as (...x: Expression[]) => Expression);
}

/** Entry by entry, if one of the operands is a row. */
export function byEntries(
  operands: readonly Row[],
  operation: (...x: Expression[]) => Expression,
): Row {
  const length = Math.max(...operands.map((row) => row.length));
  return Array.from({ length }, (_, j) => operation(...operands.map((row) => entryOf(row, j))));
}

/** The entry of a row, or the value that is the same for all. */
export function entryOf(row: Row, j: number): Expression {
  return row[row.length === 1 ? 0 : j]!;
}
