import { gradientClaim, type GradientPlan } from "../claims/engine_claims.ts";
import { GUARDED_ACTIVATIONS } from "../mutants/guarded_activations.ts";
import { activationParts, lossParts, type Variant } from "../mutants/mutant.ts";
import { RIGHT_ACTIVATIONS } from "../mutants/right_activations.ts";
import { rightLosses } from "../mutants/right_losses.ts";
import { rightRewrites } from "../mutants/right_rewrites.ts";
import { prove, type Verdict } from "../prover/prove.ts";

/**
 * A right way to compute gradients, and its outcome.
 * @category Proofs
 */
export interface RewriteFinding {
  /** How it differs from the engine. */
  readonly name: string;
  /** Stage 1, the formula; absent if none was replaced. */
  readonly formula?: Verdict;
  /** Stage 2, the engine's code with the replacement in it. */
  readonly engine: Verdict;
  /** Whether every stage that applies proved it. */
  readonly accepted: boolean;
}

/**
 * Stage 6, in reverse: right gradients that are written differently must be accepted.
 *
 * These are rewrites of the engine's own gradients, and activations and losses that are not built in.
 */
export function proveRewrites(seed: number): RewriteFinding[] {
  return rightVariants().map(({ name, plan, formula }) => {
    const first = formula && prove(formula, { seed }).verdict;
    const engine = proveVariant(plan, seed);
    const accepted = (first ?? "proved") === "proved" && engine === "proved";
    return { name, ...(first && { formula: first }), engine, accepted };
  });
}

/** On one region of the whole batch, and on all regions of one example; a step takes batches apart. */
function proveVariant(plan: GradientPlan, seed: number): Verdict {
  if (plan.step !== undefined) return prove(gradientClaim(plan), { seed }).verdict;
  const { verdict } = prove(gradientClaim(plan), { seed, oneRegion: true });
  if (verdict !== "proved" || plan.examples === 1) return verdict;
  return prove(gradientClaim({ ...plan, examples: 1 }), { seed }).verdict;
}

function rightVariants(): Variant[] {
  return [
    ...rightRewrites(),
    ...[...RIGHT_ACTIVATIONS, ...GUARDED_ACTIVATIONS].map((activation) => {
      return { name: activation.name, ...activationParts(activation) };
    }),
    ...rightLosses().map(({ loss, output }) => ({ name: loss.name, ...lossParts(loss, output) })),
  ];
}
