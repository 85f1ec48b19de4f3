import { assertEquals } from "@std/assert";
import { primeField } from "../../../../../src/core/arithmetic/residue/prime_field.ts";
import { nextRegion, type Sign, Signs } from "../../../../../src/core/arithmetic/residue/signs.ts";
import { randomKey } from "../../../../../src/core/random/random.ts";

const field = primeField(2n ** 127n - 1n);
const { add, sub, neg, mul, fromDecimal } = field;
const [x, y, z] = [1, 2, 3].map((n) => field.drawAt(randomKey(1), n)) as [bigint, bigint, bigint];

function forced(...pattern: readonly Sign[]): Signs {
  return new Signs(field, { forced: (index) => pattern[index] });
}

function thorough(...pattern: readonly Sign[]): Signs {
  return new Signs(field, { forced: (index) => pattern[index], thorough: true });
}

const one = fromDecimal(1);

Deno.test("Signs.of() goes by the shadow where nothing is forced, and stays with it", () => {
  const signs = new Signs(field);
  assertEquals([signs.of(x, 0.5), signs.of(y, -0.5), signs.of(z, NaN)], [1, -1, -1]);
  assertEquals([signs.of(x, -9), signs.of(neg(x), 9), signs.of(mul(2n, y), 9)], [1, -1, -1]);
  assertEquals(signs.taken, [1, -1, -1]);
});

Deno.test("Signs.of() takes forced signs in the order in which arguments are met", () => {
  const signs = forced(-1, 1);
  assertEquals([signs.of(x, 9), signs.of(y, -9), signs.of(x, 9)], [-1, 1, -1]);
  assertEquals(signs.of(neg(x), 0), 1);
  assertEquals(signs.of(mul(field.inverse(2n), neg(y)), 0), -1);
  assertEquals(signs.of(z, 3), 1); // none is forced: the shadow
  assertEquals(signs.taken, [-1, 1, 1]);
});

Deno.test("Signs.of() does not ask for a sign that follows: x > y > z, so x > z", () => {
  for (const sign of [1, -1] as const) {
    const signs = forced(sign, sign, -sign as Sign);
    assertEquals([signs.of(sub(x, y), 0), signs.of(sub(y, z), 0)], [sign, sign]);
    assertEquals([signs.of(sub(x, z), 0), signs.of(sub(z, x), 0)], [sign, -sign]);
    assertEquals(signs.taken, [sign, sign]);
  }
  const open = forced(1, -1, 1);
  assertEquals([open.of(sub(x, y), 0), open.of(sub(y, z), 0), open.of(sub(x, z), 0)], [1, -1, 1]);
  assertEquals(open.taken, [1, -1, 1]);
});

Deno.test("Signs.of() knows constants, alone and between two arguments", () => {
  const shift = (by: number) => add(x, fromDecimal(by));
  const signs = forced(1, -1);
  assertEquals([signs.of(fromDecimal(6), 0), signs.of(fromDecimal(-0.25), 0)], [1, -1]);
  assertEquals([signs.of(shift(-3), 0), signs.of(shift(3), 0), signs.of(x, 0)], [1, 1, 1]);
  assertEquals(signs.of(sub(fromDecimal(-1), x), 0), -1);
  assertEquals(signs.of(shift(-4), 0), -1); // may still be either
  assertEquals(signs.taken, [1, -1]);
});

Deno.test("Signs.of() knows that a linked value has the sign of its origin, asked for in either order", () => {
  for (const sign of [1, -1] as const) {
    const signs = forced(sign, sign);
    signs.link(y, x); // y has the sign of x
    assertEquals([signs.of(y, 0), signs.of(x, 0), signs.of(neg(y), 0)], [sign, sign, -sign]);
    const later = forced(sign, sign);
    later.link(y, x);
    assertEquals([later.of(x, 0), later.of(neg(y), 0)], [sign, -sign]);
    assertEquals([signs.taken, later.taken], [[sign], [sign]]);
  }
});

Deno.test("Signs.of() knows products, quotients and multiples when it is thorough", () => {
  const above = sub(x, one), below = add(x, one); // x − 1 and x + 1
  const product = sub(one, mul(x, x)); // −(x − 1)(x + 1)
  for (const [first, second, expected] of [[1, 1, -1], [-1, 1, 1], [-1, -1, -1]] as const) {
    const signs = thorough(first, second, expected);
    signs.of(above, 0), signs.of(below, 0);
    assertEquals(signs.of(product, 0), expected);
    assertEquals(signs.taken.length, first > 0 ? 1 : 2); // x + 1 follows from x − 1 > 0
  }
  const quotient = thorough(1, -1);
  quotient.of(x, 0);
  assertEquals(quotient.of(mul(x, field.inverse(below)), 0), 1); // x / (1 + x)
  assertEquals(quotient.of(mul(fromDecimal(0.99), neg(x)), 0), -1);
  const linked = thorough(-1, 1);
  linked.link(y, x);
  assertEquals([linked.of(mul(fromDecimal(-1.5), y), 0), linked.of(x, 0)], [1, -1]);
});

Deno.test("relations count a test for each multiple and each small constant compared with", () => {
  const byShadow = new Signs(field);
  byShadow.of(x, 1), byShadow.of(y, 1), byShadow.of(y, 1);
  assertEquals(byShadow.relations, 0 + 96 + 192);
  const signs = forced(1, 1);
  signs.of(x, 1);
  assertEquals(signs.relations, 2 * 2 ** 21); // x and −x with 2²¹ constants
  signs.of(y, 1);
  // y with 96 multiples, then y, y − x, −y and −y − x with those and the constants
  assertEquals(signs.relations, 2 * 2 ** 21 + 96 + 4 * (96 + 2 ** 21));
});

Deno.test("nextRegion() walks through all 2^k patterns of k arguments, each once", () => {
  const met = new Set<string>();
  let prefix: Sign[] | undefined = [];
  for (; prefix !== undefined;) {
    const pattern: readonly Sign[] = prefix;
    const signs = new Signs(field, { forced: (index) => pattern[index] ?? 1 });
    for (const argument of [x, y, z]) signs.of(argument, 0);
    met.add(signs.taken.join());
    prefix = nextRegion(signs.taken);
  }
  assertEquals(met.size, 8);
});

Deno.test("nextRegion() follows arguments that are met only on some regions: 3 numbers, 4 maxima", () => {
  // max(max(x, y), z) compares x with y, then the larger with z
  const met: string[] = [];
  let prefix: Sign[] | undefined = [];
  for (; prefix !== undefined;) {
    const pattern: readonly Sign[] = prefix;
    const signs = new Signs(field, { forced: (index) => pattern[index] ?? 1 });
    const top = signs.of(sub(x, y), 0) > 0 ? x : y;
    signs.of(sub(top, z), 0);
    met.push(signs.taken.join());
    prefix = nextRegion(signs.taken);
  }
  assertEquals(met, ["1,1", "1,-1", "-1,1", "-1,-1"]);
});

Deno.test("Signs.of() decides one of two values that each have the other's sign", () => {
  for (const make of [() => new Signs(field), () => forced(-1), () => thorough(-1)]) {
    const signs = make();
    signs.link(x, y);
    signs.link(y, neg(x)); // of −x even: the one that is asked for first follows the other
    signs.link(neg(x), y);
    assertEquals(signs.of(x, -0.5), -1);
    assertEquals(signs.taken, [-1]);
  }
});
