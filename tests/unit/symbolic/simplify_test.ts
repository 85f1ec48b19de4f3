import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ACTIVATIONS } from "../../../src/nn/activations/activations.ts";
import { type Expression, expressions } from "../../../src/core/arithmetic/expression.ts";
import { differentiate } from "../../../src/symbolic/rewrite/differentiate.ts";
import { print } from "../../../src/symbolic/print/print.ts";
import { simplify } from "../../../src/symbolic/rewrite/simplify.ts";
import { DEEPER_THAN_THE_STACK } from "../../support/chain.ts";

const m = expressions();
const x = m.variable("x"), y = m.variable("y"), z = m.variable("z"), a = m.variable("a");
const { add, sub, mul, div, neg, exp, log, choose, constant, one, zero } = m;

function check(cases: readonly (readonly [Expression, string])[]): void {
  for (const [expression, text] of cases) assertEquals(print(simplify(expression)), text);
}

Deno.test("simplify() drops 0 + x, 1·x, 0·x, x / 1 and double signs", () => {
  check([
    [add(zero, x), "x"],
    [mul(one, x), "x"],
    [mul(zero, x), "0"],
    [div(x, one), "x"],
    [neg(neg(x)), "x"],
    [sub(x, neg(y)), "x + y"],
    [add(x, neg(y)), "x − y"],
    [mul(neg(x), neg(y)), "x·y"],
    [neg(sub(y, a)), "a − y"],
    [exp(zero), "1"],
    [log(exp(x)), "x"],
    [exp(log(x)), "x"],
  ]);
});

Deno.test("simplify() gathers like terms and like factors, exactly", () => {
  check([
    [add(x, x), "2·x"],
    [sub(add(x, y), x), "y"],
    [add(mul(x, y), mul(y, x)), "2·x·y"],
    [div(mul(x, mul(x, x)), x), "x²"],
    [mul(sub(y, a), sub(a, y)), "−(a − y)²"],
    [mul(constant(0.1), mul(constant(3), x)), "0.3·x"],
    [add(div(x, constant(3)), div(x, constant(6))), "0.5·x"],
    [div(x, constant(3)), "x / 3"],
    [sub(mul(x, add(x, y)), mul(x, x)), "x·y"],
  ]);
});

Deno.test("simplify() gathers square roots of the same", () => {
  const root = m.sqrt(x), of2 = m.sqrt(constant(2)), sum = m.sqrt(add(x, y));
  check([
    [mul(root, root), "x"],
    [div(x, root), "√(x)"],
    [div(root, x), "1 / √(x)"],
    [mul(root, mul(root, root)), "√(x)·x"],
    [div(mul(x, x), mul(of2, of2)), "0.5·x²"],
    [div(add(x, y), sum), "√(x + y)"],
    [mul(root, of2), "√(x)·√(2)"],
  ]);
});

Deno.test("simplify() leaves what is well written as it is", () => {
  for (
    const expression of [
      mul(a, sub(one, a)),
      sub(one, mul(a, a)),
      div(one, add(one, exp(neg(z)))),
      sub(mul(a, add(x, y)), x),
    ]
  ) {
    assertStrictEquals(simplify(expression, { arithmetic: m }), expression);
  }
});

Deno.test("simplify() brings cases to the front and merges those that agree", () => {
  check([
    [choose(z, x, x), "x"],
    [choose(zero, x, y), "y"],
    [choose(constant(NaN), x, y), "NaN"],
    [choose(mul(constant(2), z), choose(z, x, y), y), "{ x if z > 0; y otherwise }"],
    [ACTIVATIONS.sigmoid.value(m, z), "1 / (1 + e^(−z))"],
    [ACTIVATIONS.softmax.value(m, [x, y, z])[0]!, "e^x / (e^x + e^y + e^z)"],
    [mul(choose(z, one, zero), add(x, y)), "{ x + y if z > 0; 0 otherwise }"],
  ]);
});

Deno.test("simplify() of the derivatives of the activations", () => {
  const { sigmoid, tanh, relu } = ACTIVATIONS;
  check([
    [differentiate(sigmoid.value, "z", m), "e^z / (1 + e^z)²"],
    [differentiate(tanh.value, "z", m), "1 − tanh(z)²"],
    [differentiate(relu.value, "z", m), "{ 1 if z > 0; 0 otherwise }"],
  ]);
});

Deno.test("simplify() evaluates roots and erf where they are numbers, and finds halves of exponents", () => {
  check([
    [m.sqrt(zero), "0"],
    [m.sqrt(m.div(x, x)), "1"],
    [m.sqrt(m.exp(add(x, x))), "e^x"],
    [m.erf(sub(x, x)), "0"],
    [m.erf(add(x, x)), "erf(2·x)"],
    [differentiate((m, x) => m.sqrt(x), "x", m), "0.5 / √(x)"],
  ]);
});

Deno.test("simplify() keeps xlogy and xdivy, which are 0 where y is", () => {
  check([
    [m.xlogy(zero, x), "0"],
    [m.xlogy(y, one), "0"],
    [m.xdivy(neg(y), a), "−y / a"],
    [mul(a, m.xdivy(y, a)), "y"],
    [m.xdivy(y, constant(4)), "0.25·y"],
    [m.xlogy(constant(2), x), "2·log(x)"],
  ]);
});

Deno.test("simplify() takes conditions under which a case is certain", () => {
  const guarded = choose(a, div(one, a), constant(NaN));
  assertEquals(print(simplify(guarded, { where: [a] })), "1 / a");
  assertEquals(print(simplify(guarded)), "{ 1 / a if a > 0; NaN otherwise }");
});

Deno.test("simplify() does not write numbers that are longer than what they stand for", () => {
  const sum = add(one, constant(1.23456789e-140));
  assertStrictEquals(simplify(sum, { arithmetic: m }), sum);
});

Deno.test("simplify() goes deeper than the stack, and through doubles and squares nested 49 deep", () => {
  let chain = x, doubled = x, squared = x;
  for (let n = 0; n < DEEPER_THAN_THE_STACK; n++) chain = add(chain, m.variable(`x${n % 3}`));
  for (let n = 0; n < 49; n++) {
    doubled = add(doubled, doubled);
    squared = mul(squared, squared);
  }
  const third = DEEPER_THAN_THE_STACK / 3;
  assertEquals(print(simplify(chain)), `x + ${third}·x0 + ${third}·x1 + ${third}·x2`);
  assertEquals(print(simplify(doubled)), "562949953421312·x");
  assertEquals(print(simplify(squared)), "x⁵⁶²⁹⁴⁹⁹⁵³⁴²¹³¹²");
  assert(simplify(mul(squared, mul(squared, m.exp(squared)))) !== undefined);
});

Deno.test("simplify(), print() and differentiate() refuse what is no expression, or no variable", () => {
  assertThrows(() => simplify("x" as never), TypeError, 'but found "x"');
  assertThrows(() => print(3 as never), TypeError, "The formula must be an expression");
  const by = m.add(x, y) as never;
  assertThrows(() => differentiate(m.mul(x, y), by), TypeError, "variable must be a name");
});
