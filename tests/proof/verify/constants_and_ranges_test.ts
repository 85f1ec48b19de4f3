import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Arithmetic, Matrix } from "../../../engine.ts";
import { verifyPullback } from "../../../verify.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { meantBy } from "../../../src/verify/prover/meant_numbers.ts";

/** Constants that look rounded, and what they are called. */
const MEANT: Readonly<Record<string, number>> = {
  "2·π": 2 * Math.PI,
  "2/π": 2 / Math.PI,
  "√(2·π)": Math.sqrt(2 * Math.PI),
  "√((1/2)·π)": Math.sqrt(Math.PI / 2),
  "√(2/π)": Math.sqrt(2 / Math.PI),
  "−√2": -Math.SQRT2,
  "−√(2·π)": -Math.sqrt(2 * Math.PI),
  "log (1/3)": -Math.log(3),
};

for (const [name, x] of Object.entries(MEANT)) {
  Deno.test(`meantBy() takes ${x} for ${name}, whose value it is`, () => {
    const meant = meantBy(x)!;
    assertEquals(meant.name, name);
    // A root of a product rounds three times.
    assertAlmostEquals(meant.value(float64 as never) as number, x, 1e-15 * 4);
  });
}

Deno.test("meantBy() tells fractions from others, and takes no short number for another", () => {
  const areFractions = [2 / 3, -2 / 3, Math.SQRT2].map((x) => meantBy(x)!.isFraction);
  assertEquals(areFractions, [true, true, false]);
  for (const x of [0.5, 0.1, 3, NaN, Infinity, 0.123456789012345]) {
    assertEquals(meantBy(x), undefined);
  }
});

type Entrywise = <T>(m: Arithmetic<T>, x: T) => T;

/** f of each entry of x, which lies in a range, with the pullback by a slope. */
function within(range: readonly [number, number], f: Entrywise, slope: Entrywise) {
  const map = <T>(x: Matrix<T>, g: (entry: T, i: number) => T) => {
    return { rows: x.rows, columns: x.columns, data: Array.from(x.data, g) };
  };
  return verifyPullback({
    ...{ name: "f", inputs: { x: [1, 2] }, ranges: { x: range }, seed: 0 },
    value: (m, { x }) => map(x!, (entry) => f(m, entry)),
    pullback: (m, { x }, errors) => ({
      x: map(errors, (error, i) => m.mul(error, slope(m, x!.data[i]!))),
    }),
  }).verdicts[0]!.verdict;
}

Deno.test("verifyPullback() proves within ranges that are open above, below, or nowhere", () => {
  const log: Entrywise = (m, x) => m.log(x), inverse: Entrywise = (m, x) => m.div(m.one, x);
  const root: Entrywise = (m, x) => m.sqrt(m.neg(x));
  const half: Entrywise = (m, x) => m.neg(m.div(m.constant(0.5), m.sqrt(m.neg(x))));
  assertEquals(within([0, Infinity], log, inverse), "proved");
  assertEquals(within([-Infinity, 0], root, half), "proved");
  assertEquals(
    within([-Infinity, Infinity], (m, x) => m.mul(x, x), (m, x) => m.add(x, x)),
    "proved",
  );
  assertEquals(within([-Infinity, 0], root, (m, x) => m.neg(half(m, x))), "refuted");
});

Deno.test("verifyPullback() refuses ranges that hold nothing, and functions without inputs", () => {
  const same: Entrywise = (_, x) => x;
  for (const range of [[1, 1], [2, 1], [NaN, 1], [1], 3] as unknown as [number, number][]) {
    assertThrows(() => within(range, same, same), RangeError, "must be [low, high], but found");
  }
  const call = () =>
    verifyPullback({ name: "f", value: () => ({}), pullback: () => ({}) } as never);
  assertThrows(call, TypeError);
});
