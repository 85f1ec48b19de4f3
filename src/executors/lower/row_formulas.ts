import {
  type Expression,
  type Expressions,
  expressions,
} from "../../core/arithmetic/expression.ts";
import { agreesWith } from "./agreement.ts";
import { captureRows, type RowFormula, type RowOutput } from "./capture.ts";
import { type Schedule, scheduleOf } from "./schedule.ts";

/** The most columns that are unrolled, unless a formula cannot be loops. */
export const EXPANDED = 32;

/** Formulas of rows as loops, and their results in terms of symbolic rows. */
export interface Looped {
  readonly schedule: Schedule;
  readonly outputs: readonly RowOutput<Expression>[];
}

/**
 * Formulas of rows as loops that were compared with them; undefined if they cannot be.
 *
 * @param widths The length of each row that they may read.
 * @param isSpare Whether storing in a result's place overwrites nothing that is read.
 */
export function loopsOf(
  formulas: RowFormula,
  widths: Readonly<Record<string, number>>,
  isSpare: (outputs: readonly RowOutput<Expression>[]) => boolean = () => true,
): Looped | undefined {
  const captured = captureRows(formulas, widths);
  if (!captured) return undefined;
  const schedule = scheduleOf(captured, isSpare(captured.outputs));
  if (!agreesWith(schedule, captured, formulas, widths)) return undefined;
  return { schedule, outputs: captured.outputs };
}

/**
 * Formulas of columns, each a value for every row, as loops.
 *
 * @param name The name of the function, for messages.
 * @throws {RangeError} If they are not loops.
 */
export function loopsOfColumns(
  name: string,
  formulas: RowFormula,
  names: readonly string[],
  rows: number,
): Looped {
  const looped = loopsOf(formulas, Object.fromEntries(names.map((each) => [each, rows])));
  if (looped) return looped;
  throw new RangeError(
    `${name} of columns of ${rows} must be loops: use columns by map and reduce alone; ` +
      `executor: "reference" takes any formula`,
  );
}

/**
 * The arithmetic of expressions for formulas that are unrolled column by column, limited to as many
 * operations as a machine accepts in one function.
 *
 * @param what What is unrolled, for messages.
 */
export function limited(what: string, most: number): Expressions {
  const nodes = new Set<unknown>();
  const operations = Object.entries(expressions()).map(([name, operation]) => [
    name,
    typeof operation !== "function" ? operation : (...operands: [string]) => {
      const node = (operation as (...operands: string[]) => Expression)(...operands);
      if (nodes.add(node).size <= most) return node;
      throw new RangeError(
        `${what} columns must be loops, as column by column it has more than ${most} ` +
          `operations: use rows by map and reduce alone, with y[j] inside them, as in ` +
          `z.map((zj, j) => m.mul(zj, y[j])); executor: "reference" takes any formula`,
      );
    },
  ]);
  return Object.fromEntries(operations);
}
