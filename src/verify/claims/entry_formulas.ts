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
import { costOf } from "../../engine/cost.ts";
import { passThrough } from "../../engine/forward.ts";
import { shapesOf } from "../../engine/network.ts";
import { entriesOf, layersOf, mapParameters } from "../../engine/parameters.ts";
import {
  conditionsOf,
  type SymbolicNetwork,
  symbolicNetwork,
} from "../../symbolic/show/symbols.ts";
import type { GradientPlan } from "./engine_claims.ts";

/**
 * The gradients of a small network as formulas, beside what they should be.
 *
 * Weighted sums and activations are named as in the paper, so that no formula grows. For several
 * examples, the first lower index is the example, as in A (batch × units).
 */
export function entriesAsFormulas(plan: GradientPlan) {
  const { loss, examples, equations = {}, regularizer, training = true } = plan;
  const m = expressions();
  const named = symbolicNetwork(m, plan, examples, training);
  const { network, trace, targets } = named;
  const parameters = entriesOf(layersOf(network));
  const options = { arithmetic: m, equations, regularizer };
  return {
    names: parameters.map((parameter) => (parameter as Variable).name),
    got: entriesOf(backward(network, trace, targets, loss, options).layers),
    expected: parameters.map((along) => costSlope(m, named, plan, along)),
    where: conditionsOf(loss, Array.from(trace.outputs.data), m),
  };
}

/** The derivative of the cost by one parameter, with every value replaced by its name. */
function costSlope(
  m: Expressions,
  { network, trace, targets }: SymbolicNetwork,
  { loss, regularizer, training = true }: GradientPlan,
  along: Expression,
): Expression {
  const d = dual(m);
  const lift = (matrix: Matrix<Expression>) =>
    mapEntries(matrix, (value) => new Dual(value, value === along ? m.one : m.zero));
  /** Replaces values by names and keeps slopes. */
  const name = (names: Matrix<Expression>, found: Matrix<Dual<Expression>>) =>
    mapEntries(names, (value, k) => new Dual(value, found.data[k]!.slope));
  const lifted = mapParameters(network, lift, lift);
  let below = lift(trace.inputs);
  const shapes = shapesOf(network);
  const layers = lifted.layers.map((layer, l) => {
    const names = trace.layers[l]!, mask = trace.masks[l];
    const context = { mask: mask && lift(mask), training };
    const { z: found, saved } = passThrough(d, layer, below, shapes[l]!, context);
    const z = name(names.z, found);
    below = layer.activation ? name(names.a, activate(d, layer.activation, z)) : z;
    return { z, a: below, saved };
  });
  const lastTrace = { inputs: lift(trace.inputs), layers, outputs: below };
  return costOf(d, lifted, lastTrace, { targets: lift(targets) }, loss, regularizer).slope;
}
