import { assert } from "@std/assert";
import fc from "fast-check";
import { checkGradients } from "../../src/verify/numeric/check_gradients.ts";
import { builtInCover, paperCombinations } from "../../src/verify/claims/combinations.ts";
import { caseOf, seeds, shapes } from "../support/arbitraries.ts";

// The bound of checkGradients(), argued for there: ten times the estimated error of the difference,
// at most 1e-7 of the largest derivative, plus 1e-9 of it for roundings.
for (const combination of [...paperCombinations(), ...builtInCover()]) {
  const { layers, loss } = combination;
  const names = layers.map(({ name }) => name).join(" × ");
  // The paper's combinations at many places; in the cover each pair is met again in other networks.
  const numRuns = layers.length === 2 ? 20 : 2;
  Deno.test(`backward() of ${names} × ${loss.name} agrees with central differences to 1e-7`, () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        const { network, batch } = caseOf(shape, combination, seed);
        const check = checkGradients(network, batch, loss, { samples: Infinity });
        assert(check.passed, JSON.stringify(check.parameters.filter((p) => !p.passed)));
      }),
      { numRuns },
    );
  });
}
