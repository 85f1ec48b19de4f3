import { activate } from "../../nn/activations/activation.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import {
  type Expression,
  type Expressions,
  expressions,
  type Variable,
} from "../../core/arithmetic/expression.ts";
import { mapEntries, type Matrix } from "../../core/matrix/matrix.ts";
import { backward } from "../../engine/backward.ts";
import { meanLoss } from "../../engine/cost.ts";
import { passThrough } from "../../engine/forward.ts";
import { entriesOf, layersOf, mapParameters } from "../../engine/parameters.ts";
import { regularizedCost } from "../../engine/regularized.ts";
import {
  conditionsOf,
  type SymbolicNetwork,
  symbolicNetwork,
} from "../../symbolic/show/symbols.ts";
import type { GradientPlan } from "./engine_claims.ts";

/** Both sides of every entry of the gradients as formulas. */
export interface EntryFormulas {
  /** The parameters, in the order of the entries. */
  readonly names: readonly string[];
  /** What `backward` computes. */
  readonly got: readonly Expression[];
  /** What differentiation makes of `forward`. */
  readonly expected: readonly Expression[];
  /** What is positive inside the domain of the loss. */
  readonly where: readonly Expression[];
}

/**
 * Reads the gradients of a small network as formulas, and what they should be.
 *
 * Weighted sums and activations go by their names in the paper, so that no formula grows. Where there
 * are several examples, the first lower index is the example, as in A (batch × units).
 *
 * @param plan The network, and how its gradients are computed.
 */
export function entriesAsFormulas(plan: GradientPlan): EntryFormulas {
  const { loss, examples, equations = {}, regularizer } = plan;
  const m = expressions();
  const named = symbolicNetwork(m, plan, examples, true);
  const { network, trace, targets } = named;
  const parameters = entriesOf(layersOf(network));
  const read = { arithmetic: m, equations, regularizer };
  return {
    names: parameters.map((parameter) => (parameter as Variable).name),
    got: entriesOf(backward(network, trace, targets, loss, read).layers),
    expected: parameters.map((along) => costSlope(m, named, plan, along)),
    where: conditionsOf(loss, Array.from(trace.outputs.data), m),
  };
}

/** The derivative of the cost by one parameter, every value going by its name. */
function costSlope(
  m: Expressions,
  { network, trace, targets }: SymbolicNetwork,
  { loss, regularizer }: GradientPlan,
  along: Expression,
): Expression {
  const d = dual(m);
  const lift = (matrix: Matrix<Expression>) =>
    mapEntries(matrix, (value) => new Dual(value, value === along ? m.one : m.zero));
  /** Slopes stay, values get their names. */
  const name = (names: Matrix<Expression>, found: Matrix<Dual<Expression>>) =>
    mapEntries(names, (value, k) => new Dual(value, found.data[k]!.slope));
  const lifted = mapParameters(network, lift);
  let below = lift(trace.inputs);
  const layers = lifted.layers.map((layer, l) => {
    const names = trace.layers[l]!, mask = trace.masks[l];
    const { z: found, saved } = passThrough(d, layer, below, mask && lift(mask));
    const z = name(names.z, found);
    below = layer.activation ? name(names.a, activate(d, layer.activation, z)) : z;
    return { z, a: below, saved };
  });
  const read = { inputs: lift(trace.inputs), layers, outputs: below };
  return regularizedCost(d, lifted, meanLoss(d, lifted, read, lift(targets), loss), regularizer)
    .slope;
}
