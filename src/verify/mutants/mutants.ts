import { KINDS } from "../../nn/layers/kinds.ts";
import type { Mutant } from "./mutant.ts";
import { WRONG_GUARDED_ACTIVATIONS } from "./guarded_activations.ts";
import { WRONG_ACTIVATIONS } from "./wrong_activations.ts";
import { WRONG_EQUATIONS } from "./wrong_equations.ts";
import { wrongKinds } from "./wrong_kinds.ts";
import { WRONG_LOSSES } from "./wrong_losses.ts";
import { WRONG_REGULARIZERS } from "./wrong_regularizers.ts";
import { WRONG_STEPS } from "./wrong_steps.ts";

/**
 * Every wrong way to compute gradients: what a checker of gradients must refuse.
 *
 * @example
 * ```ts
 * import { MUTANTS } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * assert(MUTANTS.some(({ name }) => name === "BP3 summed over the batch"));
 * ```
 */
export const MUTANTS: readonly Mutant[] = [
  ...WRONG_ACTIVATIONS,
  ...WRONG_GUARDED_ACTIVATIONS,
  ...WRONG_LOSSES,
  ...WRONG_REGULARIZERS,
  ...WRONG_EQUATIONS,
  ...WRONG_STEPS,
  ...Object.values(KINDS).flatMap(wrongKinds),
];
