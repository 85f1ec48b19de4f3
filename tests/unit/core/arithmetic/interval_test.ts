import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Arithmetic, Dual, dual, float64 } from "../../../../engine.ts";
import { Bounded, bounded, Interval, intervals } from "../../../../symbolic.ts";

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

/** The operations, with the number of their operands. */
const OPERATIONS = {
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  neg: 1,
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  tanh: 1,
  sqrt: 1,
  erf: 1,
  xlogy: 2,
  xdivy: 2,
  choose: 3,
} as const;

/** One operation on earlier values of a graph, each counted from the last. */
type Step = readonly [name: keyof typeof OPERATIONS, x: number, y: number, z: number];

/** All values of a graph that begins with some, later ones sharing the earlier ones. */
function run<T>(m: Arithmetic<T>, values: readonly T[], steps: readonly Step[]): T[] {
  const all = [...values];
  for (const [name, ...operands] of steps) {
    const operation = m[name] as (...operands: T[]) => T;
    all.push(operation(...operands.map((back) => all.at(-1 - back % all.length)!)));
  }
  return all;
}

/** Whether an interval admits a number that is known up to an error, where it is defined. */
function admits(range: Interval, { value, error }: Bounded): boolean {
  const { low, high, isAbove, isBelow } = range;
  if (error === Infinity || Number.isNaN(value)) return true;
  if (error === 0 && (isAbove && value === low || isBelow && value === high)) return false;
  return low <= value + error && high >= value - error;
}

Deno.test("intervals hold all values and derivatives of random graphs with shared values", () => {
  const near = fc.oneof(ends, fc.constantFrom(-1, 0, 1, 0.5), fc.double({ noNaN: true }));
  const pair = fc.tuple(near, near).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const back = fc.oneof(fc.nat(3), fc.nat(15));
  const names = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];
  const steps = fc.array(fc.tuple(fc.constantFrom(...names), back, back, back), { maxLength: 14 });
  fc.assert(
    fc.property(pair, pair, inside, inside, near, steps, ([a, b], [c, d], s, t, e, steps) => {
      const between = (low: number, high: number, s: number) =>
        Math.max(low, Math.min(high, low + s * (high - low)));
      const x = between(a, b, s), y = between(c, d, t);
      if (![a, b, c, d, x, y].every(Number.isFinite)) return;
      const start = <T>(m: Arithmetic<T>, x: T, y: T) => [
        new Dual(m.constant(e), m.zero),
        new Dual(x, m.one),
        new Dual(y, m.constant(-2)),
      ];
      const point = start(bounded, new Bounded(x), new Bounded(y));
      const exact = run(dual(bounded), point, steps);
      const ranges = run(
        dual(intervals),
        start(intervals, new Interval(a, b), new Interval(c, d)),
        steps,
      );
      ranges.forEach((range, k) => {
        const { value, slope } = exact[k]!;
        assert(admits(range.value, value));
        // Where a value is undefined, so is its derivative, which may be a number to `bounded`.
        if (!Number.isNaN(value.value)) assert(admits(range.slope, slope));
      });
    }),
    { numRuns: 4000 },
  );
});

Deno.test("no operation of intervals returns one object for two numbers", () => {
  const samples = [[-3, 2], [-3, -1], [1, 2], [0, 2], [-2, 0], [-Infinity, Infinity], [NaN, NaN]]
    .map(([low, high]) => new Interval(low!, high));
  for (const [name, arity] of Object.entries(OPERATIONS)) {
    const operation = intervals[name as keyof typeof OPERATIONS] as (...x: Interval[]) => Interval;
    for (const x of samples) {
      for (const y of arity > 1 ? samples : [x]) {
        for (const z of arity > 2 ? samples : [x]) {
          const once = operation(...[x, y, z].slice(0, arity));
          const again = operation(...[x, y, z].slice(0, arity));
          const isOne = Number.isNaN(once.low) || once.low === once.high;
          assert(once !== again || isOne || [x, y, z].includes(once), name);
        }
      }
    }
  }
  assert(intervals.constant(Infinity) !== intervals.constant(Infinity));
});

Deno.test("an unknown interval never equals another: √u − √v is not 0 and √u / √v not 1", () => {
  const m = intervals, u = new Interval(-1, 1), v = new Interval(-1, 1);
  for (const f of [m.sqrt, m.log, (x: Interval) => m.div(m.one, x)]) {
    const difference = m.sub(f(u), f(v)), ratio = m.div(f(u), f(v));
    assert(difference.low < 0 && difference.high > 0);
    assert(ratio.low < 1 && ratio.high > 1);
    assert(m.mul(f(u), f(v)).high > 0);
  }
});

Deno.test("intervals know what is not 0, however small: eˣ, 1/x, 1 + tanh x and their products", () => {
  const m = intervals, t = new Interval(-Infinity, -800), one = m.one;
  const small = [m.exp(t), m.neg(m.div(one, t)), m.add(one, m.tanh(t)), m.add(one, m.erf(t))];
  for (const x of small) {
    for (const positive of [x, m.mul(x, x), m.add(x, x), m.mul(x, m.neg(t)), m.sqrt(x)]) {
      assert(m.choose(positive, one, m.zero) === one);
    }
    assert(m.choose(m.sub(x, m.exp(t)), one, m.zero) !== one);
  }
  for (const f of [m.expm1, m.tanh, m.erf, m.sqrt, m.log1p]) {
    assert(m.choose(f(new Interval(0, 1)), one, m.zero) !== one);
  }
  // An end at 0 is kept where it is 0, and where the product underflows it is not taken for 0.
  const low = m.mul(new Interval(0, 1e-200), new Interval(1e-200)), zero = low.high === 0;
  assert(!zero && m.choose(low, one, m.zero) !== one);
});

Deno.test("intervals take constants for their decimals, of which large ones are no doubles", () => {
  const { low, high } = intervals.constant(1e23);
  assert(BigInt(low) < 10n ** 23n && 10n ** 23n < BigInt(high));
});
