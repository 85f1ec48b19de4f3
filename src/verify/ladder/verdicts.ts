import type { Loss } from "../../nn/losses/loss.ts";
import type { Activation } from "../../nn/activations/activation.ts";
import { networkFrom } from "../../engine/network.ts";
import { dense } from "../../nn/layers/dense.ts";
import { type LayerKind, resized } from "../../nn/layers/layer.ts";
import { kindPlans } from "../claims/kind_plans.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { Claim } from "../prover/claim.ts";
import type { Combination } from "../claims/combinations.ts";
import { entriesClaim, gradientClaim, type GradientPlan } from "../claims/engine_claims.ts";
import {
  equivalentClaims,
  lossClaim,
  pairClaim,
  slopeClaim,
  WIDER,
} from "../claims/formula_claims.ts";
import { asActivation, regularizedPlan } from "../claims/regularizer_claims.ts";
import { FREE, ONE_HOT, type Precondition, PRECONDITIONS } from "../claims/preconditions.ts";
import { type Finding, prove, TOO_LARGE, TOO_MANY_ROOTS } from "../prover/prove.ts";
import {
  checkContinuity,
  checkLossContinuity,
  pointsInRegions,
} from "../discontinuities/check_continuity.ts";
import {
  wrongEntry,
  type WrongFormulas,
  wrongGradient,
  wrongSlope,
} from "../claims/wrong_formulas.ts";

/**
 * A finding about gradients, with its condition on the targets.
 * @category Proofs
 */
export interface GradientFinding extends Finding {
  /** A refuted derivative as it is and as it should be; absent if the formulas are too long. */
  readonly formulas?: WrongFormulas;
  /** The condition on the targets under which the gradients are right; absent if they may be arbitrary. */
  readonly precondition?: string;
}

/** Stage 1 for one activation: its slope, its other formulas, and what happens where it chooses. */
export function proveActivation(activation: Activation, seed: number): GradientFinding[] {
  return [
    explained(proveSlope(activation, seed), () => wrongSlope(activation)),
    ...equivalentClaims(activation).map((claim) => prove(claim, { seed })),
    ...checkContinuity(activation, seed),
  ];
}

function proveSlope(activation: Activation, seed: number): Finding {
  if (activation.kind === "rowwise") {
    return forWidths((width) => slopeClaim(activation, undefined, width), seed);
  }
  return prove(slopeClaim(activation, pointsInRegions(activation, seed)), { seed });
}

/** Proves a claim about short rows on all regions and, if decided, about longer ones on one. */
function forWidths(claimFor: (width?: number) => Claim, seed: number): Finding {
  const short = prove(claimFor(), { seed });
  if (short.verdict !== "proved") return short;
  const long = prove(claimFor(WIDER), { seed, oneRegion: true });
  return long.verdict === "undecided" ? short : both(long, short);
}

/** Stage 1 for one loss: its gradient, and the pairs that it makes with activations. */
export function proveLoss(loss: Loss, seed: number): GradientFinding[] {
  const gradient = underWeakest((precondition) =>
    forWidths((width) => lossClaim(loss, precondition, width), seed)
  );
  return [
    explained(gradient, () => wrongGradient(loss)),
    ...loss.pairs.map(({ activation }) =>
      underWeakest((precondition) =>
        forWidths((width) => pairClaim(activation, loss, precondition, width), seed)
      )
    ),
    ...checkLossContinuity(loss, seed),
  ];
}

/** Stages 1 and 2 for one regularizer: its slope, and the engine's code with it. */
export function proveRegularizer(regularizer: Regularizer, seed: number): GradientFinding[] {
  return [
    ...proveActivation(asActivation(regularizer), seed),
    provePlan(regularizedPlan(regularizer), seed),
  ];
}

/** Stages 2 and 3 for one kind of layer: the engine's code with a layer of each of its samples. */
export function proveKind(kind: LayerKind, seed: number): GradientFinding[] {
  return kindPlans(kind).map((plan) => provePlan(plan, seed));
}

/**
 * Stages 2 and 3 for one combination: the engine's own code on a small network.
 *
 * On all regions for one example, and on one region for a batch, under the weakest sufficient
 * condition on the targets.
 */
export function proveCombination({ layers, loss }: Combination, seed: number): GradientFinding {
  // Enough of each for a factor such as 2/n, a lost mean or a transposed matrix to show.
  const widths = layers.map((_, l) => l === layers.length - 1 ? 3 : 2);
  const stack = layers.map((activation, l) => dense(widths[l]!, activation));
  return provePlanOrSmaller({ inputs: 2, layers: stack, loss, examples: 3 }, seed);
}

/**
 * Stage 2 for one network of a cover, for free targets: one example on one region, or if `thorough`, on
 * a few and a batch of two on one; if that fails, all of {@linkcode provePlan}.
 */
export function proveCoverNetwork(
  { layers, loss }: Combination,
  seed: number,
  thorough = false,
): GradientFinding {
  const plan = {
    inputs: 2,
    layers: layers.map((activation) => dense(2, activation)),
    loss,
    examples: thorough ? 2 : 1,
  };
  const first = prove(gradientClaim(plan), { seed, oneRegion: true });
  const finding = first.verdict === "proved" && thorough
    ? both(first, prove(gradientClaim({ ...plan, examples: 1 }), { seed, fewRegions: true }))
    : first;
  if (finding.verdict === "proved") return finding;
  return provePlanOrSmaller({ ...plan, examples: 2 }, seed);
}

/** Proves a plan, or one example of its narrowest layers if more are too much for the prover. */
function provePlanOrSmaller(plan: GradientPlan, seed: number): GradientFinding {
  const finding = provePlan(plan, seed);
  if (finding.reason !== TOO_MANY_ROOTS && finding.reason !== TOO_LARGE) return finding;
  const last = plan.layers.length - 1;
  const layers = plan.layers.map((layer, l) => resized(layer, l === last ? 2 : 1));
  return provePlan({ ...plan, layers, examples: 1 }, seed);
}

/** Stages 2 and 3 for one network, loss and way of computing the gradients. */
export function provePlan(plan: GradientPlan, seed: number): GradientFinding {
  const finding = underWeakest((precondition, oneRegion) => {
    const batch = prove(gradientClaim({ ...plan, precondition }), { seed, oneRegion: true });
    if (batch.verdict !== "proved" || plan.examples === 1 || oneRegion || isLarge(plan)) {
      return batch;
    }
    return both(batch, prove(gradientClaim({ ...plan, examples: 1, precondition }), { seed }));
  });
  const factor = finding.verdict === "refuted" && !isLarge(plan) ? factorOf(plan, seed) : undefined;
  const named = factor === undefined ? finding : { ...finding, factor };
  return explained(named, () => wrongEntry(plan, seed));
}

/** A finding with formulas that show what is wrong, if it is refuted. */
function explained(
  finding: GradientFinding,
  find: () => WrongFormulas | undefined,
): GradientFinding {
  const formulas = finding.verdict === "refuted" ? find() : undefined;
  return formulas === undefined ? finding : { ...finding, formulas };
}

/**
 * The finding under the weakest sufficient condition on the targets, or without one if none suffices.
 *
 * A proof for free targets is repeated for one-hot ones, whose zeros and ones are never drawn.
 */
function underWeakest(
  findingOf: (precondition: Precondition, oneRegion: boolean) => Finding,
): GradientFinding {
  const free = findingOf(FREE, false);
  if (free.verdict === "proved") {
    // Gradients must be right for all targets: training uses 0 and 1.
    const oneHot = findingOf(ONE_HOT, true);
    return oneHot.verdict === "refuted" ? oneHot : free;
  }
  if (free.verdict !== "refuted") return free;
  for (const precondition of PRECONDITIONS) {
    const finding = findingOf(precondition, false);
    if (finding.verdict === "proved" && findingOf(ONE_HOT, true).verdict !== "refuted") {
      return { ...finding, precondition: precondition.text! };
    }
  }
  return free;
}

/** Larger networks are compared on one region alone, in one random direction. */
const LARGE = 1000;

function isLarge(plan: GradientPlan): boolean {
  let count = 0;
  networkFrom(plan, ([rows, columns]) => {
    count += rows * columns;
    return { rows, columns, data: [] };
  });
  return count > LARGE;
}

/** Merges two findings of one claim: the worse verdict, the larger chance, all regions. */
function both(batch: Finding, single: Finding): Finding {
  const worse = single.verdict === "proved" ? batch : single;
  const { covered, total, outside } = single.regions;
  return {
    ...worse,
    subject: batch.subject,
    log2FalsePass: Math.max(batch.log2FalsePass, single.log2FalsePass),
    falsePass: Math.max(batch.falsePass, single.falsePass),
    regions: {
      covered: batch.regions.covered + covered,
      total: batch.regions.total + total,
      outside: batch.regions.outside + outside,
    },
  };
}

/** The factor that all wrong entries are off by: a number, or in terms of the batch size. */
function factorOf(plan: GradientPlan, seed: number): string | undefined {
  const factor = (examples: number) =>
    prove(entriesClaim({ ...plan, examples }), { seed, oneRegion: true }).factor;
  const two = factor(2);
  if (two === "2" && factor(3) === "3") return "batch size";
  if (two === "1/2" && factor(3) === "1/3") return "1 / batch size";
  return two ?? factor(1);
}
