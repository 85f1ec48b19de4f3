import type { Activation, ElementwiseActivation } from "../../nn/activations/activation.ts";
import { linear } from "../../nn/activations/linear.ts";
import { tanh } from "../../nn/activations/tanh.ts";
import type { Loss } from "../../nn/losses/loss.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import { dense } from "../../nn/layers/dense.ts";
import { dropout } from "../../nn/layers/dropout.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { Claim } from "../prover/claim.ts";
import type { GradientPlan } from "../claims/engine_claims.ts";
import { asActivation } from "../claims/regularizer_claims.ts";
import { lossClaim, pairClaim, slopeClaim } from "../claims/formula_claims.ts";

/**
 * A way to compute gradients: the engine's code with a part of it replaced.
 * @category Mutants
 */
export interface Variant {
  /** What differs from the engine, unique in its table. */
  readonly name: string;
  /** A network that shows it, and what was replaced. */
  readonly plan: GradientPlan;
  /** The claim of stage 1 on the formula that was replaced, if it was one. */
  readonly formula?: Claim;
}

/**
 * A wrong way to compute gradients.
 * @category Mutants
 */
export interface Mutant extends Variant {
  /** The mistake that it is modelled on. */
  readonly source: string;
  /**
   * Given if the slope is wrong only at a kink. There it is a convention rather than a derivative, and
   * neither a proof nor a difference can judge it: only the documented value can.
   */
  readonly convention?: Convention;
}

/**
 * A slope at its kinks, and the documented one.
 * @category Mutants
 */
export interface Convention {
  /** The activation whose slope is used. */
  readonly used: ElementwiseActivation;
  /** The activation as documented. */
  readonly documented: ElementwiseActivation;
}

/** The parts of a plan that {@linkcode planOf} can replace. */
export interface PlanParts extends Partial<Omit<GradientPlan, "layers">> {
  /** Whether half of the hidden layer is dropped. */
  readonly dropout?: boolean;
  /** The activation of the hidden layer. Defaults to tanh. */
  readonly hidden?: Activation;
  /** The activation of the output layer. Defaults to tanh. */
  readonly output?: Activation;
}

/**
 * A 3-3-3 network on two examples: tanh, tanh and the sum of squared errors, but for `parts`.
 *
 * It is square, so that a transposed matrix keeps its shape, and has fewer examples than units, so that
 * a mean over the wrong axis is another number.
 */
export function planOf(parts: PlanParts = {}): GradientPlan {
  const { hidden = tanh, output = tanh, dropout: drops, ...rest } = parts;
  return {
    inputs: 3,
    layers: [dense(3, hidden), ...(drops ? [dropout(0.5)] : []), dense(3, output)],
    loss: sumOfSquaredErrors,
    examples: 2,
    ...rest,
  };
}

/** A network with a hidden layer of an activation, and the claim on its slope or pullback. */
export function activationParts(activation: Activation): Pick<Variant, "plan" | "formula"> {
  return { plan: planOf({ hidden: activation, output: linear }), formula: slopeClaim(activation) };
}

/** A network with a loss and an output layer inside its domain, and the claim on its gradient. */
export function lossParts(loss: Loss, output: Activation): Pick<Variant, "plan" | "formula"> {
  const paired = loss.pairs.some(({ activation }) => activation === output);
  return {
    plan: planOf({ output, loss }),
    formula: paired ? pairClaim(output, loss) : lossClaim(loss),
  };
}

/** A network with regularized weights, and the claim on the regularizer's slope. */
export function regularizerParts(of: Regularizer): Pick<Variant, "plan" | "formula"> {
  return { plan: planOf({ regularizer: of }), formula: slopeClaim(asActivation(of)) };
}
