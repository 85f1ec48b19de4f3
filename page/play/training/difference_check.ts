import type { Batch, Gradients } from "../../../engine.ts";
import { checkGradients } from "../../../verify.ts";
import type { Training } from "./training.ts";

/** A derivative by backpropagation beside the same by finite differences. */
export interface Compared {
  /** The number of the layer, from 1. */
  readonly layer: number;
  /** `weights` or `biases`. */
  readonly name: string;
  /** The place in the matrix, row by row. */
  readonly index: number;
  readonly backpropagation: number;
  readonly differences: number;
  /** |difference| over the largest derivative of all. */
  readonly relative: number;
}

/** What a comparison found. */
export interface DifferenceCheck {
  readonly passed: boolean;
  readonly compared: readonly Compared[];
  /** How many were left out, as a kink was too close. */
  readonly skipped: number;
  /** The one with the largest relative difference. */
  readonly worst: Compared | undefined;
}

/** Smaller derivatives, as at a minimum, count as 0: no difference of costs can tell them from it. */
const SMALLEST = 1e-9;

/**
 * Compares gradients with difference quotients (20) of the cost, on the branch between kinks.
 *
 * @param found The gradients to check.
 * @param samples How many entries of each matrix to compare at most, drawn anew at each step.
 */
export function checkDifferences(
  { task, network, step }: Training,
  batch: Batch,
  found: Gradients,
  samples: number,
): DifferenceCheck {
  const { passed, parameters } = checkGradients(network, batch, task.loss, {
    regularizer: task.regularizer,
    gradients: () => found,
    samples,
    seed: step,
  });
  const largest = found.layers.flatMap((layer) => Object.values(layer))
    .flatMap(({ data }) => Array.from(data, Math.abs))
    .reduce((most, size) => Math.max(most, size), SMALLEST);
  const compared = parameters.flatMap(({ layer, name, entries }): Compared[] => {
    return entries.filter(({ expected }) => !Number.isNaN(expected)).map((entry) => ({
      layer,
      name,
      index: entry.index,
      backpropagation: entry.got,
      differences: entry.expected,
      relative: entry.error / largest,
    }));
  });
  const [first] = compared;
  return {
    passed,
    compared,
    skipped: parameters.reduce((sum, { skipped }) => sum + skipped, 0),
    worst: first && compared.reduce((a, b) => b.relative > a.relative ? b : a),
  };
}
