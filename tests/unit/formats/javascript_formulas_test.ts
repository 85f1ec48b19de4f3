import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Expression, expressions } from "../../../src/core/arithmetic/expression.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import type { RowFormula } from "../../../src/executors/lower/capture.ts";
import { printFormulas } from "../../../src/formats/javascript/expressions.ts";
import { rowFunction } from "../../../src/formats/javascript/formulas.ts";
import { Program } from "../../../src/formats/javascript/program.ts";

/** The value of a formula of x and y, as it is printed. */
function printedAt(formula: Expression, x: number, y: number): number {
  let count = 0;
  const { statements, values } = printFormulas([formula], {
    ...{ read: (name) => name, local: () => `t${++count}`, erf: () => "erf" },
  });
  return new Function("x", "y", `${statements.join("\n")}\nreturn ${values[0]};`)(x, y);
}

Deno.test("printed products with 0 are 0, whatever the other factor, as those of the arithmetic", () => {
  const m = expressions(), x = m.variable("x"), y = m.variable("y");
  const sum = m.add(x, y), pairs = [[x, y], [m.neg(x), sum], [sum, sum], [m.exp(x), m.neg(y)]];
  for (const operator of ["xlogy", "xdivy"] as const) {
    for (const [left, right] of pairs as [Expression, Expression][]) {
      for (const [a, b] of [[0, 0], [2, 3], [-1, 1], [0, 5], [1, 0]] as const) {
        const wanted = float64[operator](printedAt(left, a, b), printedAt(right, a, b));
        assertEquals(
          printedAt(m[operator](left, right), a, b),
          wanted,
          `${operator} at ${a}, ${b}`,
        );
      }
    }
  }
});

Deno.test("printed numbers keep the sign of 0", () => {
  const m = expressions();
  for (const zero of [-0, 0]) assert(Object.is(printedAt(m.constant(zero), 1, 1), zero));
});

/** What the printed function of a formula of one row returns. */
function called(formula: RowFormula, row: readonly number[]): unknown {
  const program = new Program();
  const name = rowFunction(program, { key: {}, name: "own", widths: { z: row.length }, formula });
  return new Function("z", `${program.text}\nreturn ${name}(z);`)(row);
}

Deno.test("rowFunction() prints formulas of rows column by column if they are no loops", () => {
  const first: RowFormula = (m, row) => [{ value: m.add(row("z")[0]!, row("z")[1]!) }];
  assertEquals(called(first, [2, 3]), 5);
  const turned: RowFormula = (_, row) => [{ values: [row("z")[1]!, row("z")[0]!] }];
  assertEquals(Array.from(called(turned, [2, 3]) as number[]), [3, 2]);
});

Deno.test("rowFunction() refuses to print more operations than a page can take", () => {
  const pairs: RowFormula = (m, row) => {
    const z = row("z");
    let sum = m.zero; // rows are read by a number, so that there is no loop
    for (let i = 0; i < z.length; i++) {
      for (let j = 0; j < z.length; j++) sum = m.add(sum, m.mul(z[i]!, z[j]!));
    }
    return [{ value: sum }];
  };
  assertThrows(() => called(pairs, Array(130).fill(1)), RangeError, "JavaScript of own would have");
});
