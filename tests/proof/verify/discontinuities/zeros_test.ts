import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type Arithmetic, Dual, dual, float64 } from "../../../../engine.ts";
import { Interval, intervals } from "../../../../symbolic.ts";
import { zerosBetween } from "../../../../src/verify/discontinuities/zeros.ts";

type Formula = <T>(m: Arithmetic<T>, z: T) => T;

function zeros(formula: Formula, low = -Infinity, high = Infinity) {
  const range = (t: Interval) => formula(dual(intervals), new Dual(t, new Interval(1)));
  const { zeros, complete } = zerosBetween(range, (t) => formula(float64, t), low, high);
  return { zeros: zeros.toSorted((x, y) => x - y), complete };
}

Deno.test("zerosBetween() finds all zeros of a cubic: −1, 0 and 1", () => {
  const found = zeros((m, z) => m.mul(z, m.sub(m.mul(z, z), m.one)));
  assertEquals([found.zeros.length, found.complete], [3, true]);
  // within the width below which intervals are not halved, 2^−34
  [-1, 0, 1].forEach((zero, k) => assertAlmostEquals(found.zeros[k]!, zero, 1e-9));
});

Deno.test("zerosBetween() finds where a function only touches 0", () => {
  const found = zeros((m, z) => m.mul(m.sub(z, m.one), m.sub(z, m.one)));
  assertEquals([found.zeros.length, found.complete], [1, true]);
  assertAlmostEquals(found.zeros[0]!, 1, 1e-9);
});

Deno.test("zerosBetween() finds log 2 as the zero of eᶻ − 2, and none of eᶻ", () => {
  const found = zeros((m, z) => m.sub(m.exp(z), m.constant(2)));
  assertEquals(found.complete, true);
  assertAlmostEquals(found.zeros[0]!, Math.LN2, 1e-15); // bisection ends at neighbours
  assertEquals(zeros((m, z) => m.exp(z)), { zeros: [], complete: true });
});

Deno.test("zerosBetween() leaves zeros at the ends to the ends", () => {
  assertEquals(zeros((m, z) => m.expm1(z), -Infinity, 0), { zeros: [], complete: true });
  assertEquals(zeros((m, z) => m.mul(z, m.exp(m.neg(z))), 0), { zeros: [], complete: true });
});

Deno.test("zerosBetween() says when it cannot tell", () => {
  // 0 everywhere, which no interval shows: z² − z·z by two products that are not seen to be equal
  const nothing: Formula = (m, z) => m.sub(m.mul(z, z), m.mul(z, m.add(z, m.zero)));
  assert(!zeros(nothing).complete);
});

Deno.test("zerosBetween() finds what touches 0 from below where it is asked to", () => {
  const formula: Formula = (m, z) => m.neg(m.mul(m.sub(z, m.one), m.sub(z, m.one)));
  const range = (t: Interval) => formula(dual(intervals), new Dual(t, new Interval(1)));
  const find = (fromBelow: boolean) =>
    zerosBetween(range, (t) => formula(float64, t), -4, 4, fromBelow).zeros;
  assertEquals(find(false), []);
  assertEquals(find(true).length, 1);
  assertAlmostEquals(find(true)[0]!, 1, 1e-9); // intervals are not halved below 2^−34
});

Deno.test("zerosBetween() leaves zeros at the ends to the ends where it gives up, too", () => {
  const formula: Formula = (m, z) => m.sub(m.exp(z), m.constant(2));
  const range = (t: Interval) => formula(dual(intervals), new Dual(t, new Interval(1)));
  const give = (intervals: number, high: number) => {
    return zerosBetween(range, (t) => formula(float64, t), -Infinity, high, false, { intervals });
  };
  assertEquals(give(2, 1).zeros.length, 1); // from the right: found before it gives up
  assertEquals(give(2, Math.LN2 + 1e-12), { zeros: [], complete: false });
});
