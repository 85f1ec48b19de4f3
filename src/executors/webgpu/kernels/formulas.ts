import type { Expression } from "../../../core/arithmetic/expression.ts";
import { checkedRow } from "../../../core/matrix/matrix.ts";
import type { RowFormula, RowOutput } from "../../lower/capture.ts";
import {
  EXPANDED,
  limited,
  type Looped,
  loopsOf,
  loopsOfColumns,
} from "../../lower/row_formulas.ts";
import { printFormulas } from "../wgsl/formula.ts";
import { each, type Kernel } from "../wgsl/kernel.ts";
import type { Lines } from "../wgsl/lines.ts";
import { printLoops } from "../wgsl/loops.ts";

/** A matrix in memory: rows of `columns` numbers without gaps, or one row that is the same for all. */
export interface Region {
  readonly at: number;
  readonly columns: number;
  readonly isShared?: boolean;
}

/** Formulas of whole rows, and the regions of the rows that they read and write. */
export interface RowKernel {
  /** The name of the function, for messages. */
  readonly of: string;
  readonly rows: number;
  readonly read: Readonly<Record<string, Region>>;
  readonly formulas: RowFormula;
  /** Where each result is written: rows, or one number for each row. */
  readonly into: readonly Region[];
  /** Statements before the formulas of row `i`. */
  readonly begin?: readonly string[];
}

/** The most operations of unrolled formulas: compilers take minutes for more. */
const MOST_OPERATIONS = 2 ** 15;

/** A kernel of formulas of rows, a row in each invocation; no result may be in the place of a row. */
export function rowKernel(name: string, kernel: RowKernel): Kernel {
  const { rows, read, formulas, into } = kernel, all = Object.values(read);
  const widths = Object.fromEntries(
    Object.entries(read).map(([name, { columns }]) => [name, columns]),
  );
  const isNarrow = all.every(({ columns }) => columns <= EXPANDED);
  const looped = isNarrow || all.some(({ isShared }) => isShared)
    ? undefined
    : loopsOf(formulas, widths);
  const place = ({ at, columns, isShared }: Region, column: string | number) =>
    isShared ? `w[${at}u + ${column}]` : `w[${at}u + i * ${columns}u + ${column}]`;
  return each(name, rows, (to) => {
    to.add(...kernel.begin ?? []);
    if (looped) printLooped(to, kernel, looped, place);
    else printUnrolled(to, kernel, place);
  });

  function printUnrolled(to: Lines, { of }: RowKernel, place: Place): void {
    const widest = Math.max(...all.map(({ columns }) => columns));
    const m = limited(`${of} of rows of ${widest}`, MOST_OPERATIONS);
    const places = new Map<string, string>();
    const outputs = formulas<Expression>(m, (name) => {
      return Array.from({ length: read[name]!.columns }, (_, j) => {
        const variable = `${name}:${j}`;
        places.set(variable, place(read[name]!, `${j}u`));
        return m.variable(variable);
      });
    });
    check(outputs, into);
    const roots = outputs.flatMap((output) => "values" in output ? output.values : [output.value]);
    const values = printFormulas(to, roots, (name) => places.get(name)!);
    let next = 0;
    outputs.forEach((output, n) => {
      const length = "values" in output ? output.values.length : 1;
      for (let j = 0; j < length; j++) to.add(`${place(into[n]!, `${j}u`)} = ${values[next++]};`);
    });
  }
}

type Place = (region: Region, column: string) => string;

/**
 * A kernel of formulas of whole columns, such as those of batch norm: a column in each invocation.
 *
 * @throws {RangeError} If they are not loops.
 */
export function columnKernel(
  name: string,
  kernel: RowKernel & { readonly columns: number },
): Kernel {
  const { of, rows, columns, read, formulas } = kernel;
  const looped = loopsOfColumns(of, formulas, Object.keys(read), rows);
  return each(name, columns, (to) => {
    printLooped(to, kernel, looped, ({ at, isShared }, row) => {
      return isShared ? `w[${at}u + i]` : `w[${at}u + ${row} * ${columns}u + i]`;
    }, false);
  });
}

function printLooped(
  to: Lines,
  { read, into }: RowKernel,
  { schedule, outputs }: Looped,
  place: Place,
  isOfRows = true,
): void {
  if (isOfRows) check(outputs, into);
  const regionOf = (row: string | number) => typeof row === "string" ? read[row]! : into[row]!;
  const numbers = printLoops(
    to,
    schedule,
    (row, column) => place(regionOf(row), column),
    (result, column, value) => `${place(into[result]!, column)} = ${value};`,
  );
  let next = 0;
  outputs.forEach((output, n) => {
    if ("value" in output) to.add(`${place(into[n]!, "0u")} = ${numbers[next++]};`);
  });
}

function check(outputs: readonly RowOutput<Expression>[], into: readonly Region[]): void {
  outputs.forEach((output, n) => {
    if ("values" in output) checkedRow(output.values, into[n]!.columns);
  });
}
