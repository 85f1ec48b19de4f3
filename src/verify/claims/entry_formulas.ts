import { activate } from "../../nn/activations/activation.ts";
import { Dual, dual } from "../../core/arithmetic/dual.ts";
import {
  type Expression,
  type Expressions,
  expressions,
  type Variable,
} from "../../core/arithmetic/expression.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { backward } from "../../engine/backward.ts";
import { meanLoss } from "../../engine/cost.ts";
import { forward, type LayerTrace, masked } from "../../engine/forward.ts";
import type { Network } from "../../engine/network.ts";
import { penalisedCost } from "../../engine/penalised.ts";
import { lowered, raised } from "../../symbolic/print/name.ts";
import { conditionsOf } from "../../symbolic/show/symbols.ts";
import { entriesOf, type GradientPlan } from "./engine_claims.ts";

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
  const { inputs, layers, loss, examples, equations = {}, penalty, dropout } = plan;
  const m = expressions();
  const below = (l: number) => layers[l - 1]?.units ?? inputs;
  const units = (letter: string, columns: number) =>
    symbols(m, examples, columns, (i, j) => letter + unitIndex(i, j, examples, columns));
  const network: Network<Expression> = {
    inputs,
    layers: layers.map(({ units, activation }, l) => ({
      units,
      activation,
      weights: symbols(m, units, below(l), (i, j) => `w${raised(l + 1)}${lowered(`${i}${j}`)}`),
      biases: symbols(m, 1, units, (_, j) => `b${raised(l + 1)}${lowered(j)}`),
    })),
  };
  const trace = layers.map(({ units: columns }, l) => {
    const named = (letter: string) =>
      symbols(m, examples, columns, (i, j) => {
        return letter + raised(l + 1) + lowered(examples === 1 ? `${j}` : `${i}${j}`);
      });
    const isMasked = dropout && l < layers.length - 1;
    return { z: named("z"), a: named("a"), ...(isMasked && { mask: named("r") }) };
  });
  const x = units("x", inputs), targets = units("y", layers.at(-1)!.units);
  const outputs = trace.at(-1)!.a;
  const read = { inputs: x, layers: trace, outputs };
  const parameters = entriesOf(network);
  return {
    names: parameters.map((parameter) => (parameter as Variable).name),
    got: entriesOf(backward(network, read, targets, loss, { arithmetic: m, equations, penalty })),
    expected: parameters.map((along) => costSlope(m, network, read, targets, plan, along)),
    where: conditionsOf(loss, Array.from(outputs.data), m),
  };
}

/** The derivative of the cost by one parameter, every value going by its name. */
function costSlope(
  m: Expressions,
  network: Network<Expression>,
  trace: {
    readonly inputs: Matrix<Expression>;
    readonly layers: readonly LayerTrace<Expression>[];
  },
  targets: Matrix<Expression>,
  { loss, penalty }: GradientPlan,
  along: Expression,
): Expression {
  const d = dual(m);
  const lift = (matrix: Matrix<Expression>) =>
    withEntries(matrix, (value) => new Dual(value, value === along ? m.one : m.zero));
  /** Slopes stay, values get their names. */
  const name = (names: Matrix<Expression>, found: Matrix<Dual<Expression>>) =>
    withEntries(names, (value, k) => new Dual(value, found.data[k]!.slope));
  const lifted: Network<Dual<Expression>> = {
    ...network,
    layers: network.layers.map((layer) => ({
      ...layer,
      weights: lift(layer.weights),
      biases: lift(layer.biases),
    })),
  };
  const inputs = lift(trace.inputs);
  let below = inputs;
  const layers = lifted.layers.map((layer, l) => {
    const alone = { inputs: below.columns, layers: [layer] };
    const names = trace.layers[l]!;
    const z = name(names.z, forward(alone, below, { arithmetic: d }).layers[0]!.z);
    const a = name(names.a, activate(d, layer.activation, z));
    below = masked(d, a, names.mask && lift(names.mask));
    return { z, a };
  });
  const outputs = layers.at(-1)!.a;
  const mean = meanLoss(d, lifted, { inputs, layers, outputs }, lift(targets), loss);
  return penalisedCost(d, lifted, mean, penalty).slope;
}

function withEntries<T, U>(
  { rows, columns, data }: Matrix<T>,
  entry: (value: T, index: number) => U,
): Matrix<U> {
  return { rows, columns, data: Array.from(data, entry) };
}

function symbols(
  m: Expressions,
  rows: number,
  columns: number,
  nameOf: (i: number, j: number) => string,
): Matrix<Expression> {
  const data = Array.from({ length: rows * columns }, (_, k) => {
    return m.variable(nameOf(Math.floor(k / columns) + 1, k % columns + 1));
  });
  return { rows, columns, data };
}

/** The index of an input or a target: none for the only one. */
function unitIndex(i: number, j: number, examples: number, columns: number): string {
  if (examples > 1) return lowered(`${i}${j}`);
  return columns === 1 ? "" : lowered(j);
}
