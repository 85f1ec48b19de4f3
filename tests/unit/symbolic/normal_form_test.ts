import { assert, assertEquals, assertThrows } from "@std/assert";
import { ACTIVATIONS } from "../../../src/nn/activations/activations.ts";
import { type Expression, expressions } from "../../../src/core/arithmetic/expression.ts";
import { differentiate } from "../../../src/symbolic/rewrite/differentiate.ts";
import { normalForm } from "../../../src/symbolic/rewrite/normal_form.ts";
import { print } from "../../../src/symbolic/print/print.ts";

const m = expressions();
const [x, y, z] = ["x", "y", "z"].map(m.variable) as [Expression, Expression, Expression];
const { add, sub, mul, div, neg, exp, log, choose, constant, one } = m;

function check(cases: readonly (readonly [Expression, string])[]): void {
  for (const [expression, text] of cases) assertEquals(print(normalForm(expression, m)), text);
}

Deno.test("normalForm() multiplies out sums and cancels what is common", () => {
  check([
    [sub(mul(add(x, y), sub(x, y)), mul(x, x)), "−y²"],
    [add(div(mul(x, x), sub(x, y)), div(mul(y, y), sub(y, x))), "x + y"],
    [add(div(one, x), div(one, y)), "(x + y) / (x·y)"],
    [add(constant(0.1), constant(0.2)), "0.3"],
    [div(x, constant(3)), "x / 3"],
  ]);
});

Deno.test("normalForm() relates powers of e", () => {
  check([
    [exp(sub(x, y)), "e^(x − y)"],
    [mul(exp(x), exp(neg(x))), "1"],
    [sub(exp(mul(constant(2), x)), mul(exp(x), exp(x))), "0"],
    [sub(mul(exp(mul(constant(0.5), x)), exp(mul(constant(0.5), x))), exp(x)), "0"],
    [sub(exp(exp(add(x, y))), exp(mul(exp(x), exp(y)))), "0"],
    [m.expm1(x), "e^x − 1"],
    [m.tanh(x), "(e^(2·x) − 1) / (1 + e^(2·x))"],
  ]);
});

Deno.test("normalForm() relates powers of e whose exponents are fractions", () => {
  // x / (x + y) + y / (x + y) = 1, so the product of these powers is e.
  const sum = add(x, y);
  check([[sub(mul(exp(div(x, sum)), exp(div(y, sum))), exp(one)), "0"]]);
});

Deno.test("normalForm() relates logarithms, minding signs", () => {
  check([
    [exp(log(x)), "{ x if x > 0; NaN otherwise }"],
    [log(exp(x)), "x"],
    [log(mul(x, x)), "log(x²)"],
    [sub(log(div(exp(x), add(one, exp(x)))), sub(x, m.log1p(exp(x)))), "0"],
    [sub(log(constant(6)), add(log(constant(2)), log(constant(3)))), "0"],
    [log(neg(exp(x))), "NaN"],
    [choose(x, log(x), log(neg(x))), "{ log(x) if x > 0; log(−x) otherwise }"],
  ]);
});

Deno.test("normalForm() merges cases that agree, and decides what is evident", () => {
  check([
    [choose(x, x, neg(neg(x))), "x"],
    [choose(add(one, exp(x)), y, z), "y"],
    [choose(mul(x, x), y, z), "y"],
    [choose(mul(sub(x, y), sub(x, y)), y, z), "y"],
    [choose(neg(exp(x)), y, z), "z"],
    [choose(constant(NaN), y, z), "NaN"],
    [choose(mul(constant(3), x), choose(neg(x), y, z), one), "{ z if x > 0; 1 otherwise }"],
  ]);
});

Deno.test("normalForm() of every activation and its derivative", () => {
  const { linear, sigmoid, tanh, relu, softmax } = ACTIVATIONS;
  check([
    [linear.value(m, z), "z"],
    [sigmoid.value(m, z), "e^z / (1 + e^z)"],
    [differentiate(sigmoid.value, "z", m), "e^z / (1 + e^z)²"],
    [differentiate(tanh.value, "z", m), "4·e^(2·z) / (1 + e^(2·z))²"],
    [differentiate(relu.value, "z", m), "{ 1 if z > 0; 0 otherwise }"],
    [softmax.value(m, [x, y, z])[1]!, "e^y / (e^x + e^y + e^z)"],
  ]);
});

Deno.test("normalForm() says what it cannot speak of", () => {
  const root = exp(mul(constant(0.5), log(x)));
  assertThrows(() => normalForm(root), RangeError, "a root");
  assertThrows(() => normalForm(div(x, sub(x, x))), RangeError, "a division by 0");
  assertThrows(() => normalForm(log(m.zero)), RangeError, "the logarithm of 0");
  assertThrows(() => normalForm(mul(x, constant(Infinity))), RangeError, "an infinite constant");
  assertEquals(print(normalForm(mul(x, constant(NaN)))), "NaN");
  // What is not chosen does not matter.
  assertEquals(print(normalForm(choose(exp(x), y, log(m.zero)))), "y");
});

Deno.test("normalForm() gives up on what would grow too large", () => {
  let power = add(add(add(x, y), z), one);
  for (let n = 0; n < 6; n++) power = mul(power, power);
  assertThrows(() => normalForm(sub(power, one)), RangeError, "Cannot");
  assert(normalForm(power) !== undefined); // a power stays one factor
});
