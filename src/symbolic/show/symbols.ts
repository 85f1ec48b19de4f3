import type { Expression, Expressions } from "../../core/arithmetic/expression.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { lowered } from "../print/name.ts";

/** What must be positive where a loss is defined. */
export function conditionsOf(
  { domain }: Loss,
  outputs: readonly Expression[],
  m: Expressions,
): Expression[] {
  return domain === undefined ? [] : outputs.map((a) => domain.positive(m, a));
}

/** A row of symbols x₁, x₂, …; a single one is x. */
export function symbols(m: Expressions, letter: string, count: number): Matrix<Expression> {
  return row(m, count, (j) => count === 1 ? letter : `${letter}${lowered(j)}`);
}

/** A row of symbols, numbered from 1. */
export function row(
  m: Expressions,
  columns: number,
  nameOf: (j: number) => string,
): Matrix<Expression> {
  const data = Array.from({ length: columns }, (_, j) => m.variable(nameOf(j + 1)));
  return { rows: 1, columns, data };
}
