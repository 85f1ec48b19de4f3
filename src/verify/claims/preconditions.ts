import type { Arithmetic } from "../../core/arithmetic/arithmetic.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { byRows, type Matrix, rowOf } from "../../core/matrix/matrix.ts";

/** What may be known of the targets. */
export interface Precondition {
  /** In words; absent where nothing is known. */
  readonly text?: string;
  /** Targets of which this is known, made from targets that are any numbers. */
  readonly impose: <T>(m: Arithmetic<T>, targets: Matrix<T>) => Matrix<T>;
  /** Whether the rows differ in kind, so that one is not as good as many. */
  readonly takesTurns?: true;
}

/** Targets are any numbers. */
export const FREE: Precondition = { impose: (_, targets) => targets };

/** The targets of each example sum to 1: its last target is what the others leave. */
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

/** Conditions from the weaker to the stronger: the first under which a claim holds is the weakest. */
export const PRECONDITIONS: readonly Precondition[] = [ROWS_SUM_TO_ONE, ONE_HOT];
