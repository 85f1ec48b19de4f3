import { assert } from "@std/assert";
import fc from "fast-check";
import { ACTIVATIONS, checkGradients, LOSSES } from "../../mod.ts";
import { caseOf, seeds, shapes } from "../support/arbitraries.ts";

// The bound of checkGradients(), argued for there: ten times the estimated error of the difference,
// at most 1e-7 of the largest derivative, plus 1e-9 of it for roundings.
for (const hidden of Object.values(ACTIVATIONS)) {
  for (const output of Object.values(ACTIVATIONS)) {
    for (const loss of Object.values(LOSSES)) {
      Deno.test(`backward() of ${hidden.name} × ${output.name} × ${loss.name} agrees with central differences to 1e-7`, () => {
        fc.assert(
          fc.property(shapes, seeds, (shape, seed) => {
            const { network, batch } = caseOf(shape, hidden, output, loss, seed);
            const check = checkGradients(network, batch, loss, { samples: Infinity });
            assert(check.passed, JSON.stringify(check.parameters.filter((p) => !p.passed)));
          }),
          { numRuns: 50 },
        );
      });
    }
  }
}
