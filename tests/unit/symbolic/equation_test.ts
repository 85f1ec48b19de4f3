import { assert, assertEquals } from "@std/assert";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { differentiate } from "../../../src/symbolic/rewrite/differentiate.ts";
import { inline, nameShared } from "../../../src/symbolic/print/equation.ts";
import { print } from "../../../src/symbolic/print/print.ts";

Deno.test("nameShared() names what is used more than once, and nothing else", () => {
  const m = expressions();
  const sum = m.add(m.variable("x"), m.variable("y"));
  const { equations, value } = nameShared(m.div(m.exp(sum), m.log(sum)));
  assertEquals(equations.map(print), ["t₁ = x + y"]);
  assertEquals(print(value), "e^t₁ / log(t₁)");
});

Deno.test("nameShared() takes no name that a variable has", () => {
  const m = expressions();
  const power = m.exp(m.variable("t₁"));
  const { equations } = nameShared(m.mul(power, power));
  assertEquals(equations.map(print), ["t₂ = e^t₁"]);
});

Deno.test("nameShared() writes the derivative of a formula nested 60 deep in a few lines each", () => {
  const m = expressions();
  let nested = m.variable("x");
  for (let depth = 0; depth < 60; depth++) nested = m.add(m.tanh(nested), nested);
  const { equations } = nameShared(differentiate(nested, "x", m), m);
  assert(equations.length < 60 * 5, `${equations.length} equations`);
  for (const equation of equations) assert(print(equation).length < 60);
});

Deno.test("inline() puts equations into those after them", () => {
  const m = expressions();
  const z = m.variable("z"), a = m.variable("a");
  const inlined = inline([
    { name: "z", value: m.mul(m.variable("w"), m.variable("x")) },
    { name: "a", value: m.tanh(z) },
    { name: "δ", value: m.sub(a, z) },
  ], m);
  assertEquals(inlined.map(print), ["z = w·x", "a = tanh(w·x)", "δ = tanh(w·x) − w·x"]);
});
