import { assertEquals, assertStrictEquals } from "@std/assert";
import { relu } from "../../../src/nn/activations/relu.ts";
import { tanh } from "../../../src/nn/activations/tanh.ts";
import { evaluateExpression } from "../../../src/core/arithmetic/evaluate.ts";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { differentiate } from "../../../src/symbolic/rewrite/differentiate.ts";
import { print } from "../../../src/symbolic/print/print.ts";
import { simplify } from "../../../src/symbolic/rewrite/simplify.ts";
import { DEEPER_THAN_THE_STACK } from "../../support/chain.ts";

Deno.test("differentiate() takes formulas and expressions", () => {
  const m = expressions();
  const z = m.variable("z");
  const ofFormula = differentiate(tanh.value, "z", m);
  assertStrictEquals(differentiate(tanh.value(m, z), "z", m), ofFormula);
  assertEquals(print(simplify(ofFormula)), "1 − tanh(z)²");
});

Deno.test("differentiate() holds other variables fixed", () => {
  const m = expressions();
  const x = m.variable("x"), y = m.variable("y");
  const product = m.mul(m.mul(x, x), y);
  assertEquals(print(simplify(differentiate(product, "x"))), "2·x·y");
  assertEquals(print(simplify(differentiate(product, "y"))), "x²");
  assertEquals(print(simplify(differentiate(product, "z"))), "0");
});

Deno.test("differentiate() twice is the second derivative", () => {
  const m = expressions();
  const cube = m.mul(m.mul(m.variable("z"), m.variable("z")), m.variable("z"));
  assertEquals(print(simplify(differentiate(differentiate(cube, "z"), "z"))), "6·z");
});

Deno.test("differentiate() of ReLU is the paper's convention 0 at the kink, (78)", () => {
  const slope = differentiate(relu.value, "z");
  assertEquals([-1, 0, 1].map((z) => evaluateExpression(slope, float64, { z })), [0, 0, 1]);
});

Deno.test("differentiate() goes deeper than the stack, and through 60 levels used twice each", () => {
  const m = expressions();
  const x = m.variable("x");
  let chain = x, nested = x;
  for (let n = 0; n < DEEPER_THAN_THE_STACK; n++) chain = m.add(chain, x);
  for (let n = 0; n < 60; n++) nested = m.add(nested, nested);
  assertEquals(
    evaluateExpression(differentiate(chain, "x"), float64, { x: 1 }),
    DEEPER_THAN_THE_STACK + 1,
  );
  assertEquals(evaluateExpression(differentiate(nested, "x"), float64, { x: 1 }), 2 ** 60);
});
