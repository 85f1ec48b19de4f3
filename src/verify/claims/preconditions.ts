import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";

/**
 * A condition on the targets.
 * @category Proofs
 */
export interface Precondition {
  /** The condition in words; absent for arbitrary targets. */
  readonly text?: string;
  /** Makes targets that satisfy the condition from arbitrary ones. */
  readonly impose: <T>(m: Arithmetic<T>, targets: Matrix<T>) => Matrix<T>;
  /** Whether the rows differ in kind, so that one does not stand for all. */
  readonly takesTurns?: true;
}

/** Targets are arbitrary. */
export const FREE: Precondition = { impose: (_, targets) => targets };

/** The targets of each example sum to 1: the last is 1 minus the others. */
export const ROWS_SUM_TO_ONE: Precondition = {
  text: "rows sum to 1",
  impose: (m, targets) =>
    byRows(m, targets.rows, targets.columns, (i) => {
      const others = rowOf(targets, i).slice(0, -1);
      return [...others, others.length === 0 ? m.one : m.sub(m.one, sum(m, others))];
    }),
};

/** One target of each example is 1, all others are 0; the classes take turns. */
export const ONE_HOT: Precondition = {
  text: "rows are one-hot",
  takesTurns: true,
  impose: (m, { rows, columns }) =>
    byRows(m, rows, columns, (i) => {
      return Array.from({ length: columns }, (_, j) => j === i % columns ? m.one : m.zero);
    }),
};

/** Conditions from the weaker to the stronger: the first under which a claim holds is reported. */
export const PRECONDITIONS: readonly Precondition[] = [ROWS_SUM_TO_ONE, ONE_HOT];
