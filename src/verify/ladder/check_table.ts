import type { Activation } from "../../nn/activations/activation.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { dense } from "../../nn/layers/dense.ts";
import { checkGradients, type GradientCheck } from "../numeric/check_gradients.ts";
import { type Combination, combinationsOf, namesOf } from "../claims/combinations.ts";
import { findCase } from "../numeric/draw_case.ts";
import { checkOptions } from "../../core/support/options.ts";

/**
 * What {@linkcode checkTable} goes through.
 * @category Proofs
 */
export interface CheckTableOptions {
  /** Activations to combine with each other; defaults to all built-in ones. */
  readonly activations?: readonly Activation[];
  /** Losses to combine with them; defaults to all built-in ones. */
  readonly losses?: readonly Loss[];
  /** The seed of the draws; defaults to 0. */
  readonly seed?: number;
}

/**
 * One combination and its comparison.
 * @category Proofs
 */
export interface TableEntry {
  /** The activation of each layer. */
  readonly layers: readonly string[];
  /** The loss. */
  readonly loss: string;
  /**
   * The comparison with finite differences; absent if no network was found whose outputs lie in the
   * domain of the loss, as those of `logSoftmax`, which are negative, never lie in a > 0.
   */
  readonly check?: GradientCheck;
}

/**
 * Compares gradients of small networks with finite differences.
 *
 * Every activation × activation × loss where those are few, and of the paper's; where there are more,
 * each activation below each and before each loss, as in `verifyGradients`. Two examples each, with
 * parameters drawn inside the domain of the loss and away from kinks.
 *
 * @param options What to combine, and the seed.
 * @returns One entry for each combination.
 *
 * @example
 * ```ts
 * import { checkTable } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * assert(checkTable().every(({ check }) => check?.passed ?? true));
 * ```
 * @category Proofs
 */
export function checkTable(options: CheckTableOptions = {}): TableEntry[] {
  checkOptions("checkTable()", options, "activations losses seed");
  return combinationsOf(options).map((combination) => {
    const check = checkCombination(combination, options.seed ?? 0);
    return { ...namesOf(combination), ...(check && { check }) };
  });
}

function checkCombination({ layers, loss }: Combination, seed: number): GradientCheck | undefined {
  const widths = layers.length === 2 ? [3, 4, 3] : Array<number>(layers.length + 1).fill(2);
  const drawn = findCase({
    inputs: widths[0]!,
    layers: layers.map((activation, l) => dense(widths[l + 1]!, activation)),
    loss,
    examples: 2,
    seed,
  });
  return drawn && checkGradients(drawn.network, drawn.batch, loss);
}
