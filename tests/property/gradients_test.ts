import { assert } from "@std/assert";
import fc from "fast-check";
import { checkGradients } from "../../src/verify/numeric/check_gradients.ts";
import {
  allCombinations,
  builtInCover,
  type Combination,
} from "../../src/verify/claims/combinations.ts";
import { caseOf, seeds, type Shape, shapes, tinyShapes } from "../support/arbitraries.ts";

/** The same cases in every run; a failure prints the seed of its test. */
const SEED = 42;

// The bound of checkGradients(), argued for there: ten times the estimated error of the difference,
// at most 1e-7 of the largest derivative, plus 1e-9 of it for roundings.
function assertAgrees(
  shape: Shape,
  combination: Combination,
  seed: number,
  samples = Infinity,
): void {
  const { network, batch } = caseOf(shape, combination, seed);
  const check = checkGradients(network, batch, combination.loss, { samples });
  const wrong = check.parameters.filter(({ passed }) => !passed);
  assert(check.passed, `${namesOf(combination)}: ${JSON.stringify(wrong)}`);
  for (const { checked, skipped, worst, entries } of check.parameters) {
    assert(entries.length === checked + skipped && entries.includes(worst));
  }
}

function namesOf({ layers, loss }: Combination): string {
  return [...layers, loss].map(({ name }) => name).join(" × ");
}

// Every hidden × output × loss, three times each: a test for each output × loss, whose draws all
// hidden activations share, and two entries of each parameter in each of them.
const above = Map.groupBy(allCombinations(), ({ layers: [, output], loss }) => {
  return `${output!.name} × ${loss.name}`;
});
for (const [index, [name, combinations]] of [...above].entries()) {
  Deno.test(`backward() of each activation below ${name} agrees with central differences to 1e-7`, () => {
    fc.assert(
      fc.property(tinyShapes, seeds, (shape, seed) => {
        for (const combination of combinations) assertAgrees(shape, combination, seed, 2);
      }),
      { numRuns: 3, seed: SEED + index },
    );
  });
}

// Two hidden layers, each activation below each, in larger networks.
for (const [index, combination] of builtInCover().entries()) {
  Deno.test(`backward() of ${namesOf(combination)} agrees with central differences to 1e-7`, () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => assertAgrees(shape, combination, seed)),
      { numRuns: 2, seed: SEED + index },
    );
  });
}
