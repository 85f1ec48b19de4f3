import type { Arithmetic } from "../../../core/arithmetic/arithmetic.ts";
import type { Expression } from "../../../core/arithmetic/expression.ts";
import { loopsOfColumns } from "../../lower/row_formulas.ts";
import { v128 } from "../emitter/instructions.ts";
import type { Target } from "../formulas/formula.ts";
import { compileLoops } from "../formulas/loops.ts";
import { LANES, roundUp, type Rows, VECTOR } from "../memory/layout.ts";
import type { Placed, SharedRow } from "./rowwise.ts";

/** Formulas of whole columns, such as those of batch norm: a column in each lane. */
export interface ColumnFormulas {
  /** The name of the function, for messages. */
  readonly name: string;
  /** The number of entries of a column. */
  readonly rows: number;
  readonly columns: number;
  /** The columns that are read, by name: all of the same stride, or one number for each column. */
  readonly read: Readonly<Record<string, Rows | SharedRow>>;
  /** The formulas, given the entries of each column that is read. */
  readonly formulas: <T>(
    m: Arithmetic<T>,
    column: (name: string) => readonly T[],
  ) => readonly ColumnResult<T>[];
}

/** A column that is written, of the stride of those that are read, or a number for each column. */
export type ColumnResult<T> = Placed<T, Rows>;

/**
 * Emits formulas of whole columns as loops, four columns at a time.
 *
 * @throws {RangeError} If they are not loops.
 */
export function emitColumnFormulas(target: Target, of: ColumnFormulas): void {
  const { name, rows, columns, read, formulas } = of;
  const { schedule, outputs } = loopsOfColumns(name, formulas, Object.keys(read), rows);
  const results = outputs as readonly ColumnResult<Expression>[];
  const step = Object.values(read).flatMap((each) => "stride" in each ? [each.stride] : [])[0]!;
  for (let group = 0; group < roundUp(columns, LANES) / LANES; group++) {
    compileLoops(
      target,
      schedule,
      (row, base) => {
        const place = typeof row === "string"
          ? read[row]!
          : (results[row] as { readonly into: Rows }).into;
        const offset = place.address + group * VECTOR;
        return "stride" in place ? { base, offset } : { offset };
      },
      (result, base, value) => {
        const { into } = results[result] as { readonly into: Rows };
        target.f.do(v128.store({ base, offset: into.address + group * VECTOR }, value));
      },
      (numbers) => {
        results.filter((result) => !("into" in result)).forEach((result, i) => {
          const { intoNumbers } = result as { readonly intoNumbers: number };
          target.f.do(v128.store({ offset: intoNumbers + group * VECTOR }, numbers[i]!));
        });
      },
      step,
    );
  }
}
