import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Dual, dual } from "../../src/core/arithmetic/dual.ts";
import { float64 } from "../../src/core/arithmetic/float64.ts";
import {
  type Residue,
  type ResidueArithmetic,
  residues,
} from "../../src/core/arithmetic/residue/residue.ts";
import { keys } from "../support/arbitraries.ts";
import { type Law, LAWS, ROOT_LAWS } from "../support/laws.ts";

const PRIMES = [2n ** 61n - 1n, undefined];
const RUNS = { numRuns: 10 };

/** Whether a law holds for new variables, whichever side is read first. */
function holds({ left, right }: Law, make: () => ResidueArithmetic): boolean {
  return [[left, right], [right, left]].every(([first, second]) => {
    const m = make();
    const [x, y, z] = [m.draw(0.5), m.draw(2), m.draw(1.25)];
    return m.equal(first!(m, x, y, z), second!(m, x, y, z));
  });
}

for (const prime of PRIMES) {
  for (const law of LAWS) {
    Deno.test(`residues modulo ${prime ?? "a prime drawn"} obey ${law.name}, whichever side is read first`, () => {
      fc.assert(
        fc.property(keys(), (key) => holds(law, () => residues({ key, ...(prime && { prime }) }))),
        RUNS,
      );
    });
  }
}

for (const prime of PRIMES) {
  for (const { name, left, right } of ROOT_LAWS) {
    Deno.test(`roots modulo ${prime ?? "a prime drawn"} obey ${name} where there are some, whichever side is first`, () => {
      fc.assert(
        fc.property(keys(), (key) => {
          for (const [first, second] of [[left, right], [right, left]]) {
            const m = residues({ key, roots: true, ...(prime && { prime }) });
            const [x, y, z] = [m.draw(0.5), m.draw(2), m.draw(1.25)];
            const one = first!(m, x, y, z), other = second!(m, x, y, z);
            fc.pre(!isWithoutRoot(one) && !isWithoutRoot(other));
            assert(m.equal(one, other));
          }
        }),
        RUNS,
      );
    });
  }
}

function isWithoutRoot({ fault }: Residue): boolean {
  return fault === "no square modulo the prime";
}

for (const { name, left, right } of [...LAWS, ...ROOT_LAWS]) {
  Deno.test(`float64 obeys ${name} to 1e-12, so it is a law`, () => {
    const positive = fc.double({ min: 0.125, max: 2, noNaN: true });
    fc.assert(fc.property(positive, positive, positive, (x, y, z) => {
      const expected = right(float64, x, y, z);
      // a few operations, each off by some 2⁻⁵², on values up to e⁸
      const tolerance = 1e-12 * Math.max(1, Math.abs(expected));
      assertAlmostEquals(left(float64, x, y, z), expected, tolerance);
    }));
  });

  Deno.test(`dual(residues) differentiates both sides of ${name} alike`, () => {
    fc.assert(
      fc.property(keys(), (key) => {
        const m = residues({ key, roots: true });
        const d = dual(m);
        const [x, y, z] = [0.5, 2, 1.25].map((shadow) => new Dual(m.draw(shadow), m.draw(1)));
        const one = left(d, x!, y!, z!), other = right(d, x!, y!, z!);
        fc.pre(!isWithoutRoot(one.value) && !isWithoutRoot(other.value));
        assert(m.equal(one.value, other.value));
        assert(m.equal(one.slope, other.slope));
      }),
      RUNS,
    );
  });
}

/** Provers that are wrong, each in one way. */
const BROKEN: Readonly<Record<string, (m: ResidueArithmetic) => Partial<ResidueArithmetic>>> = {
  "e²ˣ = (eˣ)³": (m) => {
    const seen: Residue[] = [];
    return {
      exp: (x) => {
        const half = seen.find((earlier) => m.equal(x, m.add(earlier, earlier)));
        if (half === undefined) {
          seen.push(x);
          return m.exp(x);
        }
        return m.mul(m.exp(half), m.mul(m.exp(half), m.exp(half)));
      },
    };
  },
  "eˣ⁺ʸ unrelated to eˣ and eʸ": (m) => {
    const powers = new Map<bigint, Residue>();
    return {
      exp: (x) => {
        if (!powers.has(x.value)) powers.set(x.value, m.draw(Math.exp(x.shadow)));
        return powers.get(x.value)!;
      },
    };
  },
  "log of anything a value of its own": (m) => {
    const logs = new Map<bigint, Residue>();
    return {
      log: (x) => {
        if (!logs.has(x.value)) logs.set(x.value, m.draw(Math.log(x.shadow)));
        return logs.get(x.value)!;
      },
    };
  },
  "log x for log1p x": (m) => ({ log1p: m.log }),
  "eˣ for expm1 x": (m) => ({ expm1: m.exp }),
  "tanh −x for tanh x": (m) => ({ tanh: (x) => m.neg(m.tanh(x)) }),
  "a binary fraction for 0.1": (m) => ({
    constant: (x) => {
      const scale = 2 ** 60;
      return m.div(m.constant(x * scale), m.mul(m.constant(2 ** 30), m.constant(2 ** 30)));
    },
  }),
};

for (const [name, breakIn] of Object.entries(BROKEN)) {
  Deno.test(`the laws notice a prover with ${name}`, () => {
    fc.assert(
      fc.property(keys(), (key) => {
        const broken = () => {
          const m = residues({ key });
          return { ...m, ...breakIn(m) };
        };
        assert(LAWS.some((law) => !holds(law, broken)));
      }),
      RUNS,
    );
  });
}

Deno.test("shadows of residues are what float64 computes, to the bit", () => {
  const positive = fc.double({ min: 0.125, max: 2, noNaN: true });
  fc.assert(fc.property(keys(), positive, positive, positive, (key, x, y, z) => {
    for (const { left } of LAWS) {
      const m = residues({ key });
      const { shadow } = left(m, m.draw(x), m.draw(y), m.draw(z));
      assertEquals(shadow, left(float64, x, y, z));
    }
  }));
});
