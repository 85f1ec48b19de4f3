import type { Expression } from "../../../core/arithmetic/expression.ts";
import { COLUMN } from "../../lower/loops.ts";
import type { Block, Loop, Schedule } from "../../lower/schedule.ts";
import { printFormulas } from "./formula.ts";
import type { Lines } from "./lines.ts";

/**
 * Prints formulas of rows as loops over their columns.
 *
 * @param entryOf The text of the entry of an input, by its name, or of a result, in a column.
 * @param store Stores a result in a column.
 * @returns The texts of the results that are numbers.
 */
export function printLoops(
  to: Lines,
  { block, entries }: Schedule,
  entryOf: (row: string | number, column: string) => string,
  store: (result: number, column: string, value: string) => string,
): string[] {
  const variables = new Map<string, string>();
  const columnOf = (level: number) => `j${level}`;
  const bindings = (name: string): string => {
    const entry = entries.get(name);
    if (!entry) return variables.get(name)!;
    const column = columnOf(entry.level);
    return entry.row === COLUMN ? `f32(${column})` : entryOf(entry.row, column);
  };
  const printed = (roots: readonly Expression[]) => printFormulas(to, roots, bindings);

  function printBlock({ loops, values }: Block): string[] {
    loops.forEach(printLoop);
    return printed(values);
  }

  function printLoop({ before, level, length, accumulators, stores, first, rest }: Loop): void {
    const begun = printed(before.map(({ value }) => value));
    before.forEach(({ name }, i) => variables.set(name, begun[i]!));
    const sums = accumulators.map((name) => {
      const sum = to.fresh();
      to.add(`var ${sum} = 0f;`);
      variables.set(name, sum);
      return sum;
    });
    const column = columnOf(level);
    const printBody = (body: Block) => {
      const values = printBlock(body);
      to.add(...stores.map((result, k) => store(result, column, values[sums.length + k]!)));
      // All are held before any is set, as the new value of one may be the old value of another.
      to.add(...sums.map((sum, k) => `${sum} = ${values[k]!};`));
    };
    if (sums.length > 0) {
      to.add("{", `let ${column} = 0u;`);
      printBody(first);
      to.add("}");
    }
    const from = sums.length > 0 ? 1 : 0;
    to.add(`for (var ${column} = ${from}u; ${column} < ${length}u; ${column}++) {`);
    printBody(rest);
    to.add("}");
  }

  return printBlock(block);
}
