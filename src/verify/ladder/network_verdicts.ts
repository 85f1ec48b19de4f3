import { shapesOf, widthsOf } from "../../engine/network.ts";
import type { Activation } from "../../nn/activations/activation.ts";
import { dense } from "../../nn/layers/dense.ts";
import { pairsOf } from "../../nn/losses/loss.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import type { Combination } from "../claims/combinations.ts";
import { entriesClaim, gradientClaim, type GradientPlan } from "../claims/engine_claims.ts";
import { kindPlans } from "../claims/kind_plans.ts";
import { casesOf, kindRules, standInRules } from "../claims/kind_rule.ts";
import { FREE, type Precondition, preconditionsOf } from "../claims/preconditions.ts";
import { ruleClaim, ruleFormulas } from "../claims/rule.ts";
import { regularizedPlan } from "../claims/regularizer_claims.ts";
import { wrongEntry } from "../claims/wrong_formulas.ts";
import { isBuiltInKind, isLarge, proveChainRule } from "../claims/prove_engine.ts";
import { both, type Finding, prove } from "../prover/prove.ts";
import { OUTSIDE_DOMAIN } from "../prover/reasons.ts";
import {
  activationOf,
  explained,
  type GradientFinding,
  proveGradient,
  proveOwnSeams,
  provePair,
  provePairSeams,
  proveSeams,
  proveSlope,
  untiedFinding,
} from "./formula_verdicts.ts";
import { findInBatches, findInVariants } from "./kind_variants.ts";
import { proveRule } from "./rule_verdicts.ts";

/**
 * Stages 1 to 3 for one kind of layer: the engine's code with a layer of each of its samples, and its
 * backward pass by itself, entry by entry on all of its regions.
 */
export function proveKind(kind: LayerKind, seed: number): GradientFinding[] {
  return [
    ...kindPlans(kind).map((plan) => provePlan(plan, seed)),
    ...proveBackward(kind, seed),
  ];
}

/** Kinds of the library are tied by a test, which also proves those that use activations inside. */
function proveBackward(kind: LayerKind, seed: number): GradientFinding[] {
  const isTied = !kind.samples.every((options) => isBuiltInKind({ kind, options }));
  const rules = kindRules(kind), cases = casesOf(kind);
  const inVariants = (n: number) => isTied ? findInVariants(kind, cases[n]!, seed) : undefined;
  if (kind.inner === undefined) {
    return rules.map((rule, n) => {
      const found = proveRule([rule], seed, isTied);
      return found.verdict === "proved" ? inVariants(n) ?? found : found;
    });
  }
  if (!isTied) return [];
  return [
    ...rules.flatMap((rule, n) => {
      return untiedFinding(ruleClaim(rule), ruleFormulas(rule), seed) ?? inVariants(n) ?? [];
    }),
    ...standInRules(kind).map((rule) => proveRule([rule], seed, false)),
  ];
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
 *
 * @param partsOf Proves its parts; in rows of many lengths by default.
 */
export function provePlan(
  plan: GradientPlan,
  seed: number,
  partsOf = () => proveParts(plan, seed),
): GradientFinding {
  // The verdict is that of its parts, unless this refutes it where they hold.
  const checkWhere = (precondition: Precondition): GradientFinding => {
    const claim = gradientClaim({ ...plan, precondition });
    return prove(claim, { seed, oneRegion: true, onlyRefutes: true });
  };
  let check = checkWhere(FREE);
  if (check.verdict === "refuted" && plan.loss.targets) {
    const needed = partsOf().find((part) => part.precondition)?.precondition;
    const condition = preconditionsOf(plan.loss).find(({ text }) => text === needed);
    if (condition) check = checkWhere(condition);
  }
  if (check.verdict === "refuted") {
    const factor = isLarge(plan) ? undefined : factorOf(plan, seed);
    const named = factor === undefined ? check : { ...check, factor };
    return explained(named, () => wrongEntry(plan, seed));
  }
  if (check.reason === OUTSIDE_DOMAIN) return check;
  return composed([...partsOf(), proveChainRule(plan, seed)], check);
}

/** The verdict on a plan that follows from those on its parts and on the chain rule. */
function composed(parts: readonly GradientFinding[], check: GradientFinding): GradientFinding {
  const { subject } = check;
  const merged = parts.reduce((first, second) => ({ ...both(first, second), subject }));
  const worst = parts.find(({ verdict }) => verdict === merged.verdict)!;
  const precondition = parts.find((part) => part.precondition)?.precondition;
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

/**
 * What a plan is made of: of a pair, the activation and the loss are not used apart.
 *
 * @param areOwn Whether to compare only short rows and those of the plan's own lengths.
 */
export function proveParts(plan: GradientPlan, seed: number, areOwn = false): GradientFinding[] {
  const { layers, loss, regularizer } = plan, last = layers.length - 1;
  const widths = areOwn ? widthsOf(plan).slice(1) : [], own = widths.at(-1);
  const pair = pairsOf(loss).find(({ activation }) => activation === layers[last]!.activation);
  const proved = (activation: Activation, width?: number) => {
    const rows = activation.kind === "rowwise" ? width : undefined;
    return [proveSlope(activation, seed, rows), ...proveSeams(activation, seed)];
  };
  const findings = [
    ...layers.flatMap(({ kind, options, activation }, l) => [
      ...(activation && !(pair && l === last) ? proved(activation, widths[l]) : []),
      ...(kind.inner?.(options) ?? []).flatMap((inner) => proved(inner)),
    ]),
    ...(regularizer ? proved(activationOf(regularizer, seed)) : []),
    ...(pair === undefined
      ? [proveGradient(loss, seed, own), ...proveOwnSeams(loss, seed)]
      : [provePair(pair.activation, loss, seed, own), ...provePairSeams(pair, loss, seed)]),
  ];
  // Each is remembered: of an activation that several layers have, once.
  return [...new Set(findings)];
}

/** What is wrong with custom kinds of a network, with their own options and shapes, in other batches. */
export function findInLayers(plan: Omit<GradientPlan, "examples">, seed: number): Finding[] {
  const shapes = shapesOf(plan);
  return plan.layers.flatMap((layer, l) => {
    if (isBuiltInKind(layer)) return [];
    const { kind, options } = layer;
    return [true, ...(kind.stateShapes ? [false] : [])].flatMap((training) => {
      return findInBatches(kind, { options, training, shape: shapes[l]! }, seed) ?? [];
    });
  });
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
