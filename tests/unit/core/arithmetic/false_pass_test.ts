import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  cheapestTrials,
  log2FalsePass,
} from "../../../../src/core/arithmetic/residue/false_pass.ts";
import type { PrimeName } from "../../../../src/core/arithmetic/residue/prime_field.ts";

const PRIMES: readonly PrimeName[] = ["2^61 - 1", "2^127 - 1"];

Deno.test("log2FalsePass() is (degree + relations × relationDegree) / (p − 1), rounded up", () => {
  const size = { degree: 100, relations: 7, relationDegree: 4 };
  for (const [prime, bits] of [["2^61 - 1", 61], ["2^127 - 1", 127]] as const) {
    const log2 = log2FalsePass(size, { prime, trials: 1 });
    assertAlmostEquals(log2, 7 - bits, 1e-6);
    assert(log2 > 7 - bits);
    assertAlmostEquals(log2FalsePass(size, { prime, trials: 20 }), 20 * (7 - bits), 1e-6);
  }
});

Deno.test("log2FalsePass() loses 2 bits for each root modulo the prime, and 6 for 63 redraws", () => {
  const size = { degree: 100, relations: 7, relationDegree: 4, roots: 3, redraws: 63 };
  assertAlmostEquals(log2FalsePass(size, { prime: "2^127 - 1", trials: 1 }), 7 + 12 - 127, 1e-6);
  assertEquals(log2FalsePass({ ...size, roots: 60 }, { prime: "2^127 - 1", trials: 9 }), 0);
});

Deno.test("log2FalsePass() adds comparisons with a degree of their own", () => {
  const size = { degree: 1, relations: 2, relationDegree: 3, comparisons: 5, comparisonDegree: 11 };
  const log2 = log2FalsePass(size, { prime: "2^127 - 1", trials: 1 });
  assertAlmostEquals(log2, Math.log2(1 + 2 * 3 + 5 * 11) - 127, 1e-5);
});

Deno.test("log2FalsePass() is never above a certainty, and nothing where nothing was drawn", () => {
  for (const prime of PRIMES) {
    const hopeless = { degree: Infinity, relations: 0, relationDegree: 0 };
    assertEquals(log2FalsePass(hopeless, { prime, trials: 9 }), 0);
    const nothing = { degree: -Infinity, relations: 0, relationDegree: Infinity };
    assertEquals(log2FalsePass(nothing, { prime, trials: 1 }), -Infinity);
  }
});

Deno.test("cheapestTrials() reaches the bound, with no trial to spare", () => {
  for (const prime of PRIMES) {
    for (let log2 = 0; log2 < 60; log2++) {
      const size = { degree: 2 ** log2, relations: 0, relationDegree: 0 };
      const { trials } = cheapestTrials(size, -80, prime);
      assert(log2FalsePass(size, { prime, trials }) <= -80);
      if (trials > 1) assert(log2FalsePass(size, { prime, trials: trials - 1 }) > -80);
    }
  }
});

Deno.test("cheapestTrials() prefers two trials of 61 bits to one of 127, and one to three", () => {
  const at = (log2: number) =>
    cheapestTrials({ degree: 2 ** log2, relations: 0, relationDegree: 0 });
  assertEquals(at(10), { prime: "2^61 - 1", trials: 2 });
  assertEquals(at(30), { prime: "2^127 - 1", trials: 1 });
  assertEquals(at(50), { prime: "2^127 - 1", trials: 2 });
});

Deno.test("cheapestTrials() says when no number of trials is enough", () => {
  const hopeless = { degree: 2 ** 61, relations: 0, relationDegree: 0 };
  assertThrows(() => cheapestTrials(hopeless, -80, "2^61 - 1"), RangeError, "No number of trials");
  assertEquals(cheapestTrials(hopeless), { prime: "2^127 - 1", trials: 2 });
});
