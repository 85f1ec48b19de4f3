import type { Activation } from "../../nn/activations/activation.ts";
import { linear } from "../../nn/activations/linear.ts";
import { relu } from "../../nn/activations/relu.ts";
import { type Arithmetic, OpaqueValue } from "../../core/arithmetic/arithmetic.ts";
import { float64 } from "../../core/arithmetic/float64.ts";
import { sumOfSquaredErrors } from "../../nn/losses/sum_of_squared_errors.ts";
import {
  byEntries,
  type ByteMatrix,
  mapEntries,
  type Matrix,
  selectRows,
} from "../../core/matrix/matrix.ts";
import { backward } from "../../engine/backward.ts";
import { drawMasks } from "../../engine/masks.ts";
import { forward } from "../../engine/forward.ts";
import { type Network, networkFrom } from "../../engine/network.ts";
import { layersOf, mapParameters, parameterList } from "../../engine/parameters.ts";
import { activation } from "../../nn/layers/activation.ts";
import { dense } from "../../nn/layers/dense.ts";
import { dropout as dropping } from "../../nn/layers/dropout.ts";
import { optimizerFromRule, type Rule } from "../../optim/optimizers/optimizer.ts";
import type { MultiplyAdd } from "../../executors/wasm/emitter/multiply_add.ts";
import { momentum } from "./formula_cases.ts";
import { integers } from "./integers.ts";
import { maskKeyOf, type Stepped, type StepsPlan, stepThrough } from "./steps.ts";

/** Training in which every number is exact in float32: a small integer or one over a power of two. */
export interface ExactPlan {
  readonly inputs: number;
  readonly units: readonly number[];
  readonly hidden: Activation;
  /** M, a power of two, as the size of the last batch is. */
  readonly batchSize: number;
  readonly examples: number;
  readonly data: "dense" | "packed numbers" | "packed bytes";
  readonly rule: "descent" | "momentum";
  /** The rate of dropout in hidden layers: a half, so that kept outputs double. */
  readonly dropout?: number;
  /** Whether activations are separate layers. */
  readonly apart?: boolean;
  /** Whether the examples have weights: 0, 1 and 2 in turn. */
  readonly weighted?: boolean;
}

const SHAPES: readonly Omit<ExactPlan, "rule" | "hidden">[] = [
  { inputs: 9, units: [6, 5, 3], batchSize: 4, examples: 10, data: "dense" },
  { inputs: 1, units: [1, 1, 1], batchSize: 1, examples: 3, data: "dense" },
  { inputs: 70, units: [33, 9], batchSize: 8, examples: 18, data: "dense" },
  { inputs: 37, units: [17, 3], batchSize: 4, examples: 9, data: "packed numbers" },
  { inputs: 70, units: [33, 10], batchSize: 8, examples: 18, data: "packed bytes" },
  { inputs: 5, units: [9, 6, 3], batchSize: 4, examples: 10, data: "dense", dropout: 0.5 },
  { inputs: 5, units: [9, 6, 3], batchSize: 4, examples: 10, data: "dense", apart: true },
  { inputs: 5, units: [9, 6, 3], batchSize: 4, examples: 10, data: "dense", weighted: true },
];

export const EXACT_PLANS: readonly ExactPlan[] = /* @__PURE__ */ SHAPES.flatMap((shape) =>
  [linear, relu].flatMap((hidden) =>
    (["descent", "momentum"] as const).map((rule): ExactPlan => ({ ...shape, hidden, rule }))
  )
);

export function describeExact(plan: ExactPlan): string {
  const { inputs, units, hidden, data, rule, dropout, apart, weighted } = plan;
  const rest = [dropout && "dropout", apart && "activations apart", weighted && "weighted"]
    .filter(Boolean).map((word) => `, ${word}`).join("");
  return `${[inputs, ...units].join("-")} ${hidden.name}, ${data}, ${rule}${rest}`;
}

/** Exact training and its expected results. */
export interface ExactTraining {
  readonly steps: Omit<StepsPlan, "fused">;
  readonly costs: readonly number[];
  readonly network: Network;
  /** The largest number in any order of summation, in units of the finest one. */
  readonly largest: number;
}

/** Below it, float32 holds every integer. */
const EXACT_BELOW = 2 ** 24;
const ATTEMPTS = 20;

/**
 * Draws exact training from the first seed, `seed` or after it, whose numbers are small enough.
 *
 * @throws {RangeError} If no seed tried has such numbers.
 */
export function exactTraining(plan: ExactPlan, seed: number): ExactTraining {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const training = train(plan, seed + 1000 * attempt);
    if (training.largest < EXACT_BELOW) return training;
  }
  throw new RangeError(`Found no numbers small enough for ${describeExact(plan)}`);
}

/**
 * Draws training, and trains in the engine.
 *
 * The targets of each step are the network's outputs, a few of them changed by one, so that errors and
 * all other numbers stay small for any number of steps.
 */
function train(plan: ExactPlan, seed: number): ExactTraining {
  const { batchSize, examples, units } = plan;
  const drawn = integers(examples, plan.inputs, seed, plan.data === "dense" ? 0.3 : 0.8);
  const inputs = inputsOf(plan, drawn);
  let network = drawNetwork(plan, seed + 1);
  const untrained = network;
  const rule = ruleOf(plan.rule, batchSize), optimizer = optimizerFromRule(plan.rule, rule);
  const { m, largest } = termSizes();
  const sized = { arithmetic: m };
  const terms = (matrix: Matrix) => mapEntries(matrix, (x) => new Terms(x));
  let state = optimizer.init(network), sizes = mapParameters(network, terms);
  let sizesState = optimizer.init(sizes, sized);
  const costs: number[] = [], targets: number[] = [];
  const all = plan.weighted && { weights: Array.from({ length: examples }, (_, i) => i % 3) };
  for (let from = 0; from < examples; from += batchSize) {
    const length = Math.min(batchSize, examples - from);
    const batch = selectRows(inputs, Uint32Array.from({ length }, (_, i) => from + i));
    const masks = drawMasks(network, length, (l) => maskKeyOf(costs.length + 1, l));
    const trace = forward(network, batch, { masks });
    const off = integers(length, units.at(-1)!, seed + 2 + from, 0.7);
    const y = byEntries(float64, off, (i) => trace.outputs.data[i]! + Math.sign(off.data[i]!));
    const weights = all ? all.weights.slice(from, from + length) : undefined;
    const gradients = backward(network, trace, y, sumOfSquaredErrors, { weights });
    costs.push(gradients.cost);
    targets.push(...Array.from(y.data));
    ({ network, state } = optimizer.update(network, gradients, state));

    const sizesMasks = masks?.map((mask) => mask && terms(mask));
    const sizesTrace = forward(sizes, terms(batch), { ...sized, masks: sizesMasks });
    const sizesGradients = backward(sizes, sizesTrace, terms(y), sumOfSquaredErrors, {
      ...{ ...sized, weights: weights?.map((weight) => new Terms(weight)) },
    });
    const updated = optimizer.update(sizes, sizesGradients, sizesState, sized);
    ({ network: sizes, state: sizesState } = updated);
  }
  const data = Float64Array.from(targets);
  const y = { rows: examples, columns: units.at(-1)!, data };
  const dataset = { inputs, targets: y, ...all };
  // Losses are halved, and velocities once a step.
  const finest = 2 ** (1 + (plan.rule === "momentum" ? costs.length : 0));
  return {
    steps: { network: untrained, dataset, batchSize, loss: sumOfSquaredErrors, rule },
    ...{ costs, network, largest: largest() * finest },
  };
}

/** The first difference between exact training in the executor and in the engine, if any. */
export function exactDifference(
  training: ExactTraining,
  fused: MultiplyAdd,
  mutate?: StepsPlan["mutate"],
): string | undefined {
  return differenceOf(
    training,
    stepThrough({ ...training.steps, fused, ...(mutate && { mutate }) }),
  );
}

/** The first difference between exact training in the engine and what was found, if any. */
export function differenceOf(
  { costs, network }: ExactTraining,
  found: Stepped,
): string | undefined {
  for (const [i, cost] of costs.entries()) {
    if (found.costs[i] !== cost) return `cost ${i + 1} is ${found.costs[i]}, but should be ${cost}`;
  }
  for (const { l, name, matrix: { data } } of parameterList(layersOf(network))) {
    const got = found.network.layers[l]!.parameters[name]!.data;
    const index = Array.from(data).findIndex((x, i) => got[i] !== x);
    if (index < 0) continue;
    return `layer ${l + 1}, ${name}[${index}] is ${got[index]}, but should be ${data[index]}`;
  }
}

function inputsOf({ data }: ExactPlan, drawn: Matrix): Matrix | ByteMatrix {
  if (data === "dense") return signs(drawn);
  if (data === "packed numbers") return drawn;
  return { ...drawn, data: Uint8Array.from(drawn.data, Math.abs), scale: 1 };
}

function signs(drawn: Matrix): Matrix {
  return byEntries(float64, drawn, (index) => Math.sign(drawn.data[index]!));
}

function drawNetwork(plan: ExactPlan, seed: number): Network {
  const { inputs, units, hidden, dropout, apart } = plan;
  // About two weights of each unit are not zero, so that sums do not grow with each layer.
  const few = (rows: number, columns: number, seed: number) =>
    signs(integers(rows, columns, seed, 1 - 2 / Math.max(2, columns)));
  const layers = units.flatMap((count, l) => {
    const last = l === units.length - 1;
    const drops = dropout !== undefined && !last ? [dropping(dropout)] : [];
    const made = apart && !last
      ? [dense(count, linear), activation(hidden)]
      : [dense(count, last ? linear : hidden)];
    return [...made, ...drops];
  });
  return networkFrom({ inputs, layers }, ([rows, columns], { l }, i) => {
    return few(rows, columns, seed + 100 * l + i);
  }, ([rows, columns]) => few(rows, columns, seed));
}

/**
 * Descent with the learning rate M, which makes integers of the means over M examples.
 *
 * Every second step ascends, so that a number of another step shows.
 */
function ruleOf(rule: ExactPlan["rule"], size: number): Rule {
  const rateOf = (step: number) => step % 2 === 0 ? -size : size;
  if (rule === "momentum") return momentum(rateOf);
  return {
    slots: [],
    shared: (step) => ({ rate: rateOf(step) }),
    move: (m, { parameter, derivative, shared }) => {
      return { parameter: m.sub(parameter, m.mul(shared.rate!, derivative)), slots: {} };
    },
  };
}

/** A number, and the sum of the sizes of its terms. */
class Terms extends OpaqueValue {
  constructor(readonly value: number, readonly size: number = Math.abs(value)) {
    super();
  }
}

/** The arithmetic that notes the largest partial sum of any order of summation. */
function termSizes(): { readonly m: Arithmetic<Terms>; readonly largest: () => number } {
  let largest = 0;
  const noted = (value: number, size?: number) => {
    const terms = new Terms(value, size);
    largest = Math.max(largest, terms.size);
    return terms;
  };
  const unknown = (): never => {
    throw new TypeError("The sizes of terms are known only of sums, products and choices");
  };
  const m: Arithmetic<Terms> = {
    zero: new Terms(0),
    one: new Terms(1),
    constant: (x) => noted(x),
    add: (x, y) => noted(x.value + y.value, x.size + y.size),
    sub: (x, y) => noted(x.value - y.value, x.size + y.size),
    mul: (x, y) => noted(x.value * y.value),
    // A mean, whose sum was noted before.
    div: (x, y) => new Terms(x.value / y.value),
    neg: (x) => new Terms(-x.value, x.size),
    choose: (x, positive, otherwise) => x.value > 0 ? positive : otherwise,
    ...{ exp: unknown, expm1: unknown, log: unknown, log1p: unknown, tanh: unknown, sqrt: unknown },
    ...{ erf: unknown, xlogy: unknown, xdivy: unknown },
  };
  return { m, largest: () => largest };
}
