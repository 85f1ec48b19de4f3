import { assert, assertEquals } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { elementwise } from "../../../src/nn/activations/activation.ts";
import type { Claim, Variables } from "../../../src/verify/prover/claim.ts";
import { prove } from "../../../src/verify/prover/prove.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";

/** xⁿ by products. */
function power<T>(m: Arithmetic<T>, x: T, n: number): T {
  return Array.from({ length: n }, () => x).reduce((product, factor) => m.mul(product, factor));
}

/** factor · e^(rate z). */
function exponential(factor: number, rate: number) {
  return <T>(m: Arithmetic<T>, z: T): T =>
    m.mul(m.constant(factor), m.exp(m.mul(m.constant(rate), z)));
}

/** e^(z/n) to a power, over e^z. */
function fraction<T>(m: Arithmetic<T>, z: T, n: number, times: number): T {
  return m.div(power(m, m.exp(m.div(z, m.constant(n))), times), m.exp(z));
}

type Formula = <T>(m: Arithmetic<T>, z: T) => T;

/** Values with their slopes, and slopes that are nearly right. */
type Exponential = readonly [name: string, value: Formula, right: Formula, wrong: Formula];
const EXPONENTIALS: readonly Exponential[] = [
  [
    "(e^(0.1 z))⁹",
    (m, z) => power(m, m.exp(m.mul(m.constant(0.1), z)), 9),
    exponential(0.9, 0.9),
    exponential(0.9, 0.8),
  ],
  [
    "e^(17 z) as a product of seventeen",
    (m, z) => power(m, m.exp(z), 17),
    exponential(17, 17),
    exponential(17, 16),
  ],
  [
    "e^(z/7) to the 7th",
    (m, z) => power(m, m.exp(m.div(z, m.constant(7))), 7),
    exponential(1, 1),
    (m, z) => m.exp(m.div(m.mul(m.constant(6), z), m.constant(7))),
  ],
  ...[7, 35].map((n) =>
    [
      `e^z with e^(z/${n}) after it`, // whose parts are finer than those of e^z
      (m, z) => m.exp(z),
      (m, z) => m.mul(m.exp(z), fraction(m, z, n, n)),
      (m, z) => m.mul(m.exp(z), fraction(m, z, n, n + 1)),
    ] satisfies Exponential
  ),
  [
    "e^(0.001 z) to the 250th, of a quarter",
    (m, z) => power(m, m.exp(m.mul(m.constant(0.001), z)), 250),
    exponential(0.25, 0.25),
    exponential(0.25, 0.249),
  ],
  [
    "(e^(−0.35 z))³ · e^(z/11)",
    (m, z) =>
      m.mul(
        power(m, m.exp(m.mul(m.constant(-0.35), z)), 3),
        m.exp(m.div(z, m.constant(11))),
      ),
    (m, z) => {
      const rate = m.sub(m.div(m.one, m.constant(11)), m.constant(1.05));
      return m.mul(rate, m.exp(m.mul(rate, z)));
    },
    (m, z) => {
      const rate = m.sub(m.div(m.one, m.constant(11)), m.constant(1.04));
      return m.mul(rate, m.exp(m.mul(rate, z)));
    },
  ],
  [
    "tanh(0.3 z) by e^(0.6 z) as a sixth power",
    (m, z) => {
      const e = power(m, m.exp(m.mul(m.constant(0.1), z)), 6);
      return m.div(m.sub(e, m.one), m.add(e, m.one));
    },
    (m, z) => {
      const t = m.tanh(m.mul(m.constant(0.3), z));
      return m.mul(m.constant(0.3), m.sub(m.one, m.mul(t, t)));
    },
    (m, z) => {
      const t = m.tanh(m.mul(m.constant(0.3001), z));
      return m.mul(m.constant(0.3), m.sub(m.one, m.mul(t, t)));
    },
  ],
];

for (const [name, value, right, wrong] of EXPONENTIALS) {
  Deno.test(`verifyGradients() relates multiples of exponents: ${name}, and not what is near`, () => {
    const verdictOf = (slope: Formula) => {
      const activation = elementwise({ name, value, slope: (m, { z }) => slope(m, z) });
      return verifyGradients({ activations: [activation], losses: [] }).verdicts[0]!;
    };
    const { verdict, reason, log2FalsePass } = verdictOf(right);
    assertEquals([verdict, reason], ["proved", undefined]);
    assert(log2FalsePass <= -80);
    assertEquals(verdictOf(wrong).verdict, "refuted");
  });
}

/** A claim of two sides in two variables, without a counterexample in float64. */
function blind(got: Side, expected: Side): Claim {
  return {
    subject: "two sides",
    sides: (m) => {
      const x = m.variable(), y = m.variable();
      return { got: [got(m, x, y)], expected: [expected(m, x, y)] };
    },
    counterexample: () => undefined,
  };
}
type Side = <T>(m: Variables<T>, x: T, y: T) => T;

Deno.test("prove() takes no multiple for another, however the residues are blind to float64", () => {
  const nearly: readonly [Side, Side][] = [
    [(m, x) => power(m, m.exp(x), 17), (m, x) => m.exp(m.mul(m.constant(16), x))],
    [(m, x) => power(m, m.exp(m.div(x, m.constant(7))), 7), (m, x) => m.exp(m.neg(x))],
    [
      (m, x, y) => m.mul(power(m, m.exp(x), 9), m.exp(y)),
      (m, x, y) => m.exp(m.sub(m.mul(m.constant(9), x), y)),
    ],
    [
      (m, x) => power(m, m.exp(m.mul(m.constant(0.1), x)), 9),
      (m, x) => m.exp(m.mul(m.constant(0.900001), x)),
    ],
  ];
  for (const [got, expected] of nearly) {
    for (let seed = 0; seed < 4; seed++) {
      assertEquals(prove(blind(got, expected), { seed }).verdict, "undecided");
    }
  }
});

Deno.test("prove() finds one argument and any small multiple of another, at degrees that say so", () => {
  const claim = (n: number) =>
    blind(
      (m, x, y) => m.mul(power(m, m.exp(x), n), m.exp(y)),
      (m, x, y) => m.exp(m.add(m.mul(m.constant(n), x), y)),
    );
  const [few, many] = [6, 60].map((n) => prove(claim(n), { seed: 0 }));
  assertEquals([few!.verdict, many!.verdict], ["proved", "proved"]);
  assert(few!.size.degree >= 7 * 12 && many!.size.degree >= 61 * 12);
  assert(many!.log2FalsePass <= -80 && many!.log2FalsePass > few!.log2FalsePass);
  assertEquals(
    prove(claim(300), { seed: 0 }).verdict,
    "undecided",
    "256 is the largest beside one",
  );
});
