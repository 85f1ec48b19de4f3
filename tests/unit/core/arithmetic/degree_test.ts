import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Degree,
  type DegreeArithmetic,
  degrees,
} from "../../../../src/core/arithmetic/residue/degree.ts";

/** Numerator and denominator. */
function sides({ numerator, denominator }: Degree): [number, number] {
  return [numerator, denominator];
}

Deno.test("degrees() follows the rules of fractions", () => {
  const m = degrees();
  const x = m.draw(), y = m.draw();
  assertEquals(sides(x), [1, 0]);
  assertEquals(sides(m.constant(0.1)), [0, 0]);
  assertEquals(sides(m.mul(x, m.mul(x, y))), [3, 0]);
  assertEquals(sides(m.sub(m.mul(x, y), m.one)), [2, 0]);
  const ratio = m.div(x, m.mul(y, y)); // x / y²
  assertEquals(sides(ratio), [1, 2]);
  assertEquals(sides(m.add(ratio, ratio)), [3, 4]); // the same line below is not noticed
  assertEquals(sides(m.add(ratio, m.one)), [2, 2]); // (x + y²) / y²
  assertEquals(sides(m.div(ratio, ratio)), [3, 3]);
  assertEquals(sides(m.neg(ratio)), [1, 2]);
  assertEquals(sides(m.xdivy(x, ratio)), [3, 1]);
});

Deno.test("degrees() follows the sizes of coefficients, from decimals through sums and products", () => {
  const m = degrees();
  const heights = ({ numeratorHeight, denominatorHeight }: Degree) =>
    [numeratorHeight, denominatorHeight].map((height) => Math.round(2 ** height));
  const x = m.draw(), y = m.draw();
  assertEquals(heights(m.constant(-0.75)), [75, 100]);
  assertEquals(heights(m.constant(3e5)), [300000, 1]);
  assertEquals(heights(m.add(m.mul(m.constant(3), x), m.mul(m.constant(-5), y))), [8, 1]);
  const ratio = m.div(m.add(x, m.one), m.constant(0.5)); // 10 (x + 1) / 5
  assertEquals(heights(ratio), [20, 5]);
  assertEquals(heights(m.add(ratio, ratio)), [20 * 5 + 20 * 5, 25]);
  assertEquals(heights(m.choose(x, ratio, m.constant(7))), [20, 5]);
  assertEquals(heights(m.expm1(ratio)), [2, 1]);
  const { height, relationHeight, comparisonHeight } = m.bound([ratio, x], [x, m.zero]);
  assertEquals(Math.round(2 ** height), 20 + 5);
  // An argument of 20 / 5 with three that are multiples of 48 / 12 of one: nothing here is below it.
  assert(relationHeight >= 4 * Math.log2(20) && comparisonHeight >= 3 * Math.log2(20));
});

Deno.test("degrees() knows 0, so that a slope of 0 costs nothing", () => {
  const m = degrees();
  const ratio = m.div(m.draw(), m.draw());
  for (const nothing of [m.zero, m.constant(0), m.mul(ratio, m.zero), m.xlogy(m.zero, ratio)]) {
    assertEquals(sides(nothing), [-Infinity, 0]);
    assertEquals(sides(m.add(nothing, ratio)), [1, 1]);
  }
  assertEquals(sides(m.exp(m.zero)), [0, 0]);
});

Deno.test("degrees() takes the larger arm of a choice on each side of the line", () => {
  const m = degrees();
  const x = m.draw();
  const cube = m.mul(x, m.mul(x, x));
  assertEquals(sides(m.choose(x, cube, m.div(m.one, x))), [3, 1]);
  assertEquals(sides(m.choose(x, m.zero, m.div(m.one, x))), [0, 1]);
});

Deno.test("degrees() counts 60 on both sides for an exponential: one of ρ¹² and one of ρ⁴⁸", () => {
  const m = degrees();
  const x = m.draw();
  assertEquals(sides(m.exp(x)), [60, 60]);
  assertEquals(sides(m.expm1(x)), [60, 60]);
  assertEquals(sides(m.tanh(m.mul(x, x))), [60, 60]);
  assertEquals(sides(m.exp(m.exp(x))), [60, 60], "nesting does not add up");
});

Deno.test("degrees() counts three arguments for a logarithm", () => {
  const m = degrees();
  const x = m.draw();
  assertEquals(sides(m.log(x)), [1, 0]);
  m.exp(m.div(x, m.mul(x, x)));
  assertEquals(sides(m.log(x)), [1 + 2 + 2, 6]);
  assertEquals(sides(m.log1p(x)), [5, 6]);
});

Deno.test("degrees() counts the power of a logarithm in exponentials after e^(… log x …) only", () => {
  const m = degrees();
  const x = m.draw();
  let large = x;
  for (let n = 1; n < 100; n++) large = m.mul(large, x);
  const log = m.log(large);
  assertEquals(sides(m.exp(x)), [60, 60]);
  assertEquals(sides(m.exp(m.add(x, log))), [500, 500]);
  assertEquals(sides(m.exp(x)), [500, 500]);
});

Deno.test("degrees() counts half of both sides for a root, and erf as a variable", () => {
  const m = degrees();
  const x = m.draw();
  const ratio = m.div(m.mul(x, x), m.mul(x, m.mul(x, x))); // x² / x³
  assertEquals(sides(m.sqrt(ratio)), [60, 60]); // as a power of e, if it is one
  assertEquals(sides(m.erf(ratio)), [1, 0]);
  assertEquals([sides(m.sqrt(m.zero)), sides(m.erf(m.zero))], [[-Infinity, 0], [-Infinity, 0]]);
  let large = x;
  for (let n = 1; n < 200; n++) large = m.mul(large, x);
  assertEquals(sides(m.sqrt(large)), [100, 60]);
});

/** The degrees of what was compared so far. */
function boundOf(m: DegreeArithmetic) {
  return m.bound([], []);
}

Deno.test("relationDegree and comparisonDegree bound tests of arguments, powers and signs", () => {
  const m = degrees();
  const x = m.draw();
  assertEquals(boundOf(m).relationDegree, 72); // of a power ρ¹² with up to five more
  const ratio = m.div(m.mul(x, x), m.mul(x, m.mul(x, x))); // x² / x³
  let steep = ratio;
  for (let n = 0; n < 9; n++) steep = m.mul(steep, ratio); // degree 20 over 30
  m.choose(steep, x, x);
  assertEquals(boundOf(m).comparisonDegree, 3 * 30);
  m.exp(steep);
  assertEquals(boundOf(m).relationDegree, 20 + 3 * 30);
  m.log(steep);
  assertEquals(boundOf(m).relationDegree, 6 * 30);
});

Deno.test("comparisonDegree bounds comparisons of a logarithm's argument with those of choose", () => {
  const m = degrees();
  let power = m.draw();
  for (let n = 1; n < 100; n++) power = m.mul(power, m.draw());
  const reciprocal = m.div(m.one, m.mul(power, power)); // 1 over degree 200
  m.choose(reciprocal, m.one, m.zero);
  m.choose(m.div(reciprocal, power), m.one, m.zero); // 1 over degree 300
  m.log(power);
  assertEquals(boundOf(m).comparisonDegree, 3 * 300);
});

Deno.test("a Degree cannot be converted to a number", () => {
  const x = degrees().draw();
  assertThrows(() => (x as unknown as number) > 0, TypeError, "Cannot convert a Degree");
  assert(x.logarithmic === false);
});
