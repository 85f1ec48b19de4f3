import { assert } from "@std/assert";
import fc from "fast-check";
import { startCheck } from "../../src/verify/numeric/check_gradients.ts";
import type { Matrix } from "../../src/core/matrix/matrix.ts";
import { drawCase } from "../../src/verify/numeric/draw_case.ts";
import { asGradients, type GradientPlan } from "../../src/verify/claims/engine_claims.ts";
import { MUTANTS } from "../../src/verify/mutants/mutants.ts";

/** Networks that are drawn until one shows the error: a branch may be taken by no example. */
const DRAWS = 10;

/** Each takes up to {@linkcode DRAWS} networks; seeds are drawn anew whenever the tests run. */
const RUNS = 4;

/** An error of 1e-9 is what checkGradients() allows for roundings: it is seen or not, by chance. */
const TOO_SMALL = ["BP3 off in the ninth digit"];

for (const { name, plan, convention } of MUTANTS) {
  if (TOO_SMALL.includes(name)) continue;
  if (convention !== undefined) {
    Deno.test(`checkGradients() cannot see ${name}`, () => {
      fc.assert(fc.property(fc.nat(), (seed) => passes(plan, seed)), { numRuns: 10 });
    });
  } else {
    Deno.test(`checkGradients() refutes a planted error on one of ten networks: ${name}`, () => {
      fc.assert(
        fc.property(fc.nat(), (first) => {
          const draws = Array.from({ length: DRAWS }, (_, n) => first + n);
          assert(draws.some((seed) => !passes(plan, seed)));
        }),
        { numRuns: RUNS },
      );
    });
  }
}

/** Whether the gradients of a plan agree with finite differences on a network of their own. */
function passes(plan: GradientPlan, seed: number): boolean {
  const { network, batch } = drawCase({ ...plan, seed });
  const { cost, checks } = startCheck(network, batch, plan.loss, {
    regularizer: plan.regularizer,
    gradients: (network, batch) =>
      asGradients(network, { ...batch, inputs: batch.inputs as Matrix }, plan),
  });
  // As checkGradients() does, but no further than to the first tensor that fails.
  let checked = 0;
  for (const check of checks) {
    if (!check.passed) return false;
    checked += check.checked;
  }
  return cost.agrees && checked > 0;
}
