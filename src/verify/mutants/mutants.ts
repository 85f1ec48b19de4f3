import { KINDS } from "../../nn/layers/kinds.ts";
import type { Mutant } from "./mutant.ts";
import { wrongGuardedActivations } from "./guarded_activations.ts";
import { wrongActivations } from "./wrong_activations.ts";
import { wrongEmbedding } from "./wrong_embedding.ts";
import { wrongEquations } from "./wrong_equations.ts";
import { wrongKinds } from "./wrong_kinds.ts";
import { wrongNormalizations } from "./wrong_normalizations.ts";
import { wrongResiduals } from "./wrong_residuals.ts";
import { wrongSequences } from "./wrong_sequences.ts";
import { wrongLosses } from "./wrong_losses.ts";
import { wrongRegularizers } from "./wrong_regularizers.ts";
import { wrongPools } from "./wrong_pools.ts";
import { wrongPrelu } from "./wrong_prelu.ts";
import { wrongSteps } from "./wrong_steps.ts";
import { wrongTransposed } from "./wrong_transposed.ts";
import { wrongConvolutions } from "./wrong_windows.ts";

/**
 * Planted errors: wrong ways to compute gradients, which a checker of gradients must refute.
 *
 * @example
 * ```ts
 * import { MUTANTS } from "@backproof/backproof";
 * import { assert } from "@std/assert";
 *
 * assert(MUTANTS.some(({ name }) => name === "BP3 summed over the batch"));
 * ```
 * @category Mutants
 */
export const MUTANTS: readonly Mutant[] = /* @__PURE__ */ allMutants();

function allMutants(): Mutant[] {
  return [
    ...wrongActivations(),
    ...wrongGuardedActivations(),
    ...wrongLosses(),
    ...wrongRegularizers(),
    ...wrongEquations(),
    ...wrongSteps(),
    ...Object.values(KINDS).flatMap(wrongKinds),
    ...wrongNormalizations(),
    ...wrongSequences(),
    ...wrongResiduals(),
    ...wrongConvolutions(),
    ...wrongPools(),
    ...wrongTransposed(),
    ...wrongPrelu(),
    ...wrongEmbedding(),
  ];
}
