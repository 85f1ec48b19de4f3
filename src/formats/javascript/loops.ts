import type { Expression } from "../../core/arithmetic/expression.ts";
import { COLUMN } from "../../executors/lower/loops.ts";
import type { Block, Loop, Schedule } from "../../executors/lower/schedule.ts";
import { type Printed, printFormulas, type Scope } from "./expressions.ts";

/** The letters of counters, of the outermost loop first. */
const COUNTERS = "jklmno";

/**
 * Prints formulas of rows as loops over their columns.
 *
 * @param arrayOf The name of the array of a row that is read, or of the result of a number.
 * @returns The loops, and the results that are numbers.
 */
export function printLoops(
  { block, entries }: Schedule,
  arrayOf: (row: string | number) => string,
  scope: Scope,
): Printed {
  const variables = new Map<string, string>(), counters: string[] = [];
  const read = (name: string): string => {
    const entry = entries.get(name);
    if (!entry) return variables.get(name)!;
    const counter = counters[entry.level]!;
    return entry.row === COLUMN ? counter : `${arrayOf(entry.row)}[${counter}]`;
  };
  const formulas = (roots: readonly Expression[]) => printFormulas(roots, { ...scope, read });

  function printBlock({ loops, values }: Block): Printed {
    const statements = loops.flatMap(printLoop), end = formulas(values);
    return { statements: [...statements, ...end.statements], values: end.values };
  }

  function printLoop({ before, level, length, accumulators, stores, ...bodies }: Loop): string[] {
    const begin = formulas(before.map(({ value }) => value));
    const prepared = before.map(({ name }, i) => {
      variables.set(name, scope.local());
      return `const ${variables.get(name)} = ${begin.values[i]};`;
    });
    for (const name of accumulators) variables.set(name, scope.local());
    const sums = accumulators.map((name) => variables.get(name)!);
    const body = (block: Block, counter: string, begins = ""): string[] => {
      counters[level] = counter;
      const { statements, values } = printBlock(block);
      const stored = stores.map((result, k) => {
        return `${arrayOf(result)}[${counter}] = ${values[sums.length + k]};`;
      });
      const moved = assigned(sums, values.slice(0, sums.length));
      return [...statements, ...stored, ...moved.map((line) => begins + line)];
    };
    const counter = COUNTERS[level] ?? `j${level}`, isFold = sums.length > 0;
    const first = isFold ? body(bodies.first, "0", "let ") : [];
    const rest = body(bodies.rest, counter);
    return [
      ...[...begin.statements, ...prepared, ...first],
      `for (let ${counter} = ${isFold ? 1 : 0}; ${counter} < ${length}; ${counter}++) {`,
      ...rest.map((line) => `  ${line}`),
      "}",
    ];
  }

  return printBlock(block);
}

/** Sets variables together, as the new value of one may be the old value of another. */
function assigned(names: readonly string[], values: readonly string[]): string[] {
  if (names.length < 2) return names.map((name, k) => `${name} = ${values[k]};`);
  return [`[${names.join(", ")}] = [${values.join(", ")}];`];
}
