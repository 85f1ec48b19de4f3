import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Arithmetic, Dual, dual, float64, Interval, intervals } from "../../../../mod.ts";

const ends = fc.double({ min: -20, max: 20, noNaN: true });
const inside = fc.double({ min: 0, max: 1, noNaN: true });

/** Formulas that use every operation. */
const FORMULAS: Readonly<Record<string, <T>(m: Arithmetic<T>, x: T, y: T) => T>> = {
  "x + 0.1 y": (m, x, y) => m.add(x, m.mul(m.constant(0.1), y)),
  "x − y": (m, x, y) => m.sub(x, y),
  "x y": (m, x, y) => m.mul(x, y),
  "x²": (m, x) => m.mul(x, x),
  "x / y": (m, x, y) => m.div(x, y),
  "eˣ − e⁻ʸ": (m, x, y) => m.sub(m.exp(x), m.exp(m.neg(y))),
  "expm1(x) tanh(y)": (m, x, y) => m.mul(m.expm1(x), m.tanh(y)),
  "log(1 + x²) log1p(eʸ)": (m, x, y) => m.mul(m.log(m.add(m.one, m.mul(x, x))), m.log1p(m.exp(y))),
  "xlogy(y, eˣ)": (m, x, y) => m.xlogy(y, m.exp(x)),
  "xdivy(y, x)": (m, x, y) => m.xdivy(y, x),
  "max(x, y)": (m, x, y) => m.choose(m.sub(x, y), x, y),
};

/** A quotient by 0 has no value to hold: float64 gives it by the sign of that zero. */
function holds({ low, high }: Interval, x: number): boolean {
  return !Number.isFinite(x) || x >= low && x <= high;
}

Deno.test("intervals hold every value and derivative of float64, for numbers inside", () => {
  const pair = fc.tuple(ends, ends).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(fc.property(pair, pair, inside, inside, ([a, b], [c, d], s, t) => {
    const x = Math.min(b, a + s * (b - a)), y = Math.min(d, c + t * (d - c));
    for (const formula of Object.values(FORMULAS)) {
      const exact = formula(dual(float64), new Dual(x, 1), new Dual(y, 0));
      const m = dual(intervals);
      const one = new Interval(1), zero = new Interval(0);
      const range = formula(
        m,
        new Dual(new Interval(a, b), one),
        new Dual(new Interval(c, d), zero),
      );
      assert(holds(range.value, exact.value));
      assert(holds(range.slope, exact.slope));
    }
  }));
});

Deno.test("intervals keep an end at 0: eᶻ − 1 is not positive for z up to 0, and a square not negative", () => {
  const below = new Interval(-Infinity, 0), around = new Interval(-2, 3);
  const less = intervals.sub(intervals.exp(below), intervals.one);
  assertEquals([less.high, intervals.expm1(below).high], [0, 0]);
  assertEquals(intervals.mul(around, around).low, 0);
  const size = intervals.add(intervals.one, new Interval(1, Infinity));
  assertEquals(intervals.div(new Interval(1, Infinity), size).low, 0);
});

Deno.test("intervals take one arm where the sign is known, both where it is not, NaN for NaN", () => {
  const [p, q] = [new Interval(5, 6), new Interval(1, 2)];
  const chosen = (low: number, high = low) => intervals.choose(new Interval(low, high), p, q);
  assertEquals([chosen(0.1, 2), chosen(-2, 0), chosen(NaN).low], [p, q, NaN]);
  assertEquals([chosen(-1, 1).low, chosen(-1, 1).high], [1, 6]);
  assert(Number.isNaN(intervals.log(new Interval(-3, -1)).low));
  assertEquals(intervals.log(new Interval(-3, 1)).low, -Infinity);
});

Deno.test("an Interval cannot be converted to a number", () => {
  assertThrows(() => (new Interval(1) as unknown as number) > 0, TypeError, "Interval");
});
