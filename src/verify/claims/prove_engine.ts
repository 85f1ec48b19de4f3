import { networkFrom } from "../../engine/network.ts";
import { pairsOf } from "../../nn/losses/loss.ts";
import { type Layer, resized } from "../../nn/layers/layer.ts";
import { KINDS } from "../../nn/layers/kinds.ts";
import { unlessThrown } from "../../symbolic/algebra/too_large.ts";
import { lengthsIn } from "../prover/special_numbers.ts";
import { both, type Finding, prove } from "../prover/prove.ts";
import { compositionClaim, reshaped } from "./composition.ts";
import { proveReplaced } from "./prove_replaced.ts";
import { gradientClaim, type GradientPlan } from "./engine_claims.ts";

/**
 * The engine's code for a plan: the network itself, on one region and for one example on some more, and
 * the chain rule, on all.
 */
export function proveEngine(plan: GradientPlan, seed: number): Finding {
  const whole = prove(gradientClaim(plan), { seed, oneRegion: true });
  if (whole.verdict !== "proved") return whole;
  // A step may need its whole batch.
  const smallest = plan.step === undefined ? { ...plan, examples: 1 } : plan;
  const small = prove(gradientClaim(smallest), { seed });
  if (small.verdict === "refuted" || small.verdict === "undecided") return small;
  return both(whole, proveChainRule(plan, seed));
}

/** The chain rule of a plan for free functions, and what it does not reach of replaced equations. */
export function proveChainRule(plan: GradientPlan, seed: number): Finding {
  const found = proveShapes(plan, seed);
  const isSound = found.verdict !== "refuted" && found.verdict !== "undecided";
  const replaced = isSound && !isLarge(plan) ? proveReplaced(plan, seed) : undefined;
  return replaced === undefined ? found : { ...both(found, replaced), ...shapesOf(found) };
}

function shapesOf({ shapes }: Finding): Pick<Finding, "shapes"> {
  return shapes === undefined ? {} : { shapes };
}

/** The chain rule in the plan's own shape and, unless it is large, in others. */
function proveShapes(plan: GradientPlan, seed: number): Finding {
  const own = proveOneShape(plan, seed);
  if (own.verdict === "refuted" || isLarge(plan) || plan.step !== undefined) return own;
  let found = own, widest = 0, largest = plan.examples, isCut = false;
  const extend = (plans: readonly { readonly plan: GradientPlan; readonly width: number }[]) => {
    for (const { plan: other, width } of plans) {
      // Not every kind takes every shape.
      const next = unlessThrown([RangeError, TypeError], () => proveOneShape(other, seed));
      isCut ||= next?.verdict === "proved in part"; // too many regions, which grow with the shape
      if (isCut) return;
      if (next === undefined) continue;
      found = both(found, next);
      widest = Math.max(widest, width);
      largest = Math.max(largest, other.examples);
    }
  };
  extend(reshaped(plan));
  const bringsBatches = isBuiltIn(plan) && widest > 0 && !isCut;
  isCut = false;
  if (!bringsBatches) extend(batchesOf(plan));
  const layers = widest > 0 ? `layers of up to ${widest}, ` : "";
  const batches = largest;
  if (!isBuiltIn(plan)) extend(mentionedBy(plan));
  return { ...found, shapes: `${layers}batches of up to ${batches}` };
}

const MOST_EXAMPLES = 5;

/** The plan for other batches. */
function batchesOf(plan: GradientPlan): { readonly plan: GradientPlan; readonly width: number }[] {
  return Array.from(
    { length: MOST_EXAMPLES },
    (_, k) => ({ plan: { ...plan, examples: k + 1 }, width: 0 }),
  );
}

/** At most this many units or examples that a source mentions. */
const LONGEST = 16;

/** The plan in sizes that stand in the sources of its own kinds and equations. */
function mentionedBy(
  plan: GradientPlan,
): { readonly plan: GradientPlan; readonly width: number }[] {
  const { kinds = {}, ...equations } = plan.equations ?? {};
  const own = plan.layers.filter((layer) => !isBuiltInKind(layer))
    .flatMap(({ kind: { forward, backward } }) => [forward, backward]);
  const written = [...own, ...Object.values(equations), ...Object.values(kinds)];
  const sizes = lengthsIn(MOST_EXAMPLES, ...written).filter((size) => size <= LONGEST);
  return sizes.flatMap((size) => [
    { plan: { ...plan, examples: size }, width: 0 },
    { plan: { ...plan, layers: plan.layers.map((layer) => resized(layer, size)) }, width: size },
  ]);
}

/** The findings for plans of the built-in kinds, which many combinations share. */
const KNOWN = /* @__PURE__ */ new Map<string, Finding>();
const MOST_KNOWN = 1000;

function proveOneShape(plan: GradientPlan, seed: number): Finding {
  const key = structureOf(plan, seed);
  const found = KNOWN.get(key ?? "") ?? prove(compositionClaim(plan), { seed });
  if (KNOWN.size === MOST_KNOWN) KNOWN.clear();
  if (key !== undefined) KNOWN.set(key, found);
  return found;
}

/** All that the chain rule of a plan depends on, unless it has formulas of its own. */
function structureOf(plan: GradientPlan, seed: number): string | undefined {
  if (!isBuiltIn(plan)) return undefined;
  const { inputs, layers, loss, regularizer, examples, training } = plan;
  const stack = layers.map((
    { kind, options, activation },
  ) => [kind.name, options, activation?.kind]);
  const isPair = pairsOf(loss).some(({ activation }) => activation === layers.at(-1)!.activation);
  return JSON.stringify([
    seed,
    inputs,
    stack,
    isPair,
    regularizer !== undefined,
    examples,
    training,
  ]);
}

function isBuiltIn({ layers, equations, step }: GradientPlan): boolean {
  return equations === undefined && step === undefined && layers.every(isBuiltInKind);
}

/** Whether a kind, and all that it nests, are of the library. */
export function isBuiltInKind(
  { kind, options }: Pick<Layer<unknown>, "kind" | "options">,
): boolean {
  return Object.values<unknown>(KINDS).includes(kind) &&
    (kind.nested?.(options) ?? []).every(isBuiltInKind);
}

/** Larger networks are compared in their own shape alone. */
const LARGE = 1000;

/** Whether a plan has many parameters. */
export function isLarge(plan: GradientPlan): boolean {
  let count = 0;
  networkFrom(plan, ([rows, columns]) => {
    count += rows * columns;
    return { rows, columns, data: [] };
  }, ([rows, columns]) => ({ rows, columns, data: [] }));
  return count > LARGE;
}
