import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { degrees } from "../../../../../src/core/arithmetic/residue/degree.ts";
import { primeField } from "../../../../../src/core/arithmetic/residue/prime_field.ts";
import { Exponentials } from "../../../../../src/core/arithmetic/residue/exponentials.ts";
import { randomKey } from "../../../../../src/core/random/random.ts";

const field = primeField(2n ** 127n - 1n);
const { add, sub, neg, mul, inverse } = field;

/** Exponentials of which none is the root of a power. */
class Known extends Exponentials {
  override exp(argument: bigint): bigint {
    return super.exp(argument)!;
  }
}

/** Arguments that nothing relates, and the exponentials of a new field. */
function setUp() {
  let drawn = 0;
  const [a, b, c, d] = [1, 2, 3, 4].map((n) => field.drawAt(randomKey(1), n)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return { e: new Known(field, () => field.drawAt(randomKey(2), drawn++)), a, b, c, d };
}

function product(...factors: readonly bigint[]): bigint {
  return factors.reduce(mul);
}

Deno.test("exp() of a new argument is random, and the same when asked again", () => {
  const { e, a, b } = setUp();
  assertEquals(e.exp(a), e.exp(a));
  assertNotEquals(e.exp(a), e.exp(b));
  assertEquals(e.exp(0n), 1n);
});

Deno.test("exp() finds every multiple of an argument by n/12 up to 5 = 1 + 4, and down to -5", () => {
  const { e, a } = setUp();
  e.exp(a);
  const part = mul(a, inverse(12n));
  const root = e.exp(part);
  let argument = 0n, power = 1n;
  for (let n = 1; n <= 60; n++) {
    argument = add(argument, part), power = mul(power, root);
    assertEquals(e.exp(argument), power, `${n}/12`);
    assertEquals(mul(e.exp(neg(argument)), power), 1n, `-${n}/12`);
  }
  assertNotEquals(e.exp(add(argument, part)), mul(power, root), "61/12 is out of reach");
});

Deno.test("exp() finds an argument and a multiple of another, and three arguments", () => {
  const { e, a, b, c } = setUp();
  const [ea, eb, ec] = [a, b, c].map((x) => e.exp(x)) as [bigint, bigint, bigint];
  assertEquals(e.exp(add(a, b)), mul(ea, eb));
  assertEquals(e.exp(sub(a, b)), mul(ea, inverse(eb)));
  assertEquals(e.exp(sub(neg(a), mul(4n, b))), inverse(product(ea, eb, eb, eb, eb)));
  assertEquals(e.exp(sub(add(a, b), c)), product(ea, eb, inverse(ec)));
});

Deno.test("exp() misses a sum of four arguments: it gets a value of its own", () => {
  const { e, a, b, c, d } = setUp();
  const powers = [a, b, c, d].map((x) => e.exp(x));
  assertNotEquals(e.exp([a, b, c, d].reduce(add)), product(...powers));
});

Deno.test("log() is the inverse of exp(), whichever was asked for first", () => {
  const { e, a, b } = setUp();
  assertEquals(e.log(e.exp(a)), a);
  assertEquals(e.exp(e.log(b)), b);
  assertEquals(e.log(1n), 0n);
  assertEquals(e.log(product(e.exp(a), b, b)), add(a, add(e.log(b), e.log(b))));
});

Deno.test("log() finds powers up to the fifth, not the sixth, and roots up to the fourth", () => {
  const { e, a, b, c } = setUp();
  const log = e.log(a);
  assertEquals(e.log(product(a, a, a, a, a)), mul(5n, log));
  assertEquals(e.log(inverse(product(a, a, a))), neg(mul(3n, log)));
  assertNotEquals(e.log(product(a, a, a, a, a, a)), mul(6n, log));
  assertEquals(e.log(product(b, b, b)), mul(3n, e.log(b)));
  assertEquals(e.log(inverse(mul(c, c))), neg(mul(2n, e.log(c))));
});

Deno.test("log() makes its table late, and knows what was exponentiated before", () => {
  const { e, a, b } = setUp();
  const ea = e.exp(a), eb = e.exp(b), half = e.exp(mul(a, inverse(2n)));
  assertEquals(e.log(mul(ea, inverse(eb))), sub(a, b));
  assertEquals(e.log(half), mul(a, inverse(2n)));
});

Deno.test("exp() of an argument stays when a relation to it was missed", () => {
  const { e, a, b } = setUp();
  const sum = add(a, b), product = mul(e.exp(a), e.exp(b));
  assertEquals(e.exp(sum), product);
  assertNotEquals(e.exp(add(sum, sum)), mul(product, product)); // 2 a + 2 b is out of reach,
  assertEquals(e.exp(sum), product); // and has a + b among its multiples
  assertEquals(e.log(product), sum);
});

Deno.test("exp() and log() look up at once what they found as a sum before", () => {
  const { e, a, b } = setUp();
  const far = add(a, mul(2n, b));
  const entries = 2 * 96 + 1 + 4;
  e.exp(a), e.exp(b);
  const power = e.exp(far), found = e.relations;
  assertEquals(e.exp(far), power);
  assertEquals(e.relations, found + entries + 1);
  assertEquals(e.log(power), far);
  const undone = e.relations;
  assertEquals(e.log(power), far);
  assertEquals(e.relations, undone + entries + 1);
});

Deno.test("relations count one test for each entry that was compared", () => {
  const { e, a, b } = setUp();
  e.exp(0n);
  assertEquals(e.relations, 1); // with the 0 that is known from the start
  e.exp(a);
  assertEquals(e.relations, 2);
  e.exp(a); // 0 and 48 multiples up and down
  assertEquals(e.relations, 2 + 97);
  e.exp(b); // as b, b − a and b + a
  assertEquals(e.relations, 2 + 97 + 3 * 97);
  e.exp(add(a, b)); // 2 × 97 − 1 entries and 4 sums, this among them
  assertEquals(e.relations, 2 + 97 + 3 * 97 + (2 * 96 + 1 + 4));
  assert(Number.isSafeInteger(e.relations));
});

/** Exponentials that are searched for thoroughly. */
function searching(parts = 12) {
  let drawn = 0;
  const draw = () => field.drawAt(randomKey(2), drawn++);
  return new Known(field, draw, { thorough: true, parts });
}

Deno.test("exp() finds any multiple up to 4096 where more is looked for, and says how far it reached", () => {
  for (const n of [17n, -61n, 4096n]) {
    const { a } = setUp(), e = searching();
    const whole = e.exp(a), size = n < 0n ? -n : n;
    const power = field.power(whole, size);
    assertEquals(
      e.exp(mul(a, ((n % field.order) + field.order) % field.order)),
      n < 0n ? inverse(power) : power,
    );
    assertEquals(e.reach, Math.max(4, Number(size)));
    assertEquals(e.log(n < 0n ? inverse(power) : power), n < 0n ? neg(mul(a, size)) : mul(a, size));
  }
  const { e, a } = setUp();
  e.exp(a);
  assertNotEquals(e.exp(mul(a, 17n)), field.power(e.exp(a), 17n), "not where less is looked for");
  const far = searching();
  assertNotEquals(field.power(far.exp(a), 4097n), far.exp(mul(a, 4097n)));
  assertEquals(far.reach, 4);
});

Deno.test("exp() wants the parts that fractions need, and finds these with them", () => {
  const { a, b } = setUp();
  for (const [fraction, parts] of [[7n, 84], [10n, 60], [1000n, 3000], [8n, 24]] as const) {
    const part = mul(a, inverse(fraction));
    const coarse = searching();
    coarse.exp(a);
    assertNotEquals(field.power(coarse.exp(part), fraction), coarse.exp(a));
    assertEquals(coarse.wantedParts, parts);
    const fine = searching(parts);
    fine.exp(a), fine.exp(b);
    const known = field.power(fine.exp(part), fraction);
    assertEquals(known, fine.exp(a));
    assertEquals(fine.exp(add(b, part)), mul(fine.exp(b), fine.exp(part)));
    assertEquals(fine.wantedParts, parts);
  }
  const both = searching();
  both.exp(a), both.exp(mul(a, inverse(7n))), both.exp(mul(a, inverse(10n)));
  assertEquals(both.wantedParts, 420);
});

/** The degree of a polynomial by its values at 0, 1, 2 … (−1 for 0): how many differences it takes to get 0. */
function degreeOf(values: readonly bigint[]): number {
  let degree = -1;
  for (let rest = values; rest.some((x) => x !== 0n); degree++) {
    rest = rest.slice(1).map((x, i) => sub(x, rest[i]!));
  }
  return degree;
}

Deno.test("degrees() bounds the powers of drawn values that exp() finds, by the parts and the reach", () => {
  const { a, b } = setUp();
  const cases: readonly (readonly [parts: number, argument: bigint, degree: number])[] = [
    [12, mul(a, 5n), 60],
    [12, mul(a, 17n), 17 * 12],
    [12, add(mul(a, 9n), b), 10 * 12],
    [84, mul(a, mul(9n, inverse(7n))), 9 * 12],
  ];
  for (const [parts, argument, degree] of cases) {
    let reach = 0;
    // Both draws are t + 1.
    const values = Array.from({ length: degree + 3 }, (_, t) => {
      const e = new Known(field, () => BigInt(t + 1), { thorough: true, parts });
      e.exp(a), e.exp(b);
      const power = e.exp(argument);
      reach = e.reach;
      return power;
    });
    assertEquals(degreeOf(values), degree);
    const m = degrees({ thorough: true, parts, reach });
    assert(m.exp(m.draw()).numerator >= degree, `${degree}`);
  }
});

Deno.test("log() finds the multiples of parts that are given: (e^(a/10))³ after e^a", () => {
  const { a } = setUp(), e = searching(60);
  e.exp(a);
  const tenth = mul(a, inverse(10n));
  assertEquals(e.log(field.power(e.exp(tenth), 3n)), mul(3n, tenth));
});

Deno.test("takesRoots says that e^(log(x)/n) was asked for, and not e^(n log x)", () => {
  const taken = (by: (log: bigint) => bigint) => {
    const e = searching();
    e.exp(by(e.log(7n)));
    return e.takesRoots;
  };
  assert(taken((log) => mul(log, inverse(2n))));
  assert(taken((log) => mul(log, mul(2n, inverse(3n)))));
  assert(!taken((log) => mul(log, 3n)));
  assert(!taken((log) => mul(log, 9n)));
});
