import { proveEngine } from "../claims/prove_engine.ts";
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
    const engine = proveEngine(plan, seed).verdict;
    const accepted = (first ?? "proved") === "proved" && engine === "proved";
    return { name, ...(first && { formula: first }), engine, accepted };
  });
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
