import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { erf } from "../../../../src/core/arithmetic/erf.ts";

// Fixed-point numbers with 300 binary digits after the point: the terms of the series reach 2⁵⁰ at
// x = 6 and cancel to 1, so that 240 digits and more are right.
const BITS = 300n;
const ONE = 1n << BITS;

/** A double as a fixed-point number, exactly: none here has digits beyond 2⁻²⁰⁰. */
function fixed(x: number): bigint {
  let digits = x, exponent = 0n;
  for (; !Number.isInteger(digits); exponent++) digits *= 2;
  return (BigInt(digits) << BITS) >> exponent;
}

function product(x: bigint, y: bigint): bigint {
  return (x * y) >> BITS;
}

/** √x by Newton's iteration, from above. */
function squareRoot(x: bigint): bigint {
  let root = x > ONE ? x : ONE;
  for (;;) {
    const next = (root + (x << BITS) / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** π by Machin's formula, 16 arctan 1/5 − 4 arctan 1/239. */
function pi(): bigint {
  const arctanOfInverse = (n: bigint) => {
    let term = ONE / n, sum = term;
    for (let k = 3n; term !== 0n; k += 2n) {
      term = -term / (n * n);
      sum += term / k;
    }
    return sum;
  };
  return 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);
}

const ROOT_OF_PI = squareRoot(pi());

/** erf x by its power series, Abramowitz and Stegun 7.1.5. */
function exactErf(x: number): bigint {
  const at = fixed(x), square = product(at, at);
  let power = at, sum = at;
  for (let n = 1n; power / n !== 0n; n++) {
    power = -product(power, square) / n;
    sum += power / (2n * n + 1n);
  }
  return ((2n * sum) << BITS) / ROOT_OF_PI;
}

/** How many units in the last place a result is off. */
function ulps(x: number): number {
  const value = erf(x);
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);
  return Math.abs(Number((fixed(value) - exactErf(x)) / (fixed(unit) >> 20n))) / 2 ** 20;
}

Deno.test("erf() takes the values of Abramowitz and Stegun's table 7.1, and those at the ends", () => {
  for (const [x, digits] of [[0.5, 0.5204998778], [1, 0.8427007929], [2, 0.995322265]] as const) {
    assert(Math.abs(erf(x) - digits) <= 5.1e-11); // half a unit of its tenth digit
  }
  assertEquals([erf(0), erf(-0), erf(6.5), erf(Infinity), erf(-Infinity)], [0, -0, 1, 1, -1]);
  assert(Number.isNaN(erf(NaN)));
});

Deno.test("erf() is at most 2 ulp off the series in exact arithmetic, and odd", () => {
  const small = fc.double({ min: 1e-3, max: 1.2, noNaN: true });
  const any = fc.double({ min: 1e-3, max: 6.5, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(small, any), (x) => {
      assert(ulps(x) <= 2, `erf(${x}) is ${ulps(x)} ulp off`);
      assertEquals(erf(-x), -erf(x));
    }),
    { numRuns: 1000 },
  );
});
