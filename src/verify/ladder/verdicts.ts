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

/** A finding about gradients, with what it takes of the targets. */
export interface GradientFinding extends Finding {
  /** What a refuted derivative is and should be, as formulas; absent where they are too long. */
  readonly formulas?: WrongFormulas;
  /** What the targets must be for the gradients to be right; absent where they may be anything. */
  readonly precondition?: string;
}

/** Enough of each for a factor such as 2/n, a lost mean or a transposed matrix to show. */
const SMALL = { inputs: 2, units: 2, outputs: 3, examples: 3 };

/**
 * Stage 1 for one activation: its slope, its other formulas, and what happens where it chooses.
 *
 * @param activation The activation.
 * @param seed Where all random values start.
 */
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

/** A claim about rows: all regions of short ones, and one of longer ones, where that is decided. */
function forWidths(claimFor: (width?: number) => Claim, seed: number): Finding {
  const short = prove(claimFor(), { seed });
  if (short.verdict !== "proved") return short;
  const long = prove(claimFor(WIDER), { seed, oneRegion: true });
  return long.verdict === "undecided" ? short : both(long, short);
}

/**
 * Stage 1 for one loss: its gradient, and the pairs that it makes with activations.
 *
 * @param loss The loss.
 * @param seed Where all random values start.
 */
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

/**
 * Stages 1 and 2 for one regularizer: its slope, and the engine's code with it.
 *
 * @param regularizer The regularizer.
 * @param seed Where all random values start.
 */
export function proveRegularizer(regularizer: Regularizer, seed: number): GradientFinding[] {
  return [
    ...proveActivation(asActivation(regularizer), seed),
    provePlan(regularizedPlan(regularizer), seed),
  ];
}

/**
 * Stages 2 and 3 for one kind of layer: the engine's code with a layer of each of its samples.
 *
 * @param kind The kind.
 * @param seed Where all random values start.
 */
export function proveKind(kind: LayerKind, seed: number): GradientFinding[] {
  return kindPlans(kind).map((plan) => provePlan(plan, seed));
}

/**
 * Stages 2 and 3 for one combination: the engine's own code on a small network.
 *
 * On all regions for one example, and on one region for a batch, under the weakest condition on the
 * targets that it holds under.
 *
 * @param combination The activations and the loss.
 * @param seed Where all random values start.
 */
export function proveCombination({ layers, loss }: Combination, seed: number): GradientFinding {
  const { inputs, units, outputs, examples } = SMALL;
  const last = layers.length - 1;
  const plan = layers.map((activation, l) => dense(l === last ? outputs : units, activation));
  return provePlanOrSmaller({ inputs, layers: plan, loss, examples }, seed);
}

/**
 * Stage 2 for one network of a cover, for free targets: one example on one region, or where there is
 * time on a few and a batch of two on one; where that is no proof, all of {@linkcode provePlan}.
 *
 * @param combination The activations and the loss.
 * @param seed Where all random values start.
 * @param thorough Whether there is time.
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

/** One example of the narrowest layers where more of them are too much for the prover. */
function provePlanOrSmaller(plan: GradientPlan, seed: number): GradientFinding {
  const finding = provePlan(plan, seed);
  if (finding.reason !== TOO_MANY_ROOTS && finding.reason !== TOO_LARGE) return finding;
  const last = plan.layers.length - 1;
  const layers = plan.layers.map((layer, l) => resized(layer, l === last ? 2 : 1));
  return provePlan({ ...plan, layers, examples: 1 }, seed);
}

/**
 * Stages 2 and 3 for one network, loss and way of computing the gradients.
 *
 * @param plan What is claimed to be right.
 * @param seed Where all random values start.
 */
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
 * The finding under the weakest condition on the targets that it holds under; else without one.
 *
 * What holds for free targets is run for one-hot ones, too, whose zeros and ones are never drawn.
 */
function underWeakest(
  findingOf: (precondition: Precondition, oneRegion: boolean) => Finding,
): GradientFinding {
  const free = findingOf(FREE, false);
  if (free.verdict === "proved") {
    // What is right for all targets but some is not right: 0 and 1 are those that are trained with.
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

/** Beyond so many parameters a network is compared on one region alone, in one random direction. */
const LARGE = 1000;

function isLarge(plan: GradientPlan): boolean {
  let count = 0;
  networkFrom(plan, ([rows, columns]) => {
    count += rows * columns;
    return { rows, columns, data: [] };
  });
  return count > LARGE;
}

/** Two findings of one claim as one: the worse verdict, the larger chance, all regions. */
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

/** The factor that all wrong entries are off by: a number, or what it grows with. */
function factorOf(plan: GradientPlan, seed: number): string | undefined {
  const factor = (examples: number) =>
    prove(entriesClaim({ ...plan, examples }), { seed, oneRegion: true }).factor;
  const two = factor(2);
  if (two === "2" && factor(3) === "3") return "batch size";
  if (two === "1/2" && factor(3) === "1/3") return "1 / batch size";
  return two ?? factor(1);
}
