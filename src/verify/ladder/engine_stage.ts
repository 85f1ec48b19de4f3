import type { Activation } from "../../nn/activations/activation.ts";
import { dense } from "../../nn/layers/dense.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import { dropout } from "../../nn/layers/dropout.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import {
  allCombinations,
  builtInCover,
  type Combination,
  namesOf,
  paperCombinations,
} from "../claims/combinations.ts";
import { gradientClaim, gradientDescent, type GradientPlan } from "../claims/engine_claims.ts";
import {
  BUILT_IN_REGULARIZERS,
  regularizedPlan,
  regularizedStep,
} from "../claims/regularizer_claims.ts";
import { type Finding, prove } from "../prover/prove.ts";
import type { GradientFinding } from "./formula_verdicts.ts";
import { proveCombination, proveKind, provePlan } from "./network_verdicts.ts";
import { linear } from "../../nn/activations/linear.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import { relu } from "../../nn/activations/relu.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { categoricalCrossEntropy } from "../../nn/losses/categorical_cross_entropy.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";

/**
 * One combination of activations and a loss, and its outcome.
 * @category Backpropagation
 */
export interface CombinationFinding {
  /** The activation of each layer. */
  readonly layers: readonly string[];
  /** The loss. */
  readonly loss: string;
  /** The verdict on a small network. */
  readonly finding: GradientFinding;
}

/**
 * Stage 2 for the table: every activation × activation × loss of the paper, on all regions of a small
 * network.
 */
export function proveTable(seed: number): CombinationFinding[] {
  return proveAll(paperCombinations(), seed);
}

/**
 * Stage 2 for everything that is built in: a cover.
 *
 * @param all Whether to prove each combination of two layers and a loss instead.
 */
export function proveCover(seed: number, all: boolean): CombinationFinding[] {
  return proveAll(all ? allCombinations() : builtInCover(), seed);
}

function proveAll(combinations: readonly Combination[], seed: number): CombinationFinding[] {
  return combinations.map((combination) => {
    return { ...namesOf(combination), finding: proveCombination(combination, seed) };
  });
}

/**
 * Stage 2 beyond the table: other shapes, deeper networks, the paper's own, regularizers, and whole
 * training steps, each on one region alone.
 */
export function proveShapes(seed: number): Finding[] {
  const crossed = paperCombinations();
  const plans: GradientPlan[] = [
    ...crossed.map(({ layers: [hidden, output], loss }) =>
      plan(3, [[3, hidden!], [2, output!]], loss, 2)
    ),
    ...crossed.map(({ layers: [hidden, output], loss }) => ({
      ...plan(2, [[2, hidden!], [2, hidden!], [2, output!]], loss, 2),
      step: gradientDescent,
    })),
    plan(2, [[3, softmax], [3, sigmoid], [2, tanh], [2, softmax]], categoricalCrossEntropy, 2),
    plan(2, [[3, relu], [3, tanh], [3, sigmoid], [2, linear]], sumOfSquaredErrors, 3),
    plan(1, [[1, tanh]], sumOfSquaredErrors, 1),
    {
      ...{ inputs: 2, loss: sumOfSquaredErrors, examples: 2 },
      layers: [dense(3, tanh), dropout(0.5), dense(3, softmax), dropout(0.5), dense(2, sigmoid)],
    },
  ];
  return [
    ...plans.map((each) => prove(gradientClaim(each), { seed, oneRegion: true })),
    // The paper's network for MNIST.
    provePlan(plan(784, [[32, tanh], [16, tanh], [10, softmax]], categoricalCrossEntropy, 2), seed),
    ...Object.values(KINDS).flatMap((kind) => proveKind(kind, seed)),
    ...BUILT_IN_REGULARIZERS.flatMap((regularizer) => [
      provePlan(regularizedPlan(regularizer), seed),
      provePlan(regularizedStep(regularizer), seed),
    ]),
  ];
}

function plan(
  inputs: number,
  layers: readonly (readonly [units: number, activation: Activation])[],
  loss: Loss,
  examples: number,
): GradientPlan {
  const stack = layers.map(([units, activation]) => dense(units, activation));
  return { inputs, layers: stack, loss, examples };
}
