import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  equal,
  Fraction,
  fraction,
  isPolynomial,
  negative,
  NOTHING,
  plus,
  power,
  ratio,
  scale,
  times,
  WHOLE,
} from "../../../src/symbolic/algebra/fraction.ts";
import { combinationOf } from "../../../src/symbolic/algebra/linear.ts";
import {
  monomial,
  polynomial,
  product,
  quotient,
  type Term,
} from "../../../src/symbolic/algebra/polynomial.ts";
import { ONE, type Rational, rational } from "../../../src/symbolic/algebra/rational.ts";

const [x, y] = [0, 1].map((kernel) => {
  return new Fraction(ONE, monomial([{ kernel, exponent: ONE }]));
}) as [Fraction, Fraction];
const divide = (above: Fraction, below: Fraction) => times(above, power(below, -1));

/** Terms in three kernels, with negative and fractional exponents. */
const terms: fc.Arbitrary<Term> = fc.tuple(
  fc.bigInt(-5n, 5n).map((n) => n === 0n ? 7n : n),
  fc.array(fc.tuple(fc.bigInt(-3n, 3n), fc.bigInt(1n, 2n)), { minLength: 3, maxLength: 3 }),
).map(([n, exponents]) => ({
  coefficient: rational(n, 2n),
  monomial: monomial(exponents.flatMap(([above, below], kernel) => {
    return above === 0n ? [] : [{ kernel, exponent: rational(above, below) }];
  })),
}));
const fractions = fc.tuple(
  fc.array(terms, { maxLength: 3 }),
  fc.array(terms, { minLength: 1, maxLength: 2 }),
).map(([above, below]) => {
  const divisor = fraction(polynomial(below));
  const dividend = fraction(polynomial(above));
  return divisor === NOTHING ? dividend : divide(dividend, divisor);
});

Deno.test("fractions obey the laws of a field", () => {
  fc.assert(
    fc.property(fractions, fractions, fractions, (a, b, c) => {
      assert(equal(times(a, plus(b, c)), plus(times(a, b), times(a, c))));
      assert(equal(plus(plus(a, b), c), plus(a, plus(b, c))));
      assert(equal(plus(a, b), plus(b, a)));
      assert(equal(plus(a, negative(a)), NOTHING));
      if (a.coefficient.numerator !== 0n) assert(equal(times(a, power(a, -1)), WHOLE));
    }),
    { numRuns: 50 },
  );
});

Deno.test("equal() of fractions tells a sum from the same sum with one coefficient changed", () => {
  fc.assert(fc.property(fractions, (a) => {
    assert(!equal(a, plus(a, scale(WHOLE, rational(1n, 10n ** 30n)))));
    if (a.coefficient.numerator !== 0n) assert(!equal(a, scale(a, rational(1000001n, 1000000n))));
  }));
});

Deno.test("plus() cancels what numerator and denominator share", () => {
  // 1 / (x − y) − y / (x (x − y)) = 1 / x
  const difference = plus(x, negative(y));
  const sum = plus(divide(WHOLE, difference), negative(divide(divide(y, x), difference)));
  assertEquals(sum.factors.size, 0);
  assert(equal(sum, power(x, -1)));
  assert(isPolynomial(sum) && !isPolynomial(power(difference, -1)));
});

Deno.test("ratio() finds the number that one fraction is of another", () => {
  const sum = plus(x, power(y, 2));
  assertEquals(ratio(scale(sum, rational(3n, 2n)), sum), rational(3n, 2n));
  assertEquals(ratio(plus(sum, WHOLE), sum), undefined);
  assertEquals(ratio(NOTHING, sum), rational(0n));
  assertEquals(ratio(sum, NOTHING), undefined);
});

Deno.test("quotient() undoes product()", () => {
  const polynomials = fc.array(terms, { minLength: 2, maxLength: 4 }).map((list) => {
    return fraction(polynomial(list));
  });
  fc.assert(fc.property(polynomials, polynomials, (a, b) => {
    for (const { base: left } of a.factors.values()) {
      for (const { base: right } of b.factors.values()) {
        const found = quotient(product(left, right), right);
        assert(found !== undefined && equal(fraction(found), fraction(left)));
      }
    }
  }));
});

Deno.test("quotient() gives up where there is none, or one too long to look for", () => {
  const base = (term: Fraction) => plus(term, negative(WHOLE));
  const polynomialOf = (a: Fraction) => [...a.factors.values()][0]!.base;
  assertEquals(quotient(polynomialOf(base(power(x, 3))), polynomialOf(plus(x, WHOLE))), undefined);
  const tiny: Rational = rational(1n, 10n ** 88n);
  const root = new Fraction(ONE, monomial([{ kernel: 0, exponent: tiny }]));
  assertEquals(quotient(polynomialOf(base(x)), polynomialOf(base(root))), undefined);
});

Deno.test("combinationOf() finds rational multiples, across denominators", () => {
  const below = power(plus(x, y), -1);
  const basis = [times(x, below), times(y, below)];
  assertEquals(combinationOf(WHOLE, basis), [ONE, ONE]); // x / (x + y) + y / (x + y) = 1
  const mixed = plus(scale(basis[0]!, rational(1n, 2n)), scale(basis[1]!, rational(-3n)));
  assertEquals(combinationOf(mixed, basis), [rational(1n, 2n), rational(-3n)]);
  assertEquals(combinationOf(x, basis), undefined);
  assertEquals(combinationOf(x, []), undefined);
});
