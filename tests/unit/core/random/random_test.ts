import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  deriveKey,
  permutation,
  randomKey,
  uniform,
  uniformAt,
} from "../../../../src/core/random/random.ts";
import { threefry2x32 } from "../../../../src/core/random/threefry.ts";

Deno.test("threefry2x32() gives the known answers published with Random123", () => {
  // threefry2x32, 20 rounds, of kat_vectors: zeros, ones, and digits of π.
  assertEquals(threefry2x32([0, 0], [0, 0]), [0x6b200159, 0x99ba4efe]);
  const ones = 0xffffffff;
  assertEquals(threefry2x32([ones, ones], [ones, ones]), [0x1cb996fc, 0xbb002be7]);
  assertEquals(
    threefry2x32([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]),
    [0xc4923a9c, 0x483df7a0],
  );
});

Deno.test("uniformAt() takes 27 bits of the first word and 26 of the second", () => {
  // The first known answer above: key 0, counter 0.
  const bits = (0x6b200159n >> 5n) * 2n ** 26n + (0x99ba4efen >> 6n);
  assertEquals(uniformAt([0, 0], 0), Number(bits) / 2 ** 53);
});

Deno.test("randomKey() distinguishes all seeds, above 2³² too, and throws for invalid ones", () => {
  assertNotEquals(randomKey(1), randomKey(1 + 2 ** 32));
  assertEquals(randomKey(Number.MAX_SAFE_INTEGER), [0xffffffff, 2 ** 21 - 1]);
  for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
    assertThrows(() => randomKey(seed), RangeError, `${seed}`);
  }
});

Deno.test("deriveKey() gives other streams for other purposes, and the same for the same", () => {
  const key = randomKey(1);
  const keys = [[1], [2], [1, 0], [0, 1], [1, 1]].map((purposes) => deriveKey(key, ...purposes));
  assertEquals(new Set(keys.map(String)).size, keys.length);
  assertEquals(deriveKey(key, 1, 2), deriveKey(deriveKey(key, 1), 2));
});

Deno.test("uniform() stays in its range, with the mean and variance of a uniform distribution", () => {
  const n = 20_000;
  const draws = uniform(randomKey(7), n, -1, 3);
  assert(draws.every((x) => x >= -1 && x < 3));
  const mean = draws.reduce((sum, x) => sum + x, 0) / n;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  // Five standard errors: width/√12 = 1.155 over √n for the mean, √(1/180) width² / √n for the variance.
  assert(Math.abs(mean - 1) < 5 * 1.155 / Math.sqrt(n));
  assert(Math.abs(variance - 16 / 12) < 5 * 1.2 / Math.sqrt(n));
});

Deno.test("permutation() is one, for every length and seed", () => {
  fc.assert(fc.property(fc.nat(300), fc.maxSafeNat(), (length, seed) => {
    const order = permutation(randomKey(seed), length);
    assertEquals([...order].sort((a, b) => a - b), Array.from({ length }, (_, n) => n));
  }));
});

Deno.test("permutation() puts every element everywhere about as often", () => {
  const counts = new Array<number>(16).fill(0);
  const runs = 4000;
  for (let seed = 0; seed < runs; seed++) {
    const order = permutation(randomKey(seed), 4);
    order.forEach((element, place) => counts[element * 4 + place]!++);
  }
  // Binomial with p = 1/4: five standard deviations are 5 √(3/16 runs) = 137.
  assert(counts.every((count) => Math.abs(count - runs / 4) < 137), `${counts}`);
});
