import { assertEquals, assertThrows } from "@std/assert";
import { ACTIVATIONS } from "../../../src/nn/activations/activations.ts";
import { type Expression, expressions } from "../../../src/core/arithmetic/expression.ts";
import { print } from "../../../src/symbolic/print/print.ts";
import { DEEPER_THAN_THE_STACK } from "../../support/chain.ts";

const m = expressions();
const x = m.variable("x"), y = m.variable("y"), z = m.variable("z"), a1 = m.variable("a¹₁");
const { add, sub, mul, div, neg, exp, log, choose, constant, one, zero } = m;

function check(cases: readonly (readonly [Expression, string])[]): void {
  for (const [expression, text] of cases) assertEquals(print(expression), text);
}

Deno.test("print() puts parentheses where they are needed and nowhere else", () => {
  check([
    [add(add(x, y), z), "x + y + z"],
    [add(x, add(y, z)), "x + y + z"],
    [sub(x, sub(y, z)), "x − (y − z)"],
    [sub(sub(x, y), z), "x − y − z"],
    [mul(x, add(y, z)), "x·(y + z)"],
    [add(mul(x, y), z), "x·y + z"],
    [div(div(x, y), z), "x / y / z"],
    [div(x, mul(y, z)), "x / (y·z)"],
    [div(mul(x, y), z), "x·y / z"],
    [mul(x, div(y, z)), "x·(y / z)"],
    [mul(div(x, y), z), "(x / y)·z"],
    [neg(add(x, y)), "−(x + y)"],
    [neg(mul(x, y)), "−x·y"],
    [neg(neg(x)), "−(−x)"],
    [add(x, neg(y)), "x + (−y)"],
    [add(neg(x), y), "−x + y"],
    [mul(neg(x), y), "(−x)·y"],
    [sub(x, constant(-2)), "x − (−2)"],
  ]);
});

Deno.test("print() writes repeated factors as powers", () => {
  check([
    [mul(x, x), "x²"],
    [mul(mul(x, x), mul(x, x)), "x⁴"],
    [mul(mul(y, x), x), "y·x²"],
    [mul(add(x, y), add(x, y)), "(x + y)²"],
    [mul(exp(x), exp(x)), "(e^x)²"],
    [mul(m.tanh(x), m.tanh(x)), "tanh(x)²"],
    // A raised index is no exponent.
    [mul(a1, a1), "(a¹₁)²"],
    [mul(x, y), "x·y"],
  ]);
});

Deno.test("print() writes functions as people do", () => {
  check([
    [m.sqrt(add(x, y)), "√(x + y)"],
    [mul(m.sqrt(x), m.sqrt(x)), "√(x)²"],
    [m.erf(neg(x)), "erf(−x)"],
    [exp(neg(z)), "e^(−z)"],
    [exp(z), "e^z"],
    [exp(a1), "e^(a¹₁)"],
    [exp(exp(z)), "e^(e^z)"],
    [log(add(x, y)), "log(x + y)"],
    [m.expm1(z), "e^z − 1"],
    [m.log1p(z), "log(1 + z)"],
    [m.xlogy(y, x), "y·log(x)"],
    [m.xdivy(y, x), "y / x"],
  ]);
});

Deno.test("print() writes numbers as decimals, and as powers of ten where those are long", () => {
  check([
    [constant(0.5), "0.5"],
    [constant(-2), "−2"],
    [constant(-0), "−0"],
    [constant(1e-7), "10⁻⁷"],
    [constant(-2.5e-7), "−2.5·10⁻⁷"],
    [constant(6e23), "6·10²³"],
    [constant(-Infinity), "−∞"],
    [constant(NaN), "NaN"],
  ]);
});

Deno.test("print() writes cases with readable conditions", () => {
  check([
    [choose(z, z, zero), "{ z if z > 0; 0 otherwise }"],
    [choose(sub(x, y), x, y), "{ x if x > y; y otherwise }"],
    [choose(neg(z), x, y), "{ x if z < 0; y otherwise }"],
    [choose(x, one, choose(y, z, zero)), "{ 1 if x > 0; z if y > 0; 0 otherwise }"],
    [choose(x, choose(y, z, zero), zero), "{ z if x > 0 and y > 0; 0 otherwise }"],
    [choose(x, choose(y, z, one), zero), "{ { z if y > 0; 1 otherwise } if x > 0; 0 otherwise }"],
    [add(choose(x, x, zero), one), "{ x if x > 0; 0 otherwise } + 1"],
  ]);
});

Deno.test("print() of the activations is what the paper says they are", () => {
  const { linear, tanh, relu, sigmoid } = ACTIVATIONS;
  check([
    [linear.value(m, z), "z"],
    [relu.value(m, z), "{ z if z > 0; 0 otherwise }"],
    [sigmoid.slope(m, { z, a: a1 }), "a¹₁·(1 − a¹₁)"],
    [tanh.slope(m, { z, a: x }), "1 − x²"],
    [sigmoid.equivalents[0]!.value(m, z), "1 / (1 + e^(−z))"],
    [tanh.equivalents[0]!.value(m, z), "(e^z − e^(−z)) / (e^z + e^(−z))"],
    [tanh.equivalents[2]!.value(m, z), "(e^(2·z) − 1) / (e^(2·z) + 1)"],
  ]);
});

Deno.test("print() of an equation has both sides", () => {
  assertEquals(print({ name: "∂C/∂w¹₁₁", value: mul(x, y) }), "∂C/∂w¹₁₁ = x·y");
});

Deno.test("print() of a chain of additions goes deeper than the stack", () => {
  let chain = x;
  for (let n = 0; n < DEEPER_THAN_THE_STACK; n++) chain = add(chain, y);
  assertEquals(print(chain).length, 1 + DEEPER_THAN_THE_STACK * " + y".length);
});

Deno.test("print() refuses a formula too long to be read, however small its graph", () => {
  let nested = x;
  for (let depth = 0; depth < 60; depth++) nested = add(exp(nested), nested);
  assertThrows(() => print(nested), RangeError, "nameShared");
});
