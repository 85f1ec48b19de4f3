import { assert, assertEquals } from "@std/assert";
import type { Arithmetic } from "../../../../../src/core/arithmetic/arithmetic.ts";
import { residues } from "../../../../../src/core/arithmetic/residue/residue.ts";
import { randomKey } from "../../../../../src/core/random/random.ts";
import type { Claim, Variables } from "../../../../../src/verify/prover/claim.ts";
import { prove } from "../../../../../src/verify/prover/prove.ts";

const SEED = { seed: 0 };

type Side = <T>(m: Variables<T>, x: T, y: T) => T;

/** A claim of two sides in two variables, the first positive in float64. */
function claim(got: Side, expected: Side): Claim {
  return {
    subject: "two sides",
    sides: (m) => {
      const x = m.variable(0.5, 1), y = m.variable();
      return { got: [got(m, x, y)], expected: [expected(m, x, y)] };
    },
  };
}

/** 1 + y². */
function above<T>(m: Arithmetic<T>, y: T): T {
  return m.add(m.one, m.mul(y, y));
}

Deno.test("sqrt() of every second argument is undefined, and positive where it is not", () => {
  const faults = Array.from({ length: 100 }, (_, seed) => {
    const m = residues({ key: randomKey(seed), roots: true });
    const root = m.sqrt(m.draw(0.5));
    if (root.fault === undefined) assertEquals([root.sign, m.roots], [1, 1]);
    return root.fault;
  });
  const missing = faults.filter((fault) => fault === "no square modulo the prime").length;
  assert(missing > 25 && missing < 75, `${missing} of 100`);
});

Deno.test("sqrt() of a negative number is undefined, and of 0 it is 0", () => {
  const m = residues({ key: randomKey(1) });
  assertEquals(m.sqrt(m.draw(-1)).fault, "root of a negative number");
  assertEquals(m.sqrt(m.constant(-4)).fault, "root of a negative number");
  assert(m.equal(m.sqrt(m.zero), m.zero));
});

Deno.test("sqrt() is opaque unless asked otherwise: equal arguments have equal roots, and no more", () => {
  const m = residues({ key: randomKey(1) });
  const x = m.draw(0.5), root = m.sqrt(x);
  assertEquals(m.opaque, ["sqrt"]);
  assert(m.equal(root, m.sqrt(m.div(m.mul(x, x), x))));
  assert(!m.equal(m.mul(root, root), x));
});

Deno.test("sqrt() knows that √9 is 3, though −3 is the principal root modulo every second prime", () => {
  for (let seed = 0; seed < 10; seed++) {
    const m = residues({ key: randomKey(seed), roots: true });
    assert(m.equal(m.sqrt(m.constant(9)), m.constant(3)));
  }
});

Deno.test("sqrt() of a square is that of which the sign is known: √(h²) = |h|", () => {
  for (const sign of [1, -1]) {
    for (let seed = 0; seed < 10; seed++) {
      const m = residues({ key: randomKey(seed), roots: true });
      const h = m.draw(sign);
      m.choose(h, m.one, m.zero);
      assert(m.equal(m.sqrt(m.mul(h, h)), sign > 0 ? h : m.neg(h)));
    }
  }
});

Deno.test("prove() proves what follows from (√x)² = x, at a chance that counts the roots", () => {
  const { verdict, size, log2FalsePass } = prove(
    claim(
      (m, _, y) => m.div(m.one, m.sqrt(above(m, y))),
      (m, _, y) => m.div(m.sqrt(above(m, y)), above(m, y)),
    ),
    SEED,
  );
  assertEquals([verdict, size.roots], ["proved", 1]);
  assert(log2FalsePass <= -80);
});

Deno.test("prove() proves that √x √y is √(x y)", () => {
  const { verdict, size } = prove(
    claim(
      (m, x, y) => m.mul(m.sqrt(above(m, x)), m.sqrt(above(m, y))),
      (m, x, y) => m.sqrt(m.mul(above(m, x), above(m, y))),
    ),
    SEED,
  );
  assertEquals([verdict, size.roots], ["proved", 3]);
});

Deno.test("prove() never proves a wrong sign of a root, whichever root it is of", () => {
  const wrong: readonly [Side, Side][] = [
    [(m) => m.sqrt(m.constant(9)), (m) => m.constant(-3)],
    [(m, x) => m.sqrt(m.mul(x, x)), (m, x) => m.neg(x)],
    [(m, x, y) => m.sqrt(m.mul(m.add(x, y), m.add(x, y))), (m, x, y) => m.neg(m.add(x, y))],
    // √(x³) √x is x², and would be −x² just as well if the signs of roots were left to chance
    [
      (m, x) => m.mul(m.sqrt(m.mul(x, m.mul(x, x))), m.sqrt(x)),
      (m, x) => m.neg(m.mul(x, x)),
    ],
    [(m, _, y) => m.sqrt(m.mul(y, y)), (_, __, y) => y],
  ];
  for (const [got, expected] of wrong) {
    for (let seed = 0; seed < 8; seed++) {
      assertEquals(prove(claim(got, expected), { seed }).verdict, "refuted");
      // Not even where no counterexample is found: the residues alone are not taken in.
      const blind = { ...claim(got, expected), counterexample: () => undefined };
      assertEquals(prove(blind, { seed }).verdict, "undecided");
    }
  }
});

Deno.test("prove() proves that the root of the square of what is positive is it", () => {
  const { verdict } = prove(
    claim(
      (m, x) => m.sqrt(m.mul(above(m, x), above(m, x))),
      (m, x) => above(m, x),
    ),
    SEED,
  );
  assertEquals(verdict, "proved");
});

Deno.test("prove() leaves undecided what rests on a law of erf that it does not use", () => {
  // True in float64 alone, to all digits: erf x is 2/√π x there.
  const series = prove(
    claim(
      (m, x) => m.erf(m.mul(m.constant(1e-9), x)),
      (m, x) => m.mul(m.constant(1.1283791670955126e-9), x),
    ),
    SEED,
  );
  assertEquals(series.verdict, "undecided");
  assert(series.reason!.startsWith("erf:"), series.reason);
});

Deno.test("prove() finds a prime of which 2, 3 and 5 have roots: √2 √3 √5 is √30", () => {
  const roots = <T>(m: Arithmetic<T>, ...squares: readonly number[]) =>
    squares.map((square) => m.sqrt(m.constant(square))).reduce((x, y) => m.mul(x, y));
  for (let seed = 0; seed < 4; seed++) {
    const { verdict, prime } = prove(
      claim((m, x) => m.mul(roots(m, 2, 3, 5), x), (m, x) => m.mul(roots(m, 30), x)),
      { seed },
    );
    assertEquals(verdict, "proved");
    for (const p of prime.split(", ")) assertEquals(BigInt(p) % 8n, 7n, "2 is a square modulo p");
  }
});
