import type { Activation } from "../../nn/activations/activation.ts";
import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { dense } from "../../nn/layers/dense.ts";
import { checkGradients, type GradientCheck } from "../numeric/check_gradients.ts";
import {
  builtInCover,
  type Combination,
  combinationsOf,
  namesOf,
  paperCombinations,
} from "../claims/combinations.ts";
import { findCase } from "../numeric/draw_case.ts";

/** What {@linkcode checkTable} goes through. */
export interface CheckTableOptions {
  /** Activations to bring together with each other; all built-in ones if left out. */
  readonly activations?: readonly Activation[];
  /** Losses to bring together with them; all built-in ones if left out. */
  readonly losses?: readonly Loss[];
  /** Where the draws start, 0 if left out. */
  readonly seed?: number;
}

/** One combination and what was found. */
export interface TableEntry {
  /** The activation of each layer. */
  readonly layers: readonly string[];
  /** The loss. */
  readonly loss: string;
  /**
   * The comparison with finite differences; absent where no network was found whose outputs lie in
   * the domain of the loss, as those of `logSoftmax`, which are negative, never lie in a > 0.
   */
  readonly check?: GradientCheck;
}

/**
 * Compares gradients of small networks with finite differences.
 *
 * Every activation × activation × loss where those are few, and of the paper's; where there are more,
 * each activation below each and before each loss, as `verifyGradients` has them. Two examples
 * each, the parameters drawn inside the domain of the loss and away from kinks.
 *
 * @param options What to cross, and the seed.
 * @returns One entry for each combination.
 *
 * @example
 * ```ts
 * import { checkTable } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * assert(checkTable().every(({ check }) => check?.passed ?? true));
 * ```
 */
export function checkTable(options: CheckTableOptions = {}): TableEntry[] {
  const { seed = 0 } = options;
  const { activations, losses } = options;
  const combinations = activations === undefined && losses === undefined
    ? [...paperCombinations(), ...builtInCover()]
    : combinationsOf(activations ?? Object.values(ACTIVATIONS), losses ?? Object.values(LOSSES));
  return combinations.map((combination) => {
    const check = checkCombination(combination, seed);
    return { ...namesOf(combination), ...(check && { check }) };
  });
}

function checkCombination({ layers, loss }: Combination, seed: number): GradientCheck | undefined {
  const widths = layers.length === 2
    ? [3, 4, 3]
    : Array.from({ length: layers.length + 1 }, () => 2);
  const drawn = findCase({
    inputs: widths[0]!,
    layers: layers.map((activation, l) => dense(widths[l + 1]!, activation)),
    loss,
    examples: 2,
    seed,
  });
  return drawn && checkGradients(drawn.network, drawn.batch, loss);
}
