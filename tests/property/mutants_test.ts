import { assert } from "@std/assert";
import fc from "fast-check";
import { checkGradients } from "../../mod.ts";
import { caseOf, seeds } from "../support/arbitraries.ts";
import { mutantGradients, MUTANTS } from "../support/mutants.ts";

// Square layers, so that a transposition keeps its shape; three examples, so that a lost mean shows.
const shape = { inputs: 3, hidden: [3, 3], outputs: 3, examples: 3 };

for (const mutant of MUTANTS) {
  Deno.test(`checkGradients() refutes a planted error: ${mutant.name}`, () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { hidden, output, loss } = mutant;
        const { network, batch } = caseOf(shape, hidden, output, loss, seed);
        const { passed } = checkGradients(network, batch, loss, {
          gradients: (...of) => mutantGradients(mutant, ...of),
        });
        assert(!passed);
      }),
      { numRuns: 20 },
    );
  });
}
