import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Arithmetic, elementwise, loss } from "../../../../engine.ts";
import {
  checkContinuity,
  checkLossContinuity,
  pointsInRegions,
} from "../../../../src/verify/discontinuities/check_continuity.ts";

type Formulas = Omit<Parameters<typeof elementwise>[0], "name">;
type Formula = <T>(m: Arithmetic<T>, z: T) => T;

const square: Formula = (m, z) => m.mul(z, z);
const twice: Formula = (m, z) => m.add(z, z);

/** The worst verdict of all places of an activation, `none` where there are none. */
function worstOf(formulas: Formulas): string {
  const found = checkContinuity(elementwise({ name: "f", ...formulas }), 0);
  const verdicts: string[] = found.map(({ verdict }) => verdict);
  return ["refuted", "undecided", "proved"].find((v) => verdicts.includes(v)) ?? "none";
}

/** z² whose slope is another where some argument is not positive. */
function squareWith(argument: Formula, otherwise: Formula): string {
  return worstOf({
    value: square,
    slope: (m, { z }) => m.choose(argument(m, z), twice(m, z), otherwise(m, z)),
  });
}

Deno.test("checkContinuity() finds single points, however far out, and proves the right slope there", () => {
  for (const at of [1, 0.37, 5000, -1e9, 1e12]) {
    const argument: Formula = (m, z) => square(m, m.sub(z, m.constant(at)));
    assertEquals(squareWith(argument, (m) => m.constant(7)), "refuted", `${at}`);
    assertEquals(squareWith(argument, (m) => m.constant(2 * at)), "proved", `${at}`);
    const fourth: Formula = (m, z) => square(m, argument(m, z));
    assertEquals(squareWith(fourth, (m) => m.constant(7)), "refuted", `${at}`);
  }
});

Deno.test("checkContinuity() tells places apart that are close for their size", () => {
  for (const [low, high] of [[1e12, 1e12 + 100], [1, 1 + 1e-9], [-3e7 - 1, -3e7]] as const) {
    const between = (inside: Formula): Formulas => ({
      value: square,
      slope: (m, { z }) => {
        const under = m.choose(m.sub(m.constant(high), z), inside(m, z), twice(m, z));
        return m.choose(m.sub(z, m.constant(low)), under, twice(m, z));
      },
    });
    const wrong = between((m) => m.constant(7));
    assertEquals(worstOf(wrong), "refuted", `${low}`);
    assertEquals(worstOf(between(twice)), "proved", `${low}`);
    const points = pointsInRegions(elementwise({ name: "f", ...wrong }), 0)!;
    assertEquals(points.map((x) => x > low && x < high), [false, true, false]);
  }
});

Deno.test("checkContinuity() finds every one of several double roots, close or not", () => {
  for (const other of [1.25, 1 + 1e-9]) {
    const product: Formula = (m, z) =>
      m.mul(square(m, m.sub(z, m.one)), square(m, m.sub(z, m.constant(other))));
    const verdict = squareWith(product, (m) => m.constant(2)); // right at 1, wrong at the other
    assert(verdict === "refuted" || other < 1.2 && verdict === "undecided", `${other}: ${verdict}`);
  }
});

Deno.test("checkContinuity() leaves undecided what lies between places that float64 cannot tell apart", () => {
  // Wrong between the decimal next to log 2 and log 2 itself.
  const near = worstOf({
    value: (_, z) => z,
    slope: (m, { z }) => {
      const below = m.choose(m.sub(m.exp(z), m.constant(2)), m.one, m.constant(7));
      return m.choose(m.sub(z, m.constant(Math.LN2)), below, m.one);
    },
  });
  assertEquals(near, "undecided");
  const irrational: Formula = (m, z) => square(m, m.sub(square(m, z), m.constant(2)));
  assertEquals(squareWith(irrational, (m) => m.constant(2)), "undecided");
});

Deno.test("checkContinuity() trusts no sign that float64 computes by rounding", () => {
  // (10²⁰ z + 1) − 10²⁰ z is 1, and 0 in float64.
  const one: Formula = (m, z) => {
    const large = m.mul(m.constant(1e20), z);
    return m.sub(m.add(large, m.one), large);
  };
  const slope: Formulas["slope"] = (m, { z }) => m.choose(one(m, z), m.constant(7), m.one);
  assertEquals(worstOf({ value: (_, z) => z, slope }), "undecided");
  const odd = (power: number): Formula => (m, z) => {
    const d = m.sub(z, m.one);
    return Array.from({ length: power - 1 }).reduce<typeof d>((product) => m.mul(product, d), d);
  };
  // (z − 1)⁵, multiplied out
  const expanded: Formula = (m, z) =>
    [-1, 5, -10, 10, -5, 1].map((c) => m.constant(c))
      .reduceRight((sum, c) => m.add(m.mul(sum, z), c));
  assertEquals(worstOf({ value: (m, z) => m.choose(odd(3)(m, z), m.add(z, m.one), z) }), "refuted");
  assert(worstOf({ value: (m, z) => m.choose(expanded(m, z), m.add(z, m.one), z) }) !== "proved");
});

Deno.test("checkContinuity() finds places of what is defined on a part of the line alone", () => {
  const slope = (argument: Formula): Formulas => ({
    value: (_, z) => z,
    slope: (m, { z }) => m.choose(argument(m, z), m.constant(2), m.one),
  });
  const beyond: Formula = (m, z) => m.sub(m.div(m.one, m.sub(z, m.one)), m.constant(3));
  assertEquals(worstOf(slope(beyond)), "refuted"); // a pole at 1, a zero at 4/3
  const root: Formula = (m, z) => m.sub(m.sqrt(m.add(m.mul(z, z), m.one)), m.constant(2));
  assertEquals(worstOf(slope(root)), "refuted");
});

Deno.test("checkContinuity() and its bound: a proof that may be wrong more often than 2^−80 is none", () => {
  const power = (times: number): Formulas => ({
    kinks: [0],
    value: (m, z) => {
      let value = z;
      for (let n = 0; n < times; n++) value = m.mul(value, value);
      return m.choose(z, value, m.neg(value));
    },
  });
  assertEquals(worstOf(power(20)), "proved");
  const [finding] = checkContinuity(elementwise({ name: "f", ...power(50) }), 0);
  assertEquals([finding!.verdict, finding!.falsePass], ["undecided", 1]);
  assertStringIncludes(finding!.reason!, "too large a chance");
  const large = loss({
    name: "large",
    value: (m, { a }) => a.map((x) => power(50).value(m, x)).reduce((sum, x) => m.add(sum, x)),
  });
  assertEquals(checkLossContinuity(large, 0)[0]!.verdict, "undecided");
});

Deno.test("checkContinuity() names the kinks to list where the slope jumps as the derivative does", () => {
  const relu: Formulas = { value: (m, z) => m.choose(z, z, m.zero) };
  const [finding] = checkContinuity(elementwise({ name: "f", ...relu }), 0);
  assertEquals(finding!.verdict, "undecided");
  assertEquals(
    finding!.reason,
    "its slope jumps from 0 to 1 at z = 0: if that is meant, list it: kinks: [0]",
  );
  assertEquals(worstOf({ ...relu, kinks: [0] }), "proved");
  const outside: Formulas = {
    ...relu,
    slope: (m, { z }) => m.choose(z, m.one, m.choose(m.neg(z), m.zero, m.constant(5))),
  };
  assertEquals(worstOf(outside), "refuted");
  assertEquals(worstOf({ ...outside, kinks: [0] }), "refuted");
});

Deno.test("checkContinuity() proves a spline of 70 knots and a choice by tanh nested six deep", () => {
  const knots = Array.from({ length: 70 }, (_, k) => k);
  const spline: Formula = (m, z) =>
    knots.map((k) => m.sub(z, m.constant(k)))
      .reduce((below, d, k) => m.choose(d, m.add(m.mul(d, square(m, d)), m.constant(k)), below), z);
  const proofs = checkContinuity(elementwise({ name: "f", value: spline, kinks: knots }), 0);
  assertEquals(proofs.filter(({ verdict }) => verdict === "proved").length, 70);
  const deep: Formula = (m, z) => knots.slice(0, 6).reduce((x) => m.tanh(x), z);
  const value: Formula = (m, z) => {
    const t = deep(m, z);
    return m.mul(t, m.choose(t, t, m.neg(t)));
  };
  assertEquals(worstOf({ value }), "proved");
});
