import fc from "fast-check";
import { dense, type Matrix } from "../../engine.ts";
import { type RandomKey, randomKey, uniform } from "../../src/core/random/random.ts";
import {
  builtInCover,
  type Combination,
  paperCombinations,
} from "../../src/verify/claims/combinations.ts";
import { type Case, drawCase, findCase } from "../../src/verify/numeric/draw_case.ts";

/** A seed: what arrays are derived from, so that shrinking is quick. */
export const seeds: fc.Arbitrary<number> = fc.maxSafeNat();

/** Keys of random streams. */
export function keys(): fc.Arbitrary<RandomKey> {
  return seeds.map(randomKey);
}

/** Activations of layers with a loss: each beside each, as the verifier has them. */
export const combinations: fc.Arbitrary<Combination> = fc.constantFrom(
  ...paperCombinations(),
  ...builtInCover(),
);

/** The sizes of a small network with one or two hidden layers and a small batch. */
export const shapes: fc.Arbitrary<Shape> = fc.record({
  inputs: fc.integer({ min: 1, max: 4 }),
  hidden: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  outputs: fc.integer({ min: 1, max: 4 }),
  examples: fc.integer({ min: 1, max: 4 }),
});

/** The sizes of a network with one hidden layer that is as small as still shows rows and sums. */
export const tinyShapes: fc.Arbitrary<Shape> = fc.record({
  inputs: fc.integer({ min: 1, max: 2 }),
  hidden: fc.tuple(fc.integer({ min: 1, max: 2 })),
  outputs: fc.constant(2),
  examples: fc.integer({ min: 1, max: 2 }),
});

/** The sizes of a small network. */
export interface Shape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly examples: number;
}

/**
 * A random network and batch: outputs in the domain of the loss, no weighted sum at a kink. Each hidden
 * activation has a layer of its own at least.
 */
export function caseOf(
  { inputs, hidden, outputs, examples }: Shape,
  { layers, loss }: Combination,
  seed: number,
): Case {
  const activations = layers.slice(0, -1);
  const below = Array.from({ length: Math.max(hidden.length, activations.length) }, (_, l) => {
    return dense(hidden[l % hidden.length]!, activations[l % activations.length]!);
  });
  const plan = (outputs: number) => ({
    inputs,
    layers: [...below, dense(outputs, layers.at(-1)!)],
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
