import { assertEquals, assertMatch } from "@std/assert";
import { tanh } from "../../../src/nn/activations/tanh.ts";
import { dense, DENSE_EQUATIONS, denseBackward } from "../../../src/nn/layers/dense.ts";
import { sumOfSquaredErrors } from "../../../src/nn/losses/sum_of_squared_errors.ts";
import { gradientClaim } from "../../../src/verify/claims/engine_claims.ts";
import { prove } from "../../../src/verify/prover/prove.ts";

Deno.test("prove() finds the one wrong entry of twelve, whichever it is", () => {
  for (let wrong = 0; wrong < 12; wrong++) {
    const kind = denseBackward({
      weightGradient: (m, errors, inputs) => {
        const gradient = DENSE_EQUATIONS.weightGradient(m, errors, inputs);
        const data = Array.from(gradient.data, (x, i) => i === wrong ? m.add(x, m.one) : x);
        return { ...gradient, data };
      },
    });
    const { verdict, counterexample } = prove(
      gradientClaim({
        ...{ inputs: 3, layers: [dense(4, tanh)], loss: sumOfSquaredErrors, examples: 2 },
        equations: { kinds: { dense: kind } },
      }),
      { seed: 5, oneRegion: true },
    );
    assertEquals(verdict, "refuted");
    assertMatch(counterexample!.where, new RegExp(`weights\\[${wrong}\\]`));
  }
});
