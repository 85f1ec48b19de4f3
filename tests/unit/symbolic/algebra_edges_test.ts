import { assert, assertEquals, assertThrows } from "@std/assert";
import { batchNorm, dense, linear, sumOfSquaredErrors, tanh } from "../../../engine.ts";
import {
  compareExpressions,
  latex,
  mathml,
  print,
  showNetwork,
  simplify,
} from "../../../symbolic.ts";
import { evaluateExpression } from "../../../src/core/arithmetic/evaluate.ts";
import { type Expression, expressions } from "../../../src/core/arithmetic/expression.ts";
import { float64 } from "../../../src/core/arithmetic/float64.ts";
import { residues } from "../../../src/core/arithmetic/residue/residue.ts";
import { randomKey } from "../../../src/core/random/random.ts";
import { combine } from "../../../src/symbolic/algebra/inequalities.ts";
import {
  compare,
  monomial,
  polynomial,
  product,
} from "../../../src/symbolic/algebra/polynomial.ts";
import { asNumbers, ONE, rational, ZERO } from "../../../src/symbolic/algebra/rational.ts";
import { TooLarge } from "../../../src/symbolic/algebra/too_large.ts";
import { sumOf } from "../../../src/symbolic/rewrite/build.ts";

const m = expressions(), x = m.variable("x"), y = m.variable("y");
const verdict = (left: Expression, right: Expression) => compareExpressions(left, right).verdict;

Deno.test("compareExpressions() knows that erf is odd, and 0 at 0", () => {
  const two = m.constant(2), opposite = m.sub(y, x);
  assertEquals(verdict(m.erf(m.sub(x, x)), m.zero), "equal");
  assertEquals(verdict(m.erf(m.sub(x, y)), m.neg(m.erf(opposite))), "equal");
  assertEquals(verdict(m.add(m.erf(m.sub(x, y)), m.erf(opposite)), m.zero), "equal");
  assertEquals(verdict(m.erf(m.mul(two, x)), m.mul(two, m.erf(x))), "different");
});

Deno.test("compare() of monomials is a total order, also of those with other kernels", () => {
  const of = (...powers: [kernel: number, exponent: bigint][]) =>
    monomial(powers.map(([kernel, exponent]) => ({ kernel, exponent: rational(exponent) })));
  const all = [of(), of([0, 1n]), of([0, -1n]), of([1, 2n]), of([0, 1n], [1, 1n])];
  for (const [i, left] of all.entries()) {
    for (const [j, right] of all.entries()) {
      assertEquals(Math.sign(compare(left, right)) + Math.sign(compare(right, left)), 0);
      assertEquals(compare(left, right) === 0, i === j);
    }
  }
});

Deno.test("product() of polynomials refuses to write out millions of terms", () => {
  const many = polynomial(Array.from({ length: 500 }, (_, kernel) => {
    return { coefficient: ONE, monomial: monomial([{ kernel, exponent: ONE }]) };
  }));
  assertThrows(() => product(many, many), TooLarge, "polynomials of 500 and 500 terms");
});

Deno.test("combine() with none of the other form is the form", () => {
  const form = { constant: ONE, terms: new Map([[1, ONE]]) };
  assert(combine(form as never, form as never, ZERO) === form as never);
});

Deno.test("asNumbers() has no sum for numbers that are too small or too large for float64", () => {
  assertEquals(asNumbers(rational(1n, 10n ** 400n)), undefined);
  assertEquals(asNumbers(rational(10n ** 400n)), undefined);
  assertEquals(asNumbers(rational(1n, 3n)), undefined);
  assertEquals(asNumbers(ZERO), [0]);
  assertEquals(asNumbers(rational(1n, 2n)), [0.5]);
});

Deno.test("sumOf() writes nothing as 0, and integers beyond float64 by their first digits", () => {
  assert(sumOf(m, []) === m.zero);
  const written = (digits: bigint) => print(sumOf(m, [[m.one, rational(digits)]]));
  assert(!written(10n ** 400n).includes("+"), written(10n ** 400n));
  assert(written(10n ** 400n + 1n).endsWith(" + 1"), written(10n ** 400n + 1n));
});

Deno.test("simplify() leaves powers alone whose exponents are no safe integers", () => {
  let power = x;
  for (let k = 0; k < 60; k++) power = m.mul(power, power);
  const simple = simplify(power);
  assertEquals(evaluateExpression(simple, float64, { x: 1 }), 1);
  assertEquals(evaluateExpression(simple, float64, { x: -1 }), 1);
});

Deno.test("formulas with numbers that are none or infinite are printed as people write them", () => {
  const cases: readonly (readonly [Expression, text: string, tex: string, element: string])[] = [
    [m.constant(NaN), "NaN", "\\mathrm{NaN}", "<mi>NaN</mi>"],
    [m.constant(Infinity), "∞", "\\infty", "<mn>∞</mn>"],
    [m.constant(2), "2", "2", "<mn>2</mn>"],
    [m.variable("w²"), "w²", "w^{2}", "<msup><mi>w</mi><mn>2</mn></msup>"],
    [m.variable("z₁"), "z₁", "z_{1}", "<msub><mi>z</mi><mn>1</mn></msub>"],
  ];
  for (const [formula, text, tex, element] of cases) {
    assertEquals([print(formula), latex(formula)], [text, tex]);
    assert(mathml(formula).includes(element), mathml(formula));
  }
});

Deno.test("showNetwork() names what a layer keeps, such as the means of a batch norm", () => {
  const layers = [dense(1, linear), batchNorm(), dense(1, tanh)];
  const shown = showNetwork({ inputs: 1, layers, loss: sumOfSquaredErrors });
  const text = shown.forward.map((equation) => print(equation)).join("\n");
  assert(/means²|variances²/.test(text), text);
});

Deno.test("residues() refuses parts that do not divide its choices, and passes faults on", () => {
  const key = randomKey(1);
  for (const parts of [0, -4, 1.5, NaN, 3]) {
    assertThrows(
      () => residues({ key, parts }),
      RangeError,
      "parts must be a positive multiple of",
    );
  }
  const r = residues({ key }), fault = r.log(r.zero);
  assertEquals(r.free("f", [r.one, fault]).fault, fault.fault);
  assertEquals(r.free("f", [r.one]), r.free("f", [r.one]));
  assertEquals(r.tanh(fault).fault, fault.fault);
});
