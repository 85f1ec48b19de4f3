import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type Arithmetic, Dual, dual } from "../../../../engine.ts";
import { Interval, intervals } from "../../../../symbolic.ts";
import { firstZero } from "../../../../src/verify/numeric/zeros.ts";

type Formula = <T>(m: Arithmetic<T>, z: T) => T;

/** The middle of the first zero, whether it is simple, or what is returned without one. */
function first(formula: Formula, from: number, to: number, options = {}) {
  const range = (t: Interval) => formula(dual(intervals), new Dual(t, new Interval(1)));
  const found = firstZero({ range, from, to, ...options });
  if (found === undefined || found === "unknown") return found;
  assert(found.high - found.low < 1e-12 * Math.max(1, Math.abs(found.high)));
  return { at: (found.low + found.high) / 2, isSimple: found.isSimple };
}

const square: Formula = (m, z) => m.mul(z, z);
const cubic: Formula = (m, z) => m.mul(z, m.sub(m.mul(z, z), m.one));
const double: Formula = (m, z) => square(m, m.sub(z, m.constant(5000)));

Deno.test("firstZero() finds the nearest zero of a cubic on either side, up and down", () => {
  for (const [from, to, at] of [[0.5, Infinity, 1], [0.5, -Infinity, 0], [-0.5, -9, -1]]) {
    const found = first(cubic, from!, to!);
    assert(found !== undefined && found !== "unknown" && found.isSimple);
    assertAlmostEquals(found.at, at!, 1e-12);
  }
  assertEquals(first(cubic, 1.5, Infinity), undefined);
});

Deno.test("firstZero() finds where a function only touches 0, far out, too", () => {
  const found = first(double, 0.5, Infinity);
  assert(found !== undefined && found !== "unknown" && !found.isSimple);
  assertAlmostEquals(found.at, 5000, 1e-6); // intervals are not halved below 2^−46, relative
  assertEquals(first(double, 0.5, 4999), undefined);
});

Deno.test("firstZero() finds log 2 as the zero of eᶻ − 2, and none of eᶻ, 1 − tanh z and z e^−z", () => {
  const found = first((m, z) => m.sub(m.exp(z), m.constant(2)), 9, -Infinity);
  assert(found !== undefined && found !== "unknown" && found.isSimple);
  assertAlmostEquals(found.at, Math.LN2, 1e-14); // a few roundings of 2
  const none: Formula[] = [
    (m, z) => m.exp(m.neg(z)),
    (m, z) => m.mul(z, m.exp(m.neg(m.mul(z, z)))),
    (m, z) => m.sub(m.one, m.tanh(z)),
    (m, z) => m.sub(m.one, m.erf(z)),
  ];
  for (const formula of none) assertEquals(first(formula, 0.5, Infinity), undefined);
});

Deno.test("firstZero() leaves out an end that is open, and finds what touches 0 from below if asked", () => {
  const formula: Formula = (m, z) => m.div(m.one, z);
  assertEquals(first(formula, 1, 0, { isOpen: true }), undefined);
  assert(first(square, 1, 0, { isOpen: false }) !== undefined);
  const below: Formula = (m, z) => m.neg(square(m, m.sub(z, m.one)));
  assertEquals(first(below, -4, 4), undefined);
  const found = first(below, -4, 4, { fromBelow: true });
  assert(found !== undefined && found !== "unknown");
  assertAlmostEquals(found.at, 1, 1e-12);
});

Deno.test("firstZero() says when it cannot tell, and when the budget is spent", () => {
  // e^−z − e^−2z falls to 0 without a sign that intervals could see.
  const falling: Formula = (m, z) => m.sub(m.exp(m.neg(z)), m.exp(m.neg(m.add(z, z))));
  assertEquals(first(falling, 1, Infinity), "unknown");
  const budget = { intervals: 3 };
  assertEquals(first(double, 0.5, Infinity, { budget }), "unknown");
  assert(budget.intervals <= 0);
});
