import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import type { Arithmetic } from "../../../../src/core/arithmetic/arithmetic.ts";
import {
  Constant,
  type Expression,
  expressions,
  Operation,
  Variable,
} from "../../../../src/core/arithmetic/expression.ts";
import { sigmoid } from "../../../../src/nn/activations/sigmoid.ts";

Deno.test("expressions() makes equal operations on the same operands the same node", () => {
  const m = expressions();
  const x = m.variable("x"), y = m.variable("y");
  assertStrictEquals(m.variable("x"), x);
  assertStrictEquals(m.add(x, y), m.add(x, y));
  assertStrictEquals(m.exp(m.mul(x, y)), m.exp(m.mul(x, y)));
  assertStrictEquals(m.choose(x, y, m.one), m.choose(x, y, m.constant(1)));
  assertStrictEquals(sigmoid.value(m, x), sigmoid.value(m, x));
  for (const other of [m.add(y, x), m.sub(x, y), m.mul(x, y), m.xdivy(x, y)]) {
    assert(m.add(x, y) !== other);
  }
});

Deno.test("expressions() folds nothing", () => {
  const m = expressions();
  const x = m.variable("x");
  for (
    const kept of [
      m.mul(x, m.zero),
      m.add(x, m.zero),
      m.neg(m.neg(x)),
      m.sub(x, x),
      m.add(m.one, m.one),
      m.choose(m.one, x, x),
    ]
  ) {
    assert(kept instanceof Operation);
  }
});

Deno.test("expressions().constant() tells 0 from −0, and knows NaN", () => {
  const m = expressions();
  assertStrictEquals(m.constant(0), m.zero);
  assert(m.constant(-0) !== m.zero);
  assert(Object.is((m.constant(-0) as Constant).value, -0));
  assertStrictEquals(m.constant(NaN), m.constant(NaN));
  assertStrictEquals(m.constant(0.1), m.constant(0.1));
  assert(m.constant(0.1 + 0.2) !== m.constant(0.3));
});

Deno.test("expressions() takes operands of another call and shares what is built on them", () => {
  const there = expressions(), here = expressions();
  const x = there.variable("x");
  assert(here.variable("x") !== x);
  assertStrictEquals(here.exp(x), here.exp(x));
  assert(here.add(x, here.variable("x")) !== here.add(x, x));
});

Deno.test("an expression refuses to be taken for a number", () => {
  const m = expressions();
  const z = m.variable("z");
  assertThrows(() => (z as unknown as number) > 0, TypeError, "operations of its arithmetic");
  assertThrows(() => Math.tanh(z as unknown as number), TypeError);
  assertThrows(() => `${z}`, TypeError);
});

Deno.test("expressions() throws unless its operands are expressions", () => {
  const m = expressions();
  const wrong = 2 as unknown as Expression;
  assertThrows(() => m.mul(wrong, m.one), TypeError, "found 2: write m.constant(2) for 2");
  const at = { z: m.one, a: m.one } as unknown as Expression; // what a slope is given
  assertThrows(() => m.exp(at), TypeError, "must be an expression, but found an object with z, a");
  assertThrows(() => m.exp(null as unknown as Expression), TypeError, "found null");
});

Deno.test("expressions are immutable", () => {
  const m = expressions();
  const sum = m.add(m.variable("x"), m.one) as Operation;
  assert(Object.isFrozen(sum) && Object.isFrozen(sum.operands));
  assert(Object.isFrozen(m.variable("x")) && Object.isFrozen(m.one));
});

Deno.test("expressions() implements every operation of an arithmetic under its own name", () => {
  const m = expressions();
  const [x, y, z] = ["x", "y", "z"].map(m.variable);
  const { zero, one, constant, variable, ...operations } = m;
  assertEquals([zero, one].map((node) => node instanceof Constant), [true, true]);
  assert(constant(2) instanceof Constant && variable("x") instanceof Variable);
  for (const [name, operation] of Object.entries(operations)) {
    const count = (operation as (...operands: Expression[]) => Expression).length;
    const operands = [x!, y!, z!].slice(0, count);
    const node = (operation as (...operands: Expression[]) => Expression)(...operands) as Operation;
    assertEquals<string>(node.operator, name);
    assertEquals(node.operands, operands);
  }
  const names: Record<keyof Omit<Arithmetic<unknown>, "zero" | "one" | "constant">, true> = {
    add: true,
    sub: true,
    mul: true,
    div: true,
    neg: true,
    exp: true,
    expm1: true,
    log: true,
    log1p: true,
    tanh: true,
    sqrt: true,
    erf: true,
    xlogy: true,
    xdivy: true,
    choose: true,
  };
  assertEquals(Object.keys(operations).sort(), Object.keys(names).sort());
  assertNotEquals(Object.keys(names).length, 0);
});
