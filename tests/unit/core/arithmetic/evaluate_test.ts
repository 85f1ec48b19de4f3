import { assert, assertEquals, assertThrows } from "@std/assert";
import { Dual, dual } from "../../../../src/core/arithmetic/dual.ts";
import {
  evaluateExpression,
  evaluateExpressions,
  postOrder,
  variablesOf,
} from "../../../../src/core/arithmetic/evaluate.ts";
import { expressions } from "../../../../src/core/arithmetic/expression.ts";
import { float64 } from "../../../../src/core/arithmetic/float64.ts";
import { DEEPER_THAN_THE_STACK } from "../../../support/chain.ts";

Deno.test("evaluateExpression() reads one expression as numbers, as dual numbers and as expressions", () => {
  const m = expressions();
  const x = m.variable("x");
  const cube = m.mul(m.mul(x, x), x);
  assertEquals(evaluateExpression(cube, float64, { x: 2 }), 8);
  assertEquals(evaluateExpression(cube, dual(float64), { x: new Dual(2, 1) }).slope, 12);
  assert(evaluateExpression(cube, m, { x: m.variable("y") }) !== cube);
  assertEquals(evaluateExpression(cube, m, { x }), cube);
});

Deno.test("evaluateExpression() computes each node once, however often it is used", () => {
  const m = expressions();
  let nested = m.variable("x");
  for (let depth = 0; depth < 60; depth++) nested = m.add(nested, nested);
  let additions = 0;
  const counting = {
    ...float64,
    add: (x: number, y: number) => {
      additions++;
      return x + y;
    },
  };
  assertEquals(evaluateExpression(nested, counting, { x: 1 }), 2 ** 60);
  assertEquals(additions, 60);
});

Deno.test("evaluateExpression() goes through a chain of additions deeper than the stack", () => {
  const m = expressions();
  const x = m.variable("x");
  let chain = x;
  for (let n = 0; n < DEEPER_THAN_THE_STACK; n++) chain = m.add(chain, x);
  assertEquals(evaluateExpression(chain, float64, { x: 1 }), DEEPER_THAN_THE_STACK + 1);
  assertEquals(
    evaluateExpression(chain, dual(float64), { x: new Dual(1, 1) }).slope,
    DEEPER_THAN_THE_STACK + 1,
  );
});

Deno.test("evaluateExpressions() computes once what several expressions share", () => {
  const m = expressions();
  const x = m.variable("x");
  const power = m.exp(x);
  let powers = 0;
  const counting = {
    ...float64,
    exp: (x: number) => {
      powers++;
      return Math.exp(x);
    },
  };
  const roots = [power, m.neg(power), m.add(power, power)];
  assertEquals(evaluateExpressions(roots, counting, { x: 0 }), [1, -1, 2]);
  assertEquals(powers, 1);
  assertEquals(evaluateExpressions([], float64, {}), []);
});

Deno.test("evaluateExpression() says which variable has no value", () => {
  const m = expressions();
  const sum = m.add(m.variable("x"), m.variable("y"));
  assertThrows(
    () => evaluateExpression(sum, float64, { x: 1 }),
    RangeError,
    "y has none: found only x",
  );
  assertThrows(
    () => evaluateExpression(m.variable("x"), float64, {}),
    RangeError,
    "found only no values",
  );
  // A property that every object inherits is not a value.
  assertThrows(() => evaluateExpression(m.variable("constructor"), float64, {}), RangeError);
  assertEquals(evaluateExpression(sum, float64, (name) => name === "x" ? 1 : 2), 3);
});

Deno.test("postOrder() lists operands before what is made of them, from left to right", () => {
  const m = expressions();
  const x = m.variable("x"), y = m.variable("y");
  const sum = m.add(x, y), root = m.mul(sum, m.exp(sum));
  assertEquals(postOrder([root]), [x, y, sum, m.exp(sum), root]);
  assertEquals(postOrder([sum, x]), [x, y, sum]);
  assertEquals(variablesOf([m.sub(y, x), m.variable("z")]), ["y", "x", "z"]);
});
