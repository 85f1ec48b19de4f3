import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { residues } from "../../../src/core/arithmetic/residue/residue.ts";
import { deriveKey, PURPOSE, randomKey } from "../../../src/core/random/random.ts";
import { elementwise, type ElementwiseActivation } from "../../../src/nn/activations/activation.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";
import { verifyPaper } from "../../../src/verify/paper/paper.ts";
import { PAPER_EQUATIONS } from "../../../src/verify/paper/equations.ts";

/** z² with a slope of 2 z and a summand. */
function square(summand: <T>(m: Arithmetic<T>, z: T) => T): ElementwiseActivation {
  return elementwise({
    name: "square",
    value: (m, z) => m.mul(z, z),
    slope: (m, { z }) => m.add(m.add(z, z), summand(m, z)),
  });
}

/** The verdict on an activation's slope. */
function verdictOf(activation: ElementwiseActivation, options: { readonly seed?: number } = {}) {
  return verifyGradients({ activations: [activation], losses: [], ...options }).verdicts[0]!;
}

/** 2^127 − 1 as the sum of three decimals, over 10³⁸; in float64 it is not 0 either. */
function decimals<T>(m: Arithmetic<T>): T {
  return [1.7014118346046923, 1.731687303715884e-17, 1.05727e-33].map(m.constant).reduce(m.add);
}

/** 2^127 − 1 by squaring. */
function squared<T>(m: Arithmetic<T>): T {
  let power = m.one;
  for (let n = 0; n < 7; n++) power = m.mul(m.mul(power, power), m.constant(2)); // 2, 8, 128 …
  return m.sub(power, m.one);
}

for (const [name, multiple] of [["three decimals", decimals], ["squaring", squared]] as const) {
  Deno.test(`verifyGradients() refutes a slope that is off by 2^127 - 1, made of ${name}`, () => {
    const known = residues({ key: randomKey(1), prime: 2n ** 127n - 1n });
    assertEquals(multiple(known).value, 0n, "it is 0 modulo that prime");
    const wrong = square((m, z) => m.mul(z, multiple(m)));
    for (const options of [{}, { seed: 0 }, { seed: 1 }]) {
      assertEquals(verdictOf(wrong, options).verdict, "refuted");
    }
  });
}

Deno.test("verifyGradients() refutes a slope that is right at the value drawn for z with seed 0", () => {
  const key = deriveKey(randomKey(0), PURPOSE.proof, 0);
  const { value } = residues({ key }).draw(0);
  const wrong = square((m, z) => {
    const digits = value.toString().match(/.{1,13}(?=(.{13})*$)/g)!.map(Number);
    const drawn = digits.map(m.constant)
      .reduce((sum, digit) => m.add(m.mul(sum, m.constant(1e13)), digit));
    return m.sub(z, drawn);
  });
  // A seed that is known proves nothing: only the numbers of float64 speak against it.
  assertEquals(verdictOf(wrong, { seed: 0 }).verdict, "undecided");
  assertEquals(verdictOf(wrong).verdict, "refuted");
});

Deno.test("verifyGradients() draws a seed and a prime, records them, and repeats them", () => {
  const right = square((m) => m.zero);
  const first = verdictOf(right), second = verdictOf(right);
  assert(Number.isSafeInteger(first.seed));
  assertNotEquals(first.seed, second.seed);
  assertNotEquals(first.prime, second.prime);
  assertEquals(BigInt(first.prime).toString(2).length, 127);
  assertEquals(verdictOf(right, { seed: first.seed }), first);
  const found = verifyGradients({ activations: [right], losses: [], seed: 7 });
  assertEquals([found.seed, JSON.parse(JSON.stringify(found)).seed], [7, 7]);
  assert(found.toString().endsWith(", seed 7"));
});

Deno.test("verifyPaper() draws a seed where none is given, too", () => {
  const equations = PAPER_EQUATIONS.filter(({ number }) => number === 5 || number === 81);
  const seeds = () =>
    verifyPaper({ equations }).flatMap(({ findings }) =>
      findings.flatMap((finding) => "seed" in finding ? [finding.seed] : [])
    );
  const first = seeds();
  assert(first.length > 0);
  assertNotEquals(first, seeds());
});
