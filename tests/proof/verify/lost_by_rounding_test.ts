import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { elementwise, type ElementwiseActivation } from "../../../src/nn/activations/activation.ts";
import { ACTIVATIONS } from "../../../src/nn/activations/activations.ts";
import { tanh } from "../../../src/nn/activations/tanh.ts";
import { LOSSES } from "../../../src/nn/losses/losses.ts";
import { lossClaim, slopeClaim } from "../../../src/verify/claims/formula_claims.ts";
import { proveActivation } from "../../../src/verify/ladder/formula_verdicts.ts";
import { capture } from "../../../src/verify/prover/captured.ts";
import { lostByRounding } from "../../../src/verify/prover/lost_by_rounding.ts";
import { square, twice } from "../../support/terms.ts";

// What is right as an exact formula, but gives something else in float64 at ordinary numbers.

const SEED = 9;

/** A power of ten over itself, whose square underflows. */
function one<T>(m: Arithmetic<T>, exponent: number): T {
  const x = m.constant(10 ** exponent);
  return m.div(square(m, x), square(m, x));
}

const lost: Readonly<Record<string, ElementwiseActivation>> = {
  "a sum with 10¹⁶": elementwise({
    name: "f",
    value: (m, z) => square(m, z),
    slope: (m, { z }) => twice(m, m.sub(m.add(z, m.constant(1e16)), m.constant(1e16))),
  }),
  "0 over 0 by underflow": elementwise({
    name: "f",
    value: (m, z) => square(m, z),
    slope: (m, { z }) => m.mul(one(m, -200), twice(m, z)),
  }),
  "∞ − ∞ where z is 40": elementwise({
    name: "f",
    value: tanh.value as ElementwiseActivation["value"],
    slope: (m, { z, a }) => {
      const large = m.exp(m.mul(z, m.constant(20)));
      return m.add(m.sub(m.one, square(m, a)), m.sub(large, large));
    },
  }),
};

for (const [what, activation] of Object.entries(lost)) {
  Deno.test(`a slope that float64 loses by ${what} is undecided, and the reason says so`, () => {
    const [found] = proveActivation(activation, SEED);
    assertEquals(found!.verdict, "undecided");
    assertStringIncludes(found!.reason!, "its operations are right, but float64 loses the result");
  });
}

Deno.test("lostByRounding() finds nothing in what is built in", () => {
  for (const activation of Object.values(ACTIVATIONS)) {
    assertEquals(lostByRounding(capture(slopeClaim(activation)), SEED), undefined, activation.name);
  }
  for (const loss of Object.values(LOSSES)) {
    assertEquals(lostByRounding(capture(lossClaim(loss)), SEED), undefined, loss.name);
  }
});
