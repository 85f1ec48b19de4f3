import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  asNumber,
  asNumbers,
  compare,
  decimal,
  equals,
  inverse,
  negative,
  ONE,
  plus,
  power,
  primePowers,
  type Rational,
  rational,
  rationalText,
  times,
  ZERO,
} from "../../../src/symbolic/algebra/rational.ts";

const rationals: fc.Arbitrary<Rational> = fc.tuple(fc.bigInt(-99n, 99n), fc.bigInt(1n, 99n))
  .map(([numerator, denominator]) => rational(numerator, denominator));

Deno.test("rational() is in lowest terms with a positive denominator", () => {
  assertEquals(rational(6n, -4n), { numerator: -3n, denominator: 2n });
  assertEquals(rational(0n, -4n), ZERO);
  assertThrows(() => rational(1n, 0n), RangeError, "denominator 0");
});

Deno.test("rationals obey the laws of a field", () => {
  fc.assert(fc.property(rationals, rationals, rationals, (x, y, z) => {
    assertEquals(times(x, plus(y, z)), plus(times(x, y), times(x, z)));
    assertEquals(plus(plus(x, y), z), plus(x, plus(y, z)));
    assertEquals(plus(x, negative(x)), ZERO);
    if (!equals(x, ZERO)) assertEquals(times(x, inverse(x)), ONE);
    assertEquals(compare(x, y), -compare(y, x) + 0 as 0 | 1 | -1);
  }));
});

Deno.test("decimal() is the shortest decimal, exactly", () => {
  assertEquals(decimal(0.1), rational(1n, 10n));
  assertEquals(plus(decimal(0.1), decimal(0.2)), decimal(0.3));
  assertEquals(decimal(-2.5e-7), rational(-1n, 4_000_000n));
  assertEquals(decimal(1e21), rational(10n ** 21n));
  assertEquals(decimal(-0), ZERO);
  assertThrows(() => decimal(Infinity), RangeError, "found Infinity");
});

Deno.test("asNumber() is the inverse of decimal()", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
    assertEquals(asNumber(decimal(x)), x + 0);
  }));
  assertEquals(asNumber(rational(1n, 3n)), undefined);
  assertEquals(asNumber(rational(2n ** 53n + 1n)), undefined);
});

Deno.test("asNumbers() are decimals whose sum is exact, the nearest first", () => {
  assertEquals(asNumbers(decimal(0.1)), [0.1]);
  assertEquals(asNumbers(rational(10n ** 20n + 1n, 10n ** 20n)), [1, 1e-20]);
  assertEquals(asNumbers(rational(1n, 3n)), undefined);
  assertEquals(asNumbers(rational(10n ** 400n)), undefined);
  assertEquals(asNumbers(rational(1n, 10n ** 400n)), undefined);
  const product = times(decimal(Math.SQRT1_2), decimal(Math.SQRT1_2));
  const [first, ...rest] = asNumbers(product)!.map(decimal);
  assertEquals(rest.reduce(plus, first!), product);
});

Deno.test("power() takes negative exponents, and refuses millions of digits", () => {
  assertEquals(power(rational(2n, 3n), -2), rational(9n, 4n));
  assertEquals(power(ONE, 1e9), ONE);
  assertThrows(() => power(rational(2n), 1e9), RangeError, "Cannot raise 2");
  assertThrows(() => power(ZERO, -1), RangeError);
});

Deno.test("primePowers() multiplied again is the number", () => {
  fc.assert(fc.property(rationals, (x) => {
    if (equals(x, ZERO)) return;
    const product = primePowers(x).reduce(
      (product, { prime, exponent }) =>
        times(product, power(rational(prime), Number(exponent.numerator))),
      ONE,
    );
    assertEquals(product, x.numerator < 0n ? negative(x) : x);
  }));
});

Deno.test("rationalText() writes 3/2 and −1", () => {
  assertEquals([rational(3n, 2n), rational(-1n)].map(rationalText), ["3/2", "−1"]);
});
