import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Arithmetic, Dual, dual, elementwise, float64 } from "../../../../engine.ts";
import { derivative } from "../../../../src/verify/numeric/finite_differences.ts";

type Formula = <T>(m: Arithmetic<T>, x: T) => T;

// Each operation of the interface once, as a function of one variable in [0.5, 1.5].
const FORMULAS: Readonly<Record<string, Formula>> = {
  add: (m, x) => m.add(x, x),
  sub: (m, x) => m.sub(m.one, x),
  mul: (m, x) => m.mul(x, m.mul(x, x)),
  div: (m, x) => m.div(m.one, x),
  "div of x": (m, x) => m.div(x, m.constant(3)),
  neg: (m, x) => m.neg(x),
  exp: (m, x) => m.exp(x),
  expm1: (m, x) => m.expm1(x),
  log: (m, x) => m.log(x),
  log1p: (m, x) => m.log1p(x),
  tanh: (m, x) => m.tanh(x),
  sqrt: (m, x) => m.sqrt(x),
  erf: (m, x) => m.erf(x),
  "xlogy in y": (m, x) => m.xlogy(x, m.constant(3)),
  "xlogy in a": (m, x) => m.xlogy(m.constant(3), x),
  "xlogy in both": (m, x) => m.xlogy(x, x),
  "xdivy in y": (m, x) => m.xdivy(x, m.constant(3)),
  "xdivy in a": (m, x) => m.xdivy(m.constant(3), x),
  "xdivy in both": (m, x) => m.xdivy(m.mul(x, x), x),
  "choose, positive": (m, x) => m.choose(x, m.mul(x, x), x),
  "choose, otherwise": (m, x) => m.choose(m.neg(x), m.mul(x, x), x),
};

for (const [name, formula] of Object.entries(FORMULAS)) {
  Deno.test(`dual().${name} carries the derivative of the formula to 1e-9`, () => {
    fc.assert(fc.property(fc.double({ min: 0.5, max: 1.5, noNaN: true }), (x) => {
      const { value, slope } = formula(dual(float64), new Dual(x, 1));
      assertEquals(value, formula(float64, x));
      const expected = derivative((at) => formula(float64, at), x)!;
      // Differences of smooth functions of order 1 are good to 1e-11; see derivative_test.ts.
      assertAlmostEquals(slope, expected.value, 1e-9);
    }));
  });
}

Deno.test("dual() reads an arithmetic that is an object of a class", () => {
  class Counting implements Arithmetic<number> {
    products = 0;
    readonly zero = 0;
    readonly one = 1;
    constant = float64.constant;
    add = float64.add;
    sub = float64.sub;
    div = float64.div;
    neg = float64.neg;
    exp = float64.exp;
    expm1 = float64.expm1;
    log = float64.log;
    log1p = float64.log1p;
    tanh = float64.tanh;
    sqrt = float64.sqrt;
    erf = float64.erf;
    xlogy = float64.xlogy;
    xdivy = float64.xdivy;
    choose = float64.choose;
    mul(x: number, y: number): number {
      this.products++;
      return x * y;
    }
  }
  const counting = new Counting();
  const x = new Dual(3, 1);
  assertEquals(dual(counting).mul(x, x).slope, 6);
  assertEquals(counting.products, 3);
});

Deno.test("dual() over dual() gives second derivatives: (x³)″ = 6x", () => {
  const twice = dual(dual(float64));
  const x = new Dual(new Dual(2, 1), new Dual(1, 0));
  assertEquals(twice.mul(x, twice.mul(x, x)).slope.slope, 12);
});

Deno.test("dual().xlogy() has the derivative 0 where y stays 0, even at a = 0", () => {
  const m = dual(float64);
  assertEquals(m.xlogy(m.zero, new Dual(0, 1)).slope, 0);
  assertEquals(m.xdivy(m.zero, new Dual(0, 1)).slope, 0);
});

Deno.test("a formula that compares or converts a Dual itself throws a TypeError that says what to use", () => {
  const z = new Dual(1, 1);
  // deno-lint-ignore no-explicit-any
  const any = z as any;
  assertThrows(() => any > 0, TypeError, "m.choose");
  assertThrows(() => Math.tanh(any), TypeError, "Dual");
  assertThrows(() => `${any}`, TypeError);
  const lying = elementwise({ name: "lying", value: (m, z) => (z as number) > 0 ? z : m.zero });
  assertThrows(() => lying.slope(float64, { z: 1, a: 1 }), TypeError);
  assert(lying.value(float64, 1) === 1);
});
