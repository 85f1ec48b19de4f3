import type { Activation } from "../activations/activation.ts";
import { ACTIVATIONS } from "../activations/activations.ts";
import type { Loss } from "../losses/loss.ts";
import { LOSSES } from "../losses/losses.ts";
import { checkGradients, type GradientCheck } from "./check_gradients.ts";
import { drawCase } from "./draw_case.ts";

/** What {@linkcode checkTable} goes through. */
export interface CheckTableOptions {
  /** Activations to cross, as hidden and as output layers; all built-in ones if left out. */
  readonly activations?: readonly Activation[];
  /** Losses to cross them with; all built-in ones if left out. */
  readonly losses?: readonly Loss[];
  /** Where the draws start, 0 if left out. */
  readonly seed?: number;
}

/** One combination and what was found. */
export interface TableEntry {
  /** The activation of the hidden layer. */
  readonly hidden: string;
  /** The activation of the output layer. */
  readonly output: string;
  /** The loss. */
  readonly loss: string;
  /** The comparison with finite differences. */
  readonly check: GradientCheck;
}

/**
 * Compares the gradients of every activation × activation × loss with finite differences.
 *
 * Each combination is a 3-4-3 network on two examples, its parameters drawn inside the domain of the
 * loss and away from kinks.
 *
 * @param options What to cross, and the seed.
 * @returns One entry for each combination.
 *
 * @example
 * ```ts
 * import { checkTable } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * assert(checkTable().every(({ check }) => check.passed));
 * ```
 */
export function checkTable(options: CheckTableOptions = {}): TableEntry[] {
  const { seed = 0 } = options;
  const activations = options.activations ?? Object.values(ACTIVATIONS);
  const losses = options.losses ?? Object.values(LOSSES);
  return activations.flatMap((hidden) =>
    activations.flatMap((output) =>
      losses.map((loss) => {
        const layers = [{ units: 4, activation: hidden }, { units: 3, activation: output }];
        const { network, batch } = drawCase({ inputs: 3, layers, loss, examples: 2, seed });
        return {
          hidden: hidden.name,
          output: output.name,
          loss: loss.name,
          check: checkGradients(network, batch, loss),
        };
      })
    )
  );
}
