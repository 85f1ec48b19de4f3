import { assertEquals } from "@std/assert";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { weightOf } from "../../../src/symbolic/rewrite/weight.ts";

Deno.test("weightOf() counts 2 for each letter and fraction, 1 for each number and sign", () => {
  const m = expressions();
  const x = m.variable("x"), y = m.variable("y");
  const weights = [
    [m.one, 1],
    [x, 2],
    [m.neg(x), 3],
    [m.add(x, m.one), 4],
    [m.mul(x, y), 5],
    [m.mul(x, x), 3], // as a power
    [m.exp(m.mul(x, x)), 4],
    [m.div(x, y), 6],
    [m.xdivy(x, y), 6],
    [m.choose(x, y, m.one), 6],
  ] as const;
  assertEquals(weights.map(([formula]) => weightOf(formula)), weights.map(([, weight]) => weight));
});
