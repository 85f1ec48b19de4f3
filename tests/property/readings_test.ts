import { assert } from "@std/assert";
import fc from "fast-check";
import {
  backward,
  Dual,
  dual,
  float64,
  forward,
  mapParameters,
  type Matrix,
} from "../../engine.ts";
import { meanLoss } from "../../src/engine/cost.ts";
import { caseOf, combinations, seeds, shapes } from "../support/arbitraries.ts";
import { assertSameBits } from "../support/bits.ts";

Deno.test("forward() and backward() over a copy of float64 equal those over float64 to the bit", () => {
  const arithmetic = { ...float64 };
  fc.assert(
    fc.property(
      shapes,
      combinations,
      seeds,
      (shape, combination, seed) => {
        const { network, batch } = caseOf(shape, combination, seed), { loss } = combination;
        const inputs = batch.inputs as Matrix;
        const fast = backward(network, forward(network, inputs), batch.targets, loss);
        const trace = forward(network, inputs, { arithmetic });
        const generic = backward(network, trace, batch.targets, loss, { arithmetic });
        fast.layers.forEach(({ weights, biases }, l) => {
          assertSameBits(weights!.data, generic.layers[l]!.weights!.data);
          assertSameBits(biases!.data, generic.layers[l]!.biases!.data);
        });
        assertSameBits([fast.cost], [generic.cost]);
      },
    ),
  );
});

Deno.test("backward() equals the derivative that forward() over dual numbers carries, to 1e-12", () => {
  const arithmetic = dual(float64);
  const along = (matrix: Matrix, chosen: number): Matrix<Dual<number>> => ({
    ...matrix,
    data: Array.from(matrix.data, (value, index) => new Dual(value, index === chosen ? 1 : 0)),
  });
  fc.assert(
    fc.property(
      shapes,
      combinations,
      seeds,
      (shape, combination, seed) => {
        const { network, batch } = caseOf(shape, combination, seed), { loss } = combination;
        const inputs = batch.inputs as Matrix;
        const { layers } = backward(network, forward(network, inputs), batch.targets, loss);
        const l = seed % layers.length, index = seed % layers[l]!.weights!.data.length;
        const lifted = mapParameters(network, (matrix, place) => {
          return along(matrix, place.l === l && place.name === "weights" ? index : -1);
        });
        const trace = forward(lifted, along(inputs, -1), { arithmetic });
        const { slope } = meanLoss(
          arithmetic,
          lifted,
          trace,
          { targets: along(batch.targets, -1) },
          loss,
        );
        const scale = Math.max(...Array.from(layers[l]!.weights!.data, Math.abs));
        // Both are exact but for roundings: some ten operations deep, ε each, of terms up to 100 times
        // the result.
        assert(Math.abs(layers[l]!.weights!.data[index]! - slope) <= 1e-12 * Math.max(1, scale));
      },
    ),
  );
});
