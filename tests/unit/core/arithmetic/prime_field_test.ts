import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type PrimeField,
  primeField,
} from "../../../../src/core/arithmetic/residue/prime_field.ts";
import { drawPrime } from "../../../../src/core/arithmetic/residue/primes.ts";
import { deriveKey, randomKey } from "../../../../src/core/random/random.ts";

const FIELDS = [2n ** 61n - 1n, 2n ** 127n - 1n, drawPrime(randomKey(1))]
  .map((prime) => [`${prime}`, primeField(prime)] as const);

/** numerator / denominator, in the field. */
function fraction(field: PrimeField, numerator: bigint, denominator: bigint): bigint {
  const positive = ((numerator % field.order) + field.order) % field.order;
  return field.mul(positive, field.inverse(denominator % field.order));
}

Deno.test("primeField() is one field for one prime, and refuses what is not a prime", () => {
  assertEquals(primeField(2n ** 61n - 1n), primeField(2n ** 61n - 1n));
  assertThrows(() => primeField(2n ** 67n - 1n), RangeError, "prime must be a prime");
});

for (const [name, field] of FIELDS) {
  Deno.test(`fromDecimal() modulo ${name} is the shortest decimal, exactly`, () => {
    const decimals: [number, bigint, bigint][] = [
      [0, 0n, 1n],
      [-0, 0n, 1n],
      [1, 1n, 1n],
      [-3, -3n, 1n],
      [0.1, 1n, 10n],
      [-0.5, -1n, 2n],
      [1e-7, 1n, 10n ** 7n],
      [-1.5e-9, -15n, 10n ** 10n],
      [1e21, 10n ** 21n, 1n],
      [1.7976931348623157e308, 17976931348623157n * 10n ** 292n, 1n],
      [5e-324, 5n, 10n ** 324n],
      [0.7978845608028654, 7978845608028654n, 10n ** 16n],
      [123456.789, 123456789n, 1000n],
    ];
    for (const [x, numerator, denominator] of decimals) {
      assertEquals(field.fromDecimal(x), fraction(field, numerator, denominator), `${x}`);
    }
  });

  Deno.test(`fromDecimal() modulo ${name} refuses what is not finite`, () => {
    for (const x of [NaN, Infinity, -Infinity]) {
      assertThrows(() => field.fromDecimal(x), RangeError, `found ${x}`);
    }
  });

  Deno.test(`inverse() modulo ${name} refuses 0`, () => {
    assertThrows(() => field.inverse(0n), RangeError, "Cannot invert 0");
  });

  Deno.test(`inverse() modulo ${name} is exact beside every power of two`, () => {
    for (let power = 1n; power < field.order; power *= 2n) {
      for (let offset = -64n; offset <= 64n; offset++) {
        const x = power + offset;
        if (x <= 0n || x >= field.order) continue;
        assertEquals(field.mul(x, field.inverse(x)), 1n, `${x}`);
      }
    }
  });

  Deno.test(`rational() modulo ${name} names a lost or doubled factor`, () => {
    const factors: [bigint, bigint][] = [[3n, 2n], [-1n, 1n], [1n, 32n], [0n, 1n], [-784n, 255n]];
    for (const [numerator, denominator] of factors) {
      const x = fraction(field, numerator, denominator);
      assertEquals(field.rational(x), { numerator, denominator });
      assertEquals(field.rational(x, 1000n), { numerator, denominator });
    }
  });

  Deno.test(`rational() modulo ${name} finds no small fraction in 1000 random elements`, () => {
    for (let n = 0; n < 1000; n++) {
      assertEquals(field.rational(field.drawAt(randomKey(7), n), 1n << 10n), undefined);
    }
  });

  Deno.test(`drawAt() modulo ${name} is a function of key and place, and never 0`, () => {
    const key = randomKey(1);
    const drawn = Array.from({ length: 500 }, (_, n) => field.drawAt(key, n));
    assertEquals(drawn, Array.from({ length: 500 }, (_, n) => field.drawAt(key, n)));
    assertEquals(new Set(drawn).size, 500);
    assert(drawn.every((x) => x > 0n && x < field.order));
    assert(field.drawAt(deriveKey(key, 1), 0) !== drawn[0]);
    const mean = drawn.reduce((sum, x) => sum + Number(x), 0) / 500 / Number(field.order);
    assert(Math.abs(mean - 0.5) < 4 * Math.sqrt(1 / 12 / 500)); // four standard deviations
  });
}

Deno.test("drawAt() reaches every element but 0 where there are few, about equally often", () => {
  const field = primeField(7n);
  const counts = new Array<number>(7).fill(0);
  for (let n = 0; n < 6000; n++) counts[Number(field.drawAt(randomKey(3), n))]!++;
  assertEquals(counts[0], 0);
  // χ² with 5 degrees of freedom exceeds 20.5 once in a thousand
  assert(counts.slice(1).reduce((chi, count) => chi + (count - 1000) ** 2 / 1000, 0) < 20.5);
});

Deno.test("rational() finds one fraction for an element within the default limit, which is 7 for p = 127", () => {
  const field = primeField(127n); // limit ⌊√63⌋ = 7
  const seen = new Map<bigint, string>();
  for (let d = 1n; d <= 7n; d++) {
    for (let n = -7n; n <= 7n; n++) {
      const { numerator, denominator } = field.rational(fraction(field, n, d))!;
      assertEquals(numerator * d, n * denominator, `${n}/${d}`);
      const name = `${numerator}/${denominator}`;
      assertEquals(seen.get(fraction(field, n, d)) ?? name, name);
      seen.set(fraction(field, n, d), name);
    }
  }
  assert(seen.size < 127, "some elements are not such fractions");
});

Deno.test("a constant that is a multiple of 2^61 - 1 away is seen by another prime", () => {
  const [small, large, drawn] = FIELDS.map(([, field]) => field);
  assertEquals(small!.fromDecimal(2 ** 61), small!.fromDecimal(49));
  for (const field of [large!, drawn!]) {
    assert(field.fromDecimal(2 ** 61) !== field.fromDecimal(49));
  }
});
