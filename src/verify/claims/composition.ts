import { type Activation, elementwise, rowwise } from "../../nn/activations/activation.ts";
import { Dual } from "../../core/arithmetic/dual.ts";
import { sum } from "../../core/arithmetic/reductions.ts";
import { type Loss, loss, type Pair, pairsOf } from "../../nn/losses/loss.ts";
import type { Regularizer } from "../../nn/regularizers/regularizer.ts";
import { resized } from "../../nn/layers/layer.ts";
import type { Claim, Variables } from "../prover/claim.ts";
import { describePlan, gradientClaim, type GradientPlan } from "./engine_claims.ts";

/**
 * Claims that the engine composes derivatives rightly, whatever activations, losses and regularizers it
 * is given: these are free functions, of which nothing is known but that equal arguments have equal
 * values, and their partial derivatives are free functions, too.
 *
 * So the chain rule holds on all regions at once: with the derivative of each part proved on all of its
 * own regions, the gradients of the network are. The examples have free weights, unless a replaced part
 * may not know of weights.
 */
export function compositionClaim(plan: GradientPlan): Claim {
  const isWeighted = plan.equations === undefined && plan.step === undefined;
  const weighted = isWeighted ? { ...plan, weighted: true } : plan;
  return {
    subject: `the chain rule over free functions, ${describePlan(plan)}`,
    sides: (m) => gradientClaim(freed(withFree(m), weighted)).sides(m),
    counterexample: gradientClaim(weighted).counterexample!,
  };
}

/** An arithmetic with unknown functions. */
interface Free<T> extends Variables<T> {
  readonly free: (name: string, row: readonly T[]) => T;
}

function withFree<T>(m: Variables<T>): Free<T> {
  if ("free" in m) return m as Free<T>;
  throw new TypeError("Unknown functions have values in residues and degrees only");
}

/** Shapes of which no two numbers stay alike: the widths of layers, and the batch. */
const SHAPES = [
  { inputs: 1, widths: [1, 1, 1], examples: 1 },
  { inputs: 2, widths: [3, 4, 2], examples: 5 },
  { inputs: 3, widths: [4, 2, 5], examples: 3 },
  { inputs: 5, widths: [2, 5, 3], examples: 4 },
  { inputs: 4, widths: [7, 6, 4], examples: 2 },
  { inputs: 6, widths: [5, 8, 7], examples: 1 },
];

/** The same plan in other shapes, with the widest of their layers; not every kind takes every one. */
export function reshaped(
  plan: GradientPlan,
): { readonly plan: GradientPlan; readonly width: number }[] {
  const last = plan.layers.length - 1;
  return SHAPES.map(({ inputs, widths, examples }) => ({
    width: Math.max(inputs, ...widths),
    plan: {
      ...plan,
      inputs,
      examples,
      // The last width is the output's, however many layers there are.
      layers: plan.layers.map((layer, l) => resized(layer, widths[l === last ? 2 : l % 2]!)),
    },
  }));
}

/** A plan whose functions are free. */
function freed<T>(base: Free<T>, plan: GradientPlan): GradientPlan {
  const activations = plan.layers.map(({ activation }, l) => {
    return activation && freeActivation(base, activation, `f${l}`);
  });
  const last = plan.layers.at(-1)!.activation;
  const hasPair = pairsOf(plan.loss).some(({ activation }) => activation === last);
  const free = freeLoss(base, hasPair ? activations.at(-1) : undefined);
  return {
    ...plan,
    layers: plan.layers.map((layer, l) => {
      const activation = activations[l], { kind, options } = layer;
      const inner = kind.inner?.(options).map((f, i) => freeActivation(base, f, `f${l},${i}`));
      return { ...layer, ...(activation && { activation }), ...(inner && { inner }) };
    }),
    loss: free,
    regularizer: plan.regularizer && freeRegularizer(base),
  };
}

function freeActivation<T>(base: Free<T>, { kind }: Activation, name: string): Activation {
  if (kind === "elementwise") {
    const f = freeFunction(base, name);
    return elementwise({
      name,
      value: (_, z) => f.at([z]),
      slope: (_, { z }) => f.partial([z], 0),
    });
  }
  const entry = (i: number) => freeFunction(base, `${name}[${i}]`);
  return rowwise({
    name,
    value: (_, z) => z.map((_, i) => entry(i).at(z)),
    pullback: (m, { z }, error) =>
      z.map((_, j) => sum(m, error.map((e, i) => m.mul(e, entry(i).partial(z, j))))),
  });
}

function freeLoss<T>(base: Free<T>, activation: Activation | undefined): Loss {
  const value = freeFunction(base, "L"), paired = freeFunction(base, "P");
  const pair = (activation: Activation): Pair => ({
    activation,
    value: (_, { z }, y) => paired.at([...z, ...y]),
    error: (_, { z }, y) => z.map((_, j) => paired.partial([...z, ...y], j)),
  });
  return loss({
    name: "L",
    value: (_, { a, y }) => value.at([...a, ...y]),
    gradient: (_, { a, y }) => a.map((_, j) => value.partial([...a, ...y], j)),
    pairs: activation === undefined ? [] : [pair(activation)],
  });
}

function freeRegularizer<T>(base: Free<T>): Regularizer {
  const f = freeFunction(base, "R");
  return {
    name: "R",
    value: (_, w) => f.at([w]),
    slope: (_, w) => f.partial([w], 0),
  } as Regularizer;
}

/**
 * A function of which nothing is known, over an arithmetic and over dual numbers of it.
 *
 * Formulas are generic, so that its arguments may be of any type; here they are of one of these two.
 */
function freeFunction<T>(base: Free<T>, name: string) {
  const partial = (row: readonly T[], j: number) => base.free(`∂${j} ${name}`, row);
  const at = (row: readonly (T | Dual<T>)[]): T | Dual<T> => {
    const values = row.map((entry) => entry instanceof Dual ? entry.value : entry);
    const value = base.free(name, values);
    if (!row.some((entry) => entry instanceof Dual)) return value;
    const terms = row.flatMap((entry, j) =>
      entry instanceof Dual ? [base.mul(partial(values, j), entry.slope)] : []
    );
    return new Dual(value, sum(base, terms));
  };
  return { at, partial } as unknown as FreeFunction;
}

/** The same, for formulas that are generic over the arithmetic. */
interface FreeFunction {
  readonly at: <V>(row: readonly V[]) => V;
  /** The partial derivative by an entry of the row. */
  readonly partial: <V>(row: readonly V[], j: number) => V;
}
