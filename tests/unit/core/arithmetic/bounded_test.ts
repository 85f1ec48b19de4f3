import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Bounded, bounded, certainlyDiffer } from "../../../../src/core/arithmetic/bounded.ts";
import { float64 } from "../../../../src/core/arithmetic/float64.ts";
import {
  compare,
  decimal,
  inverse,
  negative,
  plus,
  type Rational,
  times,
} from "../../../../src/symbolic/algebra/rational.ts";

const numbers = fc.double({ min: -1e9, max: 1e9, noNaN: true });

/** Whether an exact number lies within the bounds, decided exactly. */
function contains({ value, error }: Bounded, exact: Rational): boolean {
  const distance = plus(decimalOfBits(value), negative(exact));
  const size = compare(distance, decimal(0)) < 0 ? negative(distance) : distance;
  return compare(size, decimalOfBits(error)) <= 0;
}

/** The number that a float64 is, all binary digits, rather than its shortest decimal. */
function decimalOfBits(x: number): Rational {
  let scaled = x, exponent = 0;
  for (; !Number.isInteger(scaled); exponent++) scaled *= 2; // exact, the least numbers included
  return { numerator: BigInt(scaled), denominator: 2n ** BigInt(exponent) };
}

Deno.test("bounded has no error where float64 computes exactly, and contains what is exact elsewhere", () => {
  const bits = fc.bigInt(-(2n ** 40n), 2n ** 40n), exponents = fc.integer({ min: -600, max: 60 });
  const short = fc.tuple(bits, exponents).map(([n, e]) => Number(n) * 2 ** e);
  const any = fc.oneof(
    short,
    fc.integer({ min: -64, max: 64 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(any, any, (x, y) => {
      const [p, q] = [x, y].map(decimalOfBits) as [Rational, Rational];
      const at = [new Bounded(x), new Bounded(y)] as const;
      const found = [
        [bounded.add(...at), plus(p, q)],
        [bounded.sub(...at), plus(p, negative(q))],
        [bounded.mul(...at), times(p, q)],
        ...(y === 0 ? [] : [[bounded.div(...at), times(p, inverse(q))] as const]),
      ] as const;
      for (const [result, exact] of found) {
        if (Number.isFinite(result.value)) assert(contains(result, exact));
      }
    }),
    { numRuns: 2000 },
  );
  const { add, sub, mul, div } = bounded, [three, half] = [new Bounded(3), new Bounded(0.5)];
  for (const exact of [add(three, half), sub(three, half), mul(three, half), div(three, half)]) {
    assertEquals(exact.error, 0);
  }
  assert(div(half, three).error > 0);
});

Deno.test("bounded contains the exact sum, difference, product and quotient of decimals", () => {
  const decimals = fc.integer({ min: -9999, max: 9999 }).map((n) => n / 1000);
  fc.assert(fc.property(decimals, decimals, decimals, (a, b, c) => {
    const [x, y, z] = [a, b, c].map(bounded.constant) as [Bounded, Bounded, Bounded];
    const [p, q, r] = [a, b, c].map(decimal) as [Rational, Rational, Rational];
    const product = bounded.mul(bounded.sub(x, y), bounded.add(y, z));
    const exact = times(plus(p, negative(q)), plus(q, r));
    assert(contains(product, exact));
    if (c !== 0) assert(contains(bounded.div(product, z), times(exact, inverse(r))));
  }));
});

Deno.test("bounded contains e, log 2, tanh 1 and their like to 20 digits", () => {
  const one = bounded.one, half = bounded.constant(0.5);
  const known: [Bounded, string][] = [
    [bounded.exp(one), "2.71828182845904523536"],
    [bounded.expm1(half), "0.64872127070012814685"],
    [bounded.log(bounded.constant(2)), "0.69314718055994530942"],
    [bounded.log1p(half), "0.40546510810816438198"],
    [bounded.tanh(one), "0.76159415595576488812"],
    [bounded.sqrt(half), "0.70710678118654752440"],
    [bounded.erf(one), "0.84270079294971486934"],
  ];
  for (const [result, digits] of known) {
    const exact = { numerator: BigInt(digits.replace(".", "")), denominator: 10n ** 20n };
    assert(contains(result, exact), digits);
    assert(result.error < 1e-14);
  }
});

Deno.test("bounded.sqrt() and bounded.erf() contain the values at both ends of their argument", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 9, noNaN: true }), (x) => {
    const error = x / 3;
    for (const operator of ["sqrt", "erf"] as const) {
      const { value, error: bound } = bounded[operator](new Bounded(x, error));
      for (const end of [x - error, x + error]) {
        assert(Math.abs(float64[operator](end) - value) <= bound);
      }
    }
  }));
  assertEquals(bounded.sqrt(new Bounded(-1, 0.5)), new Bounded(NaN, 0));
  assertEquals(bounded.sqrt(new Bounded(1, 2)).error, Infinity);
  assertEquals(bounded.sqrt(bounded.zero).value, 0);
});

Deno.test("bounded has the values of float64", () => {
  fc.assert(fc.property(numbers, numbers, (x, y) => {
    for (const operator of ["add", "sub", "mul", "div"] as const) {
      const { value, error } = bounded[operator](new Bounded(x), new Bounded(y));
      if (error < Infinity) assertEquals(value, float64[operator](x, y));
    }
  }));
});

Deno.test("certainlyDiffer() tells rounding from a difference in the 6th digit", () => {
  const tenth = bounded.constant(0.1);
  const sum = bounded.add(bounded.add(tenth, tenth), tenth);
  assert(sum.value !== 0.3);
  assert(!certainlyDiffer(sum, bounded.constant(0.3)));
  assert(certainlyDiffer(sum, bounded.constant(0.3000003)));
});

Deno.test("bounded knows when a result is certainly no number, and when nothing is known", () => {
  const nan = bounded.log(bounded.constant(-1));
  assertEquals([nan.value, nan.error], [NaN, 0]);
  assert(certainlyDiffer(nan, bounded.one) && !certainlyDiffer(nan, bounded.constant(NaN)));
  const tenth = bounded.constant(0.1);
  const noise = bounded.sub(bounded.add(bounded.add(tenth, tenth), tenth), bounded.constant(0.3));
  for (
    const unknown of [
      bounded.log(noise),
      bounded.div(tenth, noise),
      bounded.exp(bounded.constant(1000)),
    ]
  ) {
    assertEquals(unknown.error, Infinity);
    assert(!certainlyDiffer(unknown, bounded.one));
  }
  // 0 times a number is 0, whatever the error of that number; NaN stays NaN.
  assertEquals(bounded.div(bounded.mul(bounded.zero, noise), bounded.one).value, 0);
  assertEquals(bounded.xdivy(bounded.mul(noise, bounded.zero), bounded.zero).error, 0);
  assertEquals(bounded.exp(bounded.neg(nan)), nan);
  // The sign of noise is not known, nor is whether it is 0.
  assertEquals(bounded.choose(noise, bounded.one, bounded.zero).error >= 1, true);
  assert(bounded.choose(noise, tenth, tenth).error < 1e-16);
  assertEquals(bounded.xlogy(noise, bounded.constant(-1)).error, Infinity);
  assertEquals(bounded.xlogy(bounded.zero, bounded.constant(-1)).value, 0);
  const anything = bounded.div(noise, noise);
  assertEquals(bounded.xlogy(anything, bounded.constant(-1)).error, Infinity);
  assertEquals(bounded.xdivy(anything, nan).error, Infinity);
  assertEquals(bounded.choose(nan, bounded.one, bounded.zero), nan);
  assertEquals(bounded.choose(anything, bounded.one, bounded.zero).error, Infinity);
  assertEquals([bounded.xlogy(bounded.zero, nan), bounded.xdivy(bounded.zero, nan)], [nan, nan]);
});

Deno.test("log1p() of bounded is a number above -1, NaN below, and unknown near it", () => {
  const half = bounded.log1p(new Bounded(-0.5, 2 ** -20));
  assertEquals(half.value, Math.log1p(-0.5));
  assert(half.error >= 2 ** -19 && half.error < 2 ** -18.99); // 1 / (1 + x) is 2
  assertEquals(bounded.log1p(bounded.constant(-2)).error, 0);
  assertEquals(bounded.log1p(new Bounded(-1, 2 ** -20)).error, Infinity);
});

Deno.test("bounded gives NaN for 0 / 0, where both are certainly 0", () => {
  const { div, mul, zero, constant } = bounded;
  assert(certainlyDiffer(div(zero, mul(zero, constant(3))), bounded.one));
  assert(!certainlyDiffer(div(bounded.one, zero), bounded.one)); // 1 / (1 / 0) is 0 in float64
  const nearly = bounded.sub(bounded.add(constant(0.1), constant(0.2)), constant(0.3));
  assert(!certainlyDiffer(div(nearly, nearly), bounded.one));
});
