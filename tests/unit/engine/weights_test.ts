import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  batchNorm,
  categoricalCrossEntropy,
  checkGradients,
  cost,
  dense,
  denseFrom,
  gradients,
  hessianTimes,
  linear,
  matrix,
  network,
  sigmoid,
  softmax,
  sumOfSquaredErrors,
  tanh,
} from "../../../mod.ts";
import { LOSSES } from "../../../src/nn/losses/losses.ts";
import { planOf } from "../../../src/verify/mutants/mutant.ts";
import { gradientClaim } from "../../../src/verify/claims/engine_claims.ts";
import { drawCase } from "../../../src/verify/numeric/draw_case.ts";
import { prove } from "../../../src/verify/prover/prove.ts";

const line = { inputs: 1, layers: [denseFrom(linear, matrix([[2]]), matrix([[1]]))] };
// Outputs 1, 3 and 5 less targets: errors 1, 2 and 3.
const batch = { inputs: matrix([[0], [1], [2]]), targets: matrix([[0], [1], [2]]) };

Deno.test("cost() and gradients() divide weighted losses by the batch size, not by Σ w", () => {
  const weighted = { ...batch, weights: [2, 0, 4] };
  const { cost: found, layers: [layer] } = gradients(line, weighted, sumOfSquaredErrors);
  assertAlmostEquals(found, (2 * 0.5 + 4 * 4.5) / 3, 1e-15);
  assertEquals(cost(line, weighted, sumOfSquaredErrors), found);
  assertAlmostEquals(layer!.biases!.data[0]!, (2 * 1 + 4 * 3) / 3, 1e-15);
  assertAlmostEquals(layer!.weights!.data[0]!, (4 * 3 * 2) / 3, 1e-15);
});

Deno.test("gradients() with weights of 1 are those without, to the bit", () => {
  const net = network({ inputs: 1, layers: [dense(3, tanh), dense(1, linear)], seed: 1 });
  const weighted = gradients(net, { ...batch, weights: [1, 1, 1] }, sumOfSquaredErrors);
  assertEquals(weighted, gradients(net, batch, sumOfSquaredErrors));
});

Deno.test("gradients() with integer weights are those of repeated examples, by M / Σ w", () => {
  const net = network({ inputs: 1, layers: [dense(3, tanh), dense(1, linear)], seed: 1 });
  const repeated = { inputs: matrix([[0], [2], [2]]), targets: matrix([[0], [2], [2]]) };
  const twice = gradients(net, { ...batch, weights: [1, 0, 2] }, sumOfSquaredErrors);
  const found = gradients(net, repeated, sumOfSquaredErrors);
  assertAlmostEquals(twice.cost, found.cost, 1e-15);
  const slopes = found.layers[0]!.weights!.data;
  Array.from(twice.layers[0]!.weights!.data).forEach((x, i) =>
    assertAlmostEquals(x, slopes[i]!, 1e-15)
  );
});

for (const loss of Object.values(LOSSES)) {
  const [paired] = loss.pairs;
  const output = paired?.activation ?? (loss.domain ? sigmoid : linear);
  Deno.test(`checkGradients() passes weighted ${loss.name}, and refutes gradients without weights`, () => {
    const plan = { ...planOf({ output, loss, weighted: true }), seed: 1 };
    const { network, batch } = drawCase(plan);
    assert(checkGradients(network, batch, loss).passed);
    const ignoring: typeof gradients = (network, { weights: _, ...others }, loss) => {
      return gradients(network, others, loss);
    };
    assertEquals(checkGradients(network, batch, loss, { gradients: ignoring }).passed, false);
  });

  Deno.test(`prove() proves the gradients of weighted ${loss.name}`, () => {
    const plan = planOf({ output, loss, weighted: true });
    const { verdict, reason } = prove(gradientClaim(plan), { seed: 0, oneRegion: true });
    assertEquals([verdict, reason], ["proved", undefined]);
  });
}

Deno.test("checkGradients() passes weighted batch norm, whose statistics count each example once", () => {
  const layers = [dense(3, tanh), batchNorm(), dense(2, softmax)];
  const net = network({ inputs: 1, layers, seed: 1 });
  const targets = matrix([[0, 1], [1, 0], [0, 1]]);
  const weighted = { ...batch, targets, weights: [0.5, 3, 0], training: true };
  assert(checkGradients(net, weighted, categoricalCrossEntropy).passed);
});

Deno.test("hessianTimes() with weights is (1/M) Σ w x xᵀ v of a line", () => {
  const direction = [{ weights: matrix([[1]]), biases: matrix([[0]]) }];
  const weighted = { ...batch, weights: [5, 2, 3] };
  const [product] = hessianTimes(line, weighted, sumOfSquaredErrors, direction);
  assertAlmostEquals(product!.weights!.data[0]!, (2 * 1 + 3 * 4) / 3, 1e-15);
  assertAlmostEquals(product!.biases!.data[0]!, (2 * 1 + 3 * 2) / 3, 1e-15);
});

Deno.test("cost() and gradients() refuse weights that are not numbers from 0, one for each example", () => {
  for (
    const [weights, error, message] of [
      [
        [1, 2],
        TypeError,
        "weights must be an array of 3 numbers, one for each example, but found 2",
      ],
      [3, TypeError, "one for each example, but found 3"],
      [[1, -1, 1], RangeError, "weights must be finite and at least 0, but found -1 at example 1"],
      [[1, 1, NaN], RangeError, "but found NaN at example 2"],
      [[Infinity, 1, 1], RangeError, "but found Infinity at example 0"],
      [[1, "1", 1], TypeError, 'weights must hold numbers, but found "1" at example 1'],
    ] as const
  ) {
    const given = { ...batch, weights: weights as unknown as number[] };
    assertThrows(() => cost(line, given, sumOfSquaredErrors), error, message);
    assertThrows(() => gradients(line, given, sumOfSquaredErrors), error, message);
  }
});
