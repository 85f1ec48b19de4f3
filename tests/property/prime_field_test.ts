import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type PrimeField, primeField } from "../../src/core/arithmetic/residue/prime_field.ts";
import { drawPrime } from "../../src/core/arithmetic/residue/primes.ts";
import { randomKey } from "../../src/core/random/random.ts";

/** Elements, those near 0 and p more often than chance would have them. */
function elements({ order }: PrimeField): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.bigInt({ min: 0n, max: order - 1n }),
    fc.nat({ max: 3 }).map(BigInt),
    fc.integer({ min: 1, max: 3 }).map((x) => order - BigInt(x)),
  );
}

for (const prime of [2n ** 61n - 1n, 2n ** 127n - 1n, drawPrime(randomKey(1))]) {
  const field = primeField(prime), name = `${prime}`, bits = prime.toString(2).length;
  const { add, sub, neg, mul, inverse, order } = field;
  const x = elements(field);
  const modulo = (a: bigint) => ((a % order) + order) % order;

  Deno.test(`the integers modulo ${name} obey the laws of a field`, () => {
    fc.assert(fc.property(x, x, x, (a, b, c) => {
      assertEquals(add(a, b), add(b, a));
      assertEquals(mul(a, b), mul(b, a));
      assertEquals(add(add(a, b), c), add(a, add(b, c)));
      assertEquals(mul(mul(a, b), c), mul(a, mul(b, c)));
      assertEquals(mul(a, add(b, c)), add(mul(a, b), mul(a, c)));
      assertEquals(add(a, 0n), a);
      assertEquals(mul(a, 1n), a);
      assertEquals(add(a, neg(a)), 0n);
      assertEquals(sub(a, b), add(a, neg(b)));
      if (a !== 0n) assertEquals(mul(a, inverse(a)), 1n);
    }));
  });

  Deno.test(`operations modulo ${name} agree with those of the integers`, () => {
    fc.assert(fc.property(x, x, (a, b) => {
      assertEquals([add(a, b), sub(a, b), mul(a, b), neg(a)], [
        modulo(a + b),
        modulo(a - b),
        modulo(a * b),
        modulo(-a),
      ]);
    }));
  });

  Deno.test(`fromDecimal() modulo ${name} is exact for every decimal of up to 15 digits`, () => {
    // so many digits survive in a double; -290 keeps clear of the subnormal ones, which hold fewer
    const digits = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });
    fc.assert(fc.property(digits, fc.integer({ min: -290, max: 290 }), (digits, exponent) => {
      const scale = 10n ** BigInt(Math.abs(exponent)) % order;
      const expected = mul(modulo(digits), exponent < 0 ? inverse(scale) : scale);
      assertEquals(field.fromDecimal(Number(`${digits}e${exponent}`)), expected);
    }));
  });

  Deno.test(`rational() modulo ${name} returns every fraction within the default limit`, () => {
    const limit = 2n ** BigInt((bits - 3) / 2); // below √((p − 1) / 2)
    const numerators = fc.bigInt({ min: -limit, max: limit });
    fc.assert(fc.property(numerators, fc.bigInt({ min: 1n, max: limit }), (n, d) => {
      const found = field.rational(mul(modulo(n), inverse(d)))!;
      assertEquals(found.numerator * d, n * found.denominator);
    }));
  });

  Deno.test(`rational() modulo ${name} stops where Euclid's algorithm does, at any limit`, () => {
    fc.assert(fc.property(x, fc.nat({ max: bits }), (x, bits) => {
      const limit = 1n << BigInt(bits);
      let [high, low, s, t] = [order, x, 0n, 1n];
      while (low > limit) {
        const quotient = high / low;
        [high, low, s, t] = [low, high - quotient * low, t, s - quotient * t];
      }
      const expected = t > limit || t < -limit
        ? undefined
        : { numerator: t < 0n ? -low : low, denominator: t < 0n ? -t : t };
      assertEquals(field.rational(x, limit), expected);
    }));
  });
}
