import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Arithmetic } from "../../src/core/arithmetic/arithmetic.ts";
import { degrees } from "../../src/core/arithmetic/residue/degree.ts";
import { residues } from "../../src/core/arithmetic/residue/residue.ts";
import { randomKey } from "../../src/core/random/random.ts";
import { log2FalsePass } from "../../src/core/arithmetic/residue/false_pass.ts";

const SMALL = 2n ** 61n - 1n, LARGE = 2n ** 127n - 1n;
const NOTHING = { degree: 0, height: 0, relations: 0, relationDegree: 0, relationHeight: 0 };

Deno.test("log2FalsePass() is (degree + relations × relationDegree) / (p − 1), rounded up", () => {
  const size = { ...NOTHING, degree: 100, relations: 7, relationDegree: 4 };
  for (const [prime, bits] of [[SMALL, 61], [LARGE, 127]] as const) {
    const log2 = log2FalsePass(size, [prime]);
    assertAlmostEquals(log2, 7 - bits, 1e-6);
    assert(log2 > 7 - bits);
    assertAlmostEquals(log2FalsePass(size, Array(20).fill(prime)), 20 * (7 - bits), 1e-6);
  }
  assertAlmostEquals(log2FalsePass(size, [SMALL, LARGE]), 14 - 61 - 127, 1e-6);
});

Deno.test("log2FalsePass() adds the primes above 2^126 that divide a difference, of 2^118", () => {
  const by = (height: number) => log2FalsePass({ ...NOTHING, height }, [LARGE]);
  assertEquals(by(124), -Infinity); // no product of primes above 2^126 is so small
  assertAlmostEquals(by(126), -118, 1e-6);
  assertAlmostEquals(by(1024 * 126), 10 - 118, 1e-6);
  const relations = { ...NOTHING, relations: 16, relationHeight: 4 * 126 };
  assertAlmostEquals(log2FalsePass(relations, [LARGE]), 6 - 118, 1e-6);
  const comparisons = { ...NOTHING, comparisons: 32, comparisonHeight: 4 * 126 };
  assertAlmostEquals(log2FalsePass(comparisons, [LARGE]), 7 - 118, 1e-6);
  // A root doubles the heights, and counts for two bits itself.
  assertAlmostEquals(log2FalsePass({ ...relations, roots: 1 }, [LARGE]), 7 + 2 - 118, 1e-6);
  // A smaller prime is given, not drawn.
  assertEquals(log2FalsePass({ ...NOTHING, height: 1024 * 126 }, [SMALL]), -Infinity);
});

Deno.test("log2FalsePass() loses 2 bits for each root modulo the prime, and 6 for 63 redraws", () => {
  const size = { ...NOTHING, degree: 128, roots: 3, redraws: 63 };
  assertAlmostEquals(log2FalsePass(size, [LARGE]), 7 + 12 - 127, 1e-6);
  assertEquals(log2FalsePass({ ...size, roots: 60 }, Array(9).fill(LARGE)), 0);
});

Deno.test("log2FalsePass() adds comparisons with a degree of their own", () => {
  const relations = { ...NOTHING, degree: 1, relations: 2, relationDegree: 3 };
  const log2 = log2FalsePass({ ...relations, comparisons: 5, comparisonDegree: 11 }, [LARGE]);
  assertAlmostEquals(log2, Math.log2(1 + 2 * 3 + 5 * 11) - 127, 1e-5);
});

Deno.test("log2FalsePass() is never above a certainty, and nothing where nothing was drawn", () => {
  for (const prime of [SMALL, LARGE]) {
    assertEquals(log2FalsePass({ ...NOTHING, degree: Infinity }, Array(9).fill(prime)), 0);
    const nothing = { ...NOTHING, degree: -Infinity, relationDegree: Infinity };
    assertEquals(log2FalsePass({ ...nothing, relationHeight: Infinity }, [prime]), -Infinity);
  }
});

/** Different formulas, and how many of the 126 or 8190 values of z make them equal. */
const DIFFERENT: readonly {
  readonly name: string;
  readonly formula: <T>(m: Arithmetic<T>, z: T) => T;
  readonly prime: bigint;
  readonly roots: number;
}[] = [
  { name: "z is 3", formula: (m, z) => m.sub(z, m.constant(3)), prime: 127n, roots: 1 },
  {
    name: "(z − 1)(z − 2)(z − 3)(z − 4) is 0",
    formula: (m, z) => [1, 2, 3, 4].map((n) => m.sub(z, m.constant(n))).reduce(m.mul),
    prime: 127n,
    roots: 4,
  },
  {
    name: "(z + 1) / (z² + 1) is 1/2", // z² − 2 z − 1 has two roots, as 2 is a square modulo 127
    formula: (m, z) => {
      const ratio = m.div(m.add(z, m.one), m.add(m.mul(z, z), m.one));
      return m.sub(ratio, m.constant(0.5));
    },
    prime: 127n,
    roots: 2,
  },
  // ρ¹² is 1 for 6 of the 8190 elements, as 8190 has the divisor 6 in common with 12.
  { name: "eᶻ is 1", formula: (m, z) => m.sub(m.exp(z), m.one), prime: 8191n, roots: 6 },
  {
    name: "eᶻ e²ᶻ is 8", // ρ³⁶ = 8 where ρ¹⁸ = ±√8
    formula: (m, z) => m.sub(m.mul(m.exp(z), m.exp(m.add(z, z))), m.constant(8)),
    prime: 8191n,
    roots: 18,
  },
];

for (const { name, formula, prime, roots } of DIFFERENT) {
  Deno.test(`what differs passes modulo a small prime as often as the bound allows: ${name}`, () => {
    const runs = 4000;
    let passed = 0, relations = 0;
    for (let seed = 0; seed < runs; seed++) {
      const m = residues({ key: randomKey(seed), prime });
      const result = formula(m, m.draw(1));
      if (result.value === 0n && result.fault === undefined) passed++;
      relations = Math.max(relations, m.relations);
    }
    const share = roots / Number(prime - 1n), deviation = Math.sqrt(runs * share);
    assert(Math.abs(passed - runs * share) < 4 * deviation, `${passed}, and not ${runs * share}`);
    const m = degrees();
    const bound = log2FalsePass({ ...m.bound([formula(m, m.draw())], [m.zero]), relations }, [
      prime,
    ]);
    assert(share <= 2 ** bound, `${share} is more than 2^${bound}`);
  });
}
