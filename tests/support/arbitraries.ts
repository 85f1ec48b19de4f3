import fc from "fast-check";
import { type Activation, dense, type Loss, type Matrix } from "../../mod.ts";
import { type RandomKey, randomKey, uniform } from "../../src/core/random/random.ts";
import { builtInCover, paperCombinations } from "../../src/verify/claims/combinations.ts";
import { type Case, drawCase, findCase } from "../../src/verify/numeric/draw_case.ts";

/** A seed: what arrays are derived from, so that shrinking is quick. */
export const seeds: fc.Arbitrary<number> = fc.maxSafeNat();

/** Keys of random streams. */
export function keys(): fc.Arbitrary<RandomKey> {
  return seeds.map(randomKey);
}

/** Activations of hidden and output layers with a loss: each beside each, as the verifier has them. */
export const combinations: fc.Arbitrary<
  readonly [hidden: Activation, output: Activation, loss: Loss]
> = fc.constantFrom(...paperCombinations(), ...builtInCover())
  .map(({ layers, loss }) => [layers.at(-2)!, layers.at(-1)!, loss]);

/** The sizes of a small network with one or two hidden layers and a small batch. */
export const shapes: fc.Arbitrary<Shape> = fc.record({
  inputs: fc.integer({ min: 1, max: 4 }),
  hidden: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  outputs: fc.integer({ min: 1, max: 4 }),
  examples: fc.integer({ min: 1, max: 4 }),
});

/** The sizes of a small network. */
export interface Shape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly examples: number;
}

/** A random network and batch: outputs in the domain of the loss, no weighted sum at a kink. */
export function caseOf(
  { inputs, hidden, outputs, examples }: Shape,
  hiddenActivation: Activation,
  outputActivation: Activation,
  loss: Loss,
  seed: number,
): Case {
  const plan = (outputs: number) => ({
    inputs,
    layers: [
      ...hidden.map((units) => dense(units, hiddenActivation)),
      dense(outputs, outputActivation),
    ],
    loss,
    examples,
    seed,
  });
  // The softmax of a single output is 1, where a binary cross-entropy is not defined.
  return findCase(plan(outputs)) ?? drawCase(plan(outputs + 1));
}

/** A matrix of numbers in [−1, 1) from its shape and a seed. */
export function matrixOf(rows: number, columns: number, seed: number): Matrix {
  return { rows, columns, data: uniform(randomKey(seed), rows * columns, -1, 1) };
}
