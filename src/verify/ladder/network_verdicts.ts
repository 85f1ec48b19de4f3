import { dense } from "../../nn/layers/dense.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { Combination } from "../claims/combinations.ts";
import { entriesClaim, gradientClaim, type GradientPlan } from "../claims/engine_claims.ts";
import { kindPlans } from "../claims/kind_plans.ts";
import { regularizedPlan } from "../claims/regularizer_claims.ts";
import { wrongEntry } from "../claims/wrong_formulas.ts";
import { isLarge, proveChainRule } from "../claims/prove_engine.ts";
import { both, OUTSIDE_DOMAIN, prove } from "../prover/prove.ts";
import {
  activationOf,
  explained,
  type GradientFinding,
  proveGradient,
  proveLossSeams,
  provePair,
  proveSeams,
  proveSlope,
  underWeakest,
} from "./formula_verdicts.ts";

/** Stages 2 and 3 for one kind of layer: the engine's code with a layer of each of its samples. */
export function proveKind(kind: LayerKind, seed: number): GradientFinding[] {
  return kindPlans(kind).map((plan) => provePlan(plan, seed));
}

/** Stages 2 and 3 for one regularizer: the engine's code with it. */
export function proveRegularized(regularizer: Regularizer, seed: number): GradientFinding {
  return provePlan(regularizedPlan(regularizer), seed);
}

/** Stages 2 and 3 for one combination: the engine's own code on a small network. */
export function proveCombination({ layers, loss }: Combination, seed: number): GradientFinding {
  // Enough of each for a factor such as 2/n, a lost mean or a transposed matrix to show.
  const last = layers.length - 1, isDeep = last > 1;
  const stack = layers.map((activation, l) => dense(l === last && !isDeep ? 3 : 2, activation));
  return provePlan({ inputs: 2, layers: stack, loss, examples: isDeep ? 2 : 3 }, seed);
}

/**
 * Stages 2 and 3 for one network, loss and way of computing the gradients.
 *
 * Its parts are proved each on all of their own regions, and the chain rule once for free functions in
 * their places: together that is the whole network, on all of its regions. Independently of that, the
 * network itself is compared on one region.
 */
export function provePlan(plan: GradientPlan, seed: number): GradientFinding {
  const check = underWeakest(plan.loss, (precondition) => {
    return prove(gradientClaim({ ...plan, precondition }), { seed, oneRegion: true });
  });
  if (check.verdict === "refuted") {
    const factor = isLarge(plan) ? undefined : factorOf(plan, seed);
    const named = factor === undefined ? check : { ...check, factor };
    return explained(named, () => wrongEntry(plan, seed));
  }
  if (check.reason === OUTSIDE_DOMAIN) return check;
  return composed(plan, check, seed);
}

/** The verdict on a plan that follows from those on its parts. */
function composed(plan: GradientPlan, check: GradientFinding, seed: number): GradientFinding {
  const { layers, loss, regularizer } = plan;
  const last = layers.at(-1)!.activation;
  const activations = new Set(layers.flatMap(({ kind, options, activation }) => [
    ...(activation ? [activation] : []),
    ...(kind.inner?.(options) ?? []),
  ]));
  if (regularizer !== undefined) activations.add(activationOf(regularizer, seed));
  const isPair = loss.pairs.some(({ activation }) => activation === last);
  const parts: GradientFinding[] = [
    ...[...activations].flatMap((activation) => [
      proveSlope(activation, seed),
      ...proveSeams(activation, seed),
    ]),
    isPair ? provePair(last!, loss, seed) : proveGradient(loss, seed),
    ...proveLossSeams(loss, seed),
    proveChainRule(plan, seed),
  ];
  const { subject } = check;
  const merged = parts.reduce((first, second) => ({ ...both(first, second), subject }));
  const worst = parts.find(({ verdict }) => verdict === merged.verdict)!;
  const precondition = check.precondition ?? parts.find((part) => part.precondition)?.precondition;
  const shapes = [...new Set(parts.flatMap(({ shapes }) => shapes ?? []))].join("; ");
  return {
    ...merged,
    subject,
    ...(precondition && { precondition }),
    ...(shapes && { shapes }),
    ...(worst.reason && { reason: `${worst.subject}: ${worst.reason}` }),
    ...(worst.counterexample && {
      counterexample: {
        ...worst.counterexample,
        where: `${worst.subject}, ${worst.counterexample.where}`,
      },
    }),
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
